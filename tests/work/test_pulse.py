"""Signs of life."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.work import queue, stopping
from clearance.work.lane import Lane
from clearance.work.models import SILENCE, Worker
from clearance.work.pulse import BEAT, beat, pulse
from tests.work.workers import sweep, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

OFTEN = timedelta(milliseconds=20)


@pytest.fixture
def lanes():
    return [Lane("default", timezone.now()), Lane("long", timezone.now())]


def test_a_few_signs_of_life_may_be_missed_before_a_worker_is_taken_for_dead():
    assert 3 * BEAT < SILENCE


def test_a_sign_of_life_says_what_each_lane_is_at(lanes):
    now = timezone.now()
    lanes[1].doing = "clearance.runs.analysis.tasks.take_up_analyses", now
    beat(lanes, now)
    beat(lanes, now + BEAT)
    idle, at_work = Worker.objects.order_by("lane")
    assert (idle.lane, idle.doing, idle.since, idle.beat_at) == ("default", "", None, now + BEAT)
    assert (at_work.lane, at_work.at_what, at_work.since) == ("long", "take up analyses", now)


def test_a_worker_is_alive_until_it_has_been_silent_for_a_while(lanes):
    now = timezone.now()
    beat(lanes, now)
    just_before, then = now + SILENCE - OFTEN, now + SILENCE
    assert (Worker.objects.alive(just_before).count(), Worker.objects.silent(just_before).count()) == (2, 0)
    assert (Worker.objects.alive(then).count(), Worker.objects.silent(then).count()) == (0, 2)


def test_it_beats_as_long_as_it_lasts_and_leaves_nothing(lanes):
    with pulse(lanes, OFTEN):
        first = Worker.objects.first().beat_at
        wait_until(lambda: Worker.objects.first().beat_at > first)
    assert not Worker.objects.exists()


def test_it_queues_what_is_due_and_without_a_period_nothing(lanes, settings):
    settings.SWEEPS = [sweep("quick")]
    with pulse(lanes, OFTEN):
        wait_until(DBTaskResult.objects.exists)
    DBTaskResult.objects.all().delete()
    with pulse(lanes, None):
        """Nothing but signs of life."""
    assert not DBTaskResult.objects.exists()


def test_it_goes_on_when_the_database_was_away(lanes, monkeypatch, caplog):
    away = Event()
    bury = queue.bury

    def bury_when_it_is_back(at):
        if not away.is_set():
            away.set()
            raise OperationalError("the server at 10.1.2.3 closed the connection")
        bury(at)

    monkeypatch.setattr(queue, "bury", bury_when_it_is_back)
    with pulse(lanes, OFTEN):
        assert away.wait(30)
        first = Worker.objects.first().beat_at
        wait_until(lambda: Worker.objects.first().beat_at > first)
    assert "no sign of life can be given: OperationalError" in caplog.text
    assert "10.1.2.3" not in caplog.text


def test_one_that_was_taken_for_dead_shows_up_again(lanes):
    with pulse(lanes, OFTEN):
        Worker.objects.all().delete()
        wait_until(lambda: Worker.objects.count() == 2)


def test_a_worker_does_something_since_a_moment_or_nothing():
    with pytest.raises(IntegrityError):
        Worker.objects.create(reference="a:1/default", started_at=timezone.now(), beat_at=timezone.now(), doing="this")


def test_outside_of_a_worker_nobody_is_asked_to_stop():
    stopping.until_stopped("determining", 1)
    assert not stopping.asked()
