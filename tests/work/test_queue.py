"""The queue of sweeps."""

from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.work import queue
from clearance.work.models import SILENCE, Worker
from tests.records.other_processes import held_elsewhere
from tests.work import sweeps
from tests.work.workers import sweep

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
LANES = ["default", "long"]


@pytest.fixture(autouse=True)
def of_these_tests(settings):
    settings.SWEEPS = [sweep("quick"), sweep("slow")]


def queued(**which) -> Counter:
    found = DBTaskResult.objects.filter(**which).values_list("task_path", "status")
    return Counter((path.rpartition(".")[2], status) for path, status in found)


def queue_due(at=None, lanes=LANES) -> None:
    queue.queue_due(lanes, at=at or timezone.now(), every=MINUTE)


def alive(reference: str, at=None) -> None:
    now = at or timezone.now()
    Worker.objects.create(reference=reference, lane="default", started_at=now, beat_at=now)


def taken(lane: str = "default", worker: str = "a:1/default") -> DBTaskResult:
    task = queue.take(lane, worker)
    assert task
    return task


def test_each_sweep_is_queued_on_its_lane():
    queue_due()
    assert queued(queue_name="default") == {("quick", "READY"): 1}
    assert queued(queue_name="long") == {("slow", "READY"): 1}


def test_a_worker_of_one_lane_queues_no_sweep_of_another():
    queue_due(lanes=["long"])
    assert queued() == {("slow", "READY"): 1}


def test_a_sweep_that_is_queued_or_under_way_is_not_queued_again_however_long_it_takes():
    queue_due()
    taken()
    queue_due(timezone.now() + timedelta(days=1))
    assert queued() == {("quick", "RUNNING"): 1, ("slow", "READY"): 1}


def test_a_sweep_that_ended_is_queued_again_a_period_after_it_was_queued():
    queue_due()
    taken().set_successful(None)
    queue_due(timezone.now() + MINUTE / 2)
    assert queued() == {("quick", "SUCCESSFUL"): 1, ("slow", "READY"): 1}
    queue_due(timezone.now() + MINUTE)
    assert queued() == {("quick", "SUCCESSFUL"): 1, ("quick", "READY"): 1, ("slow", "READY"): 1}


def test_a_nudge_counts_as_a_period():
    sweeps.quick.enqueue()
    taken().set_successful(None)
    queue_due()
    assert queued() == {("quick", "SUCCESSFUL"): 1, ("slow", "READY"): 1}


def test_a_worker_that_starts_queues_also_what_someone_seems_to_be_at():
    queue_due()
    taken()
    queue.queue_all(LANES)
    assert queued() == {("quick", "RUNNING"): 1, ("quick", "READY"): 1, ("slow", "READY"): 1}


def test_while_another_worker_queues_the_sweeps_this_one_leaves_it_to_it():
    with held_elsewhere("sweeps"):
        queue_due()
    assert not queued()


def in_threads(number: int, do) -> None:
    def one() -> None:
        do()
        connection.close()

    threads = [Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_several_workers_at_once_queue_each_sweep_once():
    in_threads(6, lambda: (queue_due(), queue_due()))
    assert queued() == {("quick", "READY"): 1, ("slow", "READY"): 1}


def test_several_workers_at_once_take_each_task_once():
    waiting = [f"tests.work.sweeps.number_{number}" for number in range(40)]
    for path in waiting:
        DBTaskResult.objects.create(args_kwargs={}, task_path=path, backend_name="default")
    got = []

    def take_all() -> None:
        while task := queue.take("default", "a:1/default"):
            got.append(task.task_path)

    in_threads(4, take_all)
    assert sorted(got) == sorted(waiting)
    assert DBTaskResult.objects.running().count() == 40


def test_one_pass_does_what_several_nudges_ask_for():
    for _ in range(5):
        sweeps.quick.enqueue()
    sweeps.slow.enqueue()
    taken()
    assert queued() == {("quick", "RUNNING"): 1, ("slow", "READY"): 1}


def test_a_nudge_that_comes_while_the_sweep_is_under_way_is_not_lost():
    sweeps.quick.enqueue()
    taken()
    sweeps.quick.enqueue()
    assert queued() == {("quick", "RUNNING"): 1, ("quick", "READY"): 1}


def test_what_is_put_back_is_taken_again_from_then_on_and_not_before():
    sweeps.quick.enqueue()
    queue.put_back(taken(), after=timezone.now() + MINUTE)
    assert queue.take("default", "a:1/default") is None
    queue_due(timezone.now() + 2 * MINUTE, lanes=["default"])
    assert queued() == {("quick", "READY"): 1}
    DBTaskResult.objects.update(run_after=timezone.now())
    assert taken("default", "b:2/default").worker_ids == ["a:1/default", "b:2/default"]


def test_of_a_failure_its_kind_and_place_are_kept_and_not_its_text():
    sweeps.breaks.enqueue()
    task = taken()
    try:
        sweeps.breaks.call()
    except KeyError as error:
        queue.fail(task, error, timezone.now())
    task.refresh_from_db()
    assert (task.status, task.exception_class_path) == ("FAILED", "builtins.KeyError")
    assert "in breaks" in task.traceback
    # The line of the program stands in it, a value that it had at that moment does not.
    assert "KeyError: " not in task.traceback


def test_the_dead_are_buried_and_what_they_had_in_hand_is_cut_short():
    now = timezone.now()
    for reference, at in (("a:1/default", now), ("b:2/default", now - SILENCE)):
        alive(reference, at)
        sweeps.quick.enqueue()
        taken(worker=reference)
    queue.bury(now)
    assert [worker.reference for worker in Worker.objects.all()] == ["a:1/default"]
    assert queued() == {("quick", "RUNNING"): 1, ("quick", "FAILED"): 1}
    assert DBTaskResult.objects.failed().get().exception_class_path == "clearance.work.queue.CutShort"


def test_what_a_worker_had_in_hand_that_nobody_knows_is_cut_short():
    sweeps.quick.enqueue()
    taken(worker="from-before:1")
    queue.bury(timezone.now())
    assert queued() == {("quick", "FAILED"): 1}


def test_who_was_taken_for_dead_and_is_not_ends_its_sweep_as_if_nothing_had_been():
    sweeps.quick.enqueue()
    task = taken()
    queue.bury(timezone.now())
    task.set_successful(None)
    assert queued() == {("quick", "SUCCESSFUL"): 1}


def test_a_worker_gives_up_only_what_it_had_in_hand_itself():
    sweeps.quick.enqueue()
    taken(worker="a:1/default")
    sweeps.slow.enqueue()
    taken("long", worker="a:1/long")
    queue.give_up("a:1/default", timezone.now())
    assert queued() == {("quick", "FAILED"): 1, ("slow", "RUNNING"): 1}


def test_what_ended_long_ago_is_forgotten_failures_later_and_the_last_that_went_well_never():
    for well in (True, True, False):
        sweeps.quick.enqueue()
        task = taken()
        if well:
            task.set_successful(None)
        else:
            queue.fail(task, KeyError(), timezone.now())
    queue.forget(timezone.now() + queue.DONE_KEPT - MINUTE)
    assert queued() == {("quick", "SUCCESSFUL"): 2, ("quick", "FAILED"): 1}
    queue.forget(timezone.now() + queue.DONE_KEPT + MINUTE)
    assert queued() == {("quick", "SUCCESSFUL"): 1, ("quick", "FAILED"): 1}
    queue.forget(timezone.now() + queue.FAILED_KEPT + MINUTE)
    assert queued() == {("quick", "SUCCESSFUL"): 1}
