"""Workers as processes: they look for work by themselves, share it, stop in peace, and may be killed at any moment."""

import signal
from contextlib import ExitStack

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.audit.models import Event
from clearance.runs.analysis import actions
from clearance.runs.analysis.models import Analysis
from clearance.work.models import SILENCE, Worker
from clearance.work.queue import CutShort, path_of
from clearance.work.waiting import standing
from tests.records.extracts import extract, take_in
from tests.runs.drafts import MILDER, ask, draft
from tests.work.workers import LIMIT, catches, ended, marks, sweep, wait_until, worker

pytestmark = pytest.mark.django_db(transaction=True)


class NoNudge:
    """In the place of a task: what asks for it asks in vain."""

    @staticmethod
    def enqueue():
        """Nothing comes of it."""


@pytest.fixture
def records(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    take_in(extract(tmp_path / "sent"))


def tasks(name, status):
    return DBTaskResult.objects.filter(task_path=sweep(name), status=status)


def states():
    return list(Analysis.objects.order_by("pk").values_list("tries", "failure").exclude(finished_at=None))


def test_what_nobody_told_the_worker_of_is_found_within_a_period(tmp_path, records, monkeypatch):
    monkeypatch.setattr(actions, "take_up_analyses", NoNudge)
    with worker(tmp_path):
        wait_until(Worker.objects.exists)
        wait_until(lambda: DBTaskResult.objects.successful().count() >= 3)
        ask(draft())
        wait_until(lambda: states() == [(1, "")])


def test_a_sweep_is_done_again_each_period(tmp_path):
    with worker(tmp_path, "quick"):
        wait_until(lambda: marks(tmp_path, "quick") >= 3)


def test_a_long_sweep_keeps_no_other_lane_waiting_and_is_not_queued_again(tmp_path):
    with worker(tmp_path, "slow", "quick"):
        wait_until(lambda: marks(tmp_path, "slow begun"))
        before = marks(tmp_path, "quick")
        wait_until(lambda: marks(tmp_path, "quick") >= before + 3)
        assert (tasks("slow", "RUNNING").count(), tasks("slow", "READY").count()) == (1, 0)
        (tmp_path / "go").touch()
        wait_until(lambda: marks(tmp_path, "slow done") >= 2)


def test_a_worker_may_be_told_to_work_on_one_lane_only(tmp_path):
    with worker(tmp_path, "slow", "quick", lanes=["default"]):
        wait_until(lambda: marks(tmp_path, "quick") >= 3)
        assert list(Worker.objects.values_list("lane", flat=True)) == ["default"]
    assert not marks(tmp_path, "slow begun")
    assert not DBTaskResult.objects.filter(task_path=sweep("slow")).exists()


def test_a_worker_that_is_asked_to_stop_ends_after_the_chunk_in_hand(tmp_path):
    with worker(tmp_path, "slow") as process:
        wait_until(lambda: marks(tmp_path, "slow begun"))
        process.send_signal(signal.SIGTERM)
        assert ended(process) == 0
    assert not marks(tmp_path, "slow done")
    assert tasks("slow", "READY").count() == DBTaskResult.objects.count() == 1
    assert not Worker.objects.exists()


def test_one_that_is_asked_twice_ends_at_once(tmp_path):
    with worker(tmp_path, "deaf") as process:
        wait_until(lambda: marks(tmp_path, "deaf begun"))
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: not catches(process, signal.SIGTERM))
        process.send_signal(signal.SIGTERM)
        assert ended(process) == -signal.SIGTERM


def test_a_killed_worker_gives_no_sign_of_life_and_that_is_stuck_until_another_takes_over(tmp_path):
    with worker(tmp_path, "slow") as process:
        wait_until(lambda: Worker.objects.filter(doing=sweep("slow")).exists())
        process.kill()
        process.wait()
    later = timezone.now() + SILENCE
    [dead] = [one for one in standing(later).stuck if "slow" in one.what]
    assert "gives no sign of life. It was at: slow." in dead.what
    Worker.objects.update(beat_at=timezone.now() - SILENCE)
    (tmp_path / "go").touch()
    with worker(tmp_path, "slow"):
        wait_until(lambda: tasks("slow", "FAILED").filter(exception_class_path=path_of(CutShort)).exists())
        wait_until(lambda: marks(tmp_path, "slow done"))
        wait_until(lambda: not Worker.objects.filter(reference__contains=f":{process.pid}/").exists())
        assert not [one for one in standing(timezone.now()).stuck if "sign of life" in one.what]


def test_a_killed_worker_keeps_nothing_from_the_next_though_it_still_seems_alive(tmp_path):
    with worker(tmp_path, "slow") as process:
        wait_until(lambda: marks(tmp_path, "slow begun"))
        process.kill()
        process.wait()
    (tmp_path / "go").touch()
    with worker(tmp_path, "slow", once=True) as process:
        assert ended(process) == 0
    assert marks(tmp_path, "slow done") == 1


def test_a_long_statement_does_not_look_dead(tmp_path):
    seen = set()
    with worker(tmp_path, "one_statement"):

        def beats_while_it_is_at_it():
            seen.update(Worker.objects.exclude(doing="").values_list("since", "beat_at"))
            return max((sum(one == since for one, _ in seen) for since, _ in seen), default=0) >= 3

        wait_until(beats_while_it_is_at_it)


def test_several_workers_do_each_thing_once(tmp_path, records):
    for law in (draft(), draft(MILDER)):
        ask(law)
        ask(law, "impact")
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(worker(tmp_path))
        wait_until(lambda: len(states()) == 4)
    assert states() == [(1, "")] * 4
    assert Event.objects.of_kind("analysis.finished").count() == 4


if connection.vendor == "postgresql":

    def test_a_worker_outlives_the_connections_to_the_database(tmp_path):
        started = timezone.now()
        with worker(tmp_path, "quick", "again") as process:
            wait_until(lambda: lanes_that_ended_a_task_after(started) == {"default", "long"})
            for _ in range(3):
                before = timezone.now()
                cut_connections()
                wait_until(lambda at=before: Worker.objects.filter(beat_at__gt=at).count() == 2)
                wait_until(lambda at=before: lanes_that_ended_a_task_after(at) == {"default", "long"})
            process.send_signal(signal.SIGTERM)
            _, error = process.communicate(timeout=LIMIT)
        assert process.returncode == 0
        assert "it goes on as soon as it can" in error
        assert not Worker.objects.exists()

    def cut_connections() -> None:
        """As a server does that is stopped in immediate mode, for all but this process."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def lanes_that_ended_a_task_after(at) -> set:
        return set(DBTaskResult.objects.successful().filter(finished_at__gt=at).values_list("queue_name", flat=True))
