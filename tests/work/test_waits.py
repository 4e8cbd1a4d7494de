"""What may be stuck of the work itself."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.work import queue
from clearance.work.models import SILENCE, Worker
from clearance.work.waiting import standing
from tests.work import sweeps
from tests.work.workers import sweep

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def of_these_tests(settings):
    settings.SWEEPS = [sweep("breaks")]
    settings.WAITING = ["clearance.work.waits.waiting"]


@pytest.fixture
def working(now):
    """Somebody works on both lanes."""
    for lane in ("default", "long"):
        Worker.objects.create(reference=f"a:1/{lane}", lane=lane, started_at=now, beat_at=now)


def stuck(at) -> list[str]:
    return [one.what for one in standing(at).stuck]


def in_time(at) -> list[str]:
    return [one.what for one in standing(at).in_time]


def test_where_all_is_well_nothing_waits(working, now):
    found = standing(now)
    assert ([worker.reference for worker in found.workers], found.stuck, found.in_time) == (
        ["a:1/default", "a:1/long"],
        [],
        [],
    )


def test_a_lane_that_nobody_works_on_is_stuck_since_its_last_task(working, now):
    Worker.objects.filter(lane="long").delete()
    sweeps.slow.enqueue()
    queue.take("long", "a:1/long")
    [one] = standing(now + MINUTE / 2).stuck
    assert one.what == "Nobody works on the lane “long”."
    assert one.since == DBTaskResult.objects.get().started_at
    assert "manage.py worker" in one.to_do


def test_a_worker_that_is_silent_is_stuck_and_its_lane_too(working, now):
    Worker.objects.filter(lane="default").delete()
    Worker.objects.update(doing=sweep("slow"), since=now)
    assert "Worker a:1/long gives no sign of life. It was at: slow." in stuck(now + SILENCE)
    assert "Nobody works on the lane “long”." in stuck(now + SILENCE)


@pytest.mark.parametrize(("lane", "takes"), [("default", 10 * MINUTE), ("long", 6 * HOUR)])
def test_a_sweep_may_take_as_long_as_its_lane_allows(working, now, lane, takes):
    Worker.objects.filter(lane=lane).update(doing=sweep("quick"), since=now - takes + MINUTE)
    assert stuck(now) == []
    Worker.objects.filter(lane=lane).update(since=now - takes)
    assert stuck(now) == [f"Worker a:1/{lane} is still at: quick."]


def test_a_task_waits_in_the_queue_for_as_long_as_its_lane_may_be_busy(working, now):
    sweeps.quick.enqueue()
    sweeps.quick.enqueue()
    DBTaskResult.objects.update(enqueued_at=now - 9 * MINUTE)
    assert (stuck(now), in_time(now)) == ([], ["Queued: quick."])
    DBTaskResult.objects.update(enqueued_at=now - 10 * MINUTE)
    assert (stuck(now), in_time(now)) == (["Queued: quick."], [])


def end(ago: timedelta, well: bool, now) -> None:
    sweeps.breaks.enqueue()
    task = queue.take("default", "a:1/default")
    if well:
        task.set_successful(None)
    else:
        queue.fail(task, KeyError("P1, born 1980-02-29"), now)
    DBTaskResult.objects.filter(pk=task.pk).update(finished_at=now - ago)


def test_a_sweep_that_fails_is_stuck_when_it_has_failed_for_a_while_since_it_last_went_well(working, now):
    end(10 * MINUTE, False, now)
    end(7 * MINUTE, True, now)
    end(4 * MINUTE, False, now)
    end(1 * MINUTE, False, now)
    assert (stuck(now), in_time(now)) == ([], ["Fails: breaks (KeyError)."])
    [one] = standing(now).in_time
    last = DBTaskResult.objects.order_by("finished_at").last()
    assert (one.since, one.url) == (now - 4 * MINUTE, f"/admin/django_tasks_database/dbtaskresult/{last.pk}/change/")


def test_one_that_failed_and_went_well_after_it_is_not_stuck(working, now):
    end(10 * MINUTE, False, now)
    end(1 * MINUTE, True, now)
    assert (stuck(now), in_time(now)) == ([], [])


def test_one_that_never_went_well_is_stuck(working, now):
    end(10 * MINUTE, False, now)
    assert stuck(now) == ["Fails: breaks (KeyError)."]


def test_what_has_waited_longest_stands_first(working, now):
    end(10 * MINUTE, False, now)
    sweeps.quick.enqueue()
    DBTaskResult.objects.filter(status="READY").update(enqueued_at=now - HOUR)
    assert stuck(now) == ["Queued: quick.", "Fails: breaks (KeyError)."]


def status() -> str:
    out = StringIO()
    call_command("worker", status=True, stdout=out)
    return out.getvalue()


def test_the_command_says_the_same_and_ends_well_where_nothing_is_stuck(working, now):
    Worker.objects.filter(lane="long").update(doing=sweep("slow"), since=now - 3 * MINUTE)
    sweeps.quick.enqueue()
    assert status().splitlines() == [
        "2 lanes are worked on.",
        "  a:1/default: waits for work",
        "  a:1/long: slow, for 3 minutes",
        "",
        "0 stuck.",
        "",
        "1 waiting, no longer than is normal.",
        "  Queued: quick. For 0 minutes.",
    ]


def test_the_command_fails_where_something_is_stuck(capsys):
    with pytest.raises(CommandError, match=r"2 stuck\.") as error:
        call_command("worker", status=True)
    assert error.value.returncode == 1
    assert "  Nobody works on the lane “default”. For 0 minutes.\n    Start a worker: " in capsys.readouterr().out
