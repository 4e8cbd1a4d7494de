"""One lane of a worker, in this process."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.database import Busy
from clearance.work import lane, queue, stopping
from clearance.work.lane import LOOK_AGAIN, Lane
from tests.work import sweeps
from tests.work.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """Nobody else is asked to stop, and marks are left apart."""
    monkeypatch.setattr(stopping, "_asked", Event())
    monkeypatch.setattr(lane, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(sweeps, "FOLDER", tmp_path)


@pytest.fixture
def default() -> Lane:
    return Lane("default", timezone.now())


def state() -> str:
    return DBTaskResult.objects.get().status


def test_it_does_what_is_queued_on_it_and_nothing_else(default):
    sweeps.quick.enqueue()
    sweeps.slow.enqueue()
    assert default.empty() == 1
    assert dict(DBTaskResult.objects.values_list("queue_name", "status")) == {"default": "SUCCESSFUL", "long": "READY"}


def test_a_sweep_that_fails_is_kept_with_its_kind_and_the_next_is_done(default, caplog):
    sweeps.breaks.enqueue()
    sweeps.quick.enqueue()
    assert default.empty() == 2
    failed = DBTaskResult.objects.failed().get()
    assert failed.exception_class_path == "builtins.KeyError"
    assert "tests.work.sweeps.breaks failed: KeyError" in caplog.text
    assert "P1, born" not in caplog.text
    assert default.doing is None


def test_a_task_of_a_program_that_is_gone_fails_and_the_next_is_done(default):
    DBTaskResult.objects.create(args_kwargs={}, task_path="clearance.gone.tasks.sweep", backend_name="default")
    sweeps.quick.enqueue()
    assert default.empty() == 2
    assert DBTaskResult.objects.failed().get().exception_class_path == "builtins.ModuleNotFoundError"


def test_a_sweep_that_finds_another_process_at_its_job_looks_again_soon(default, monkeypatch):
    monkeypatch.setattr(sweeps, "mark", busy)
    sweeps.quick.enqueue()
    default.empty()
    task = DBTaskResult.objects.get()
    assert task.status == "READY"
    assert timedelta(0) < task.run_after - timezone.now() <= LOOK_AGAIN


def busy(name):
    raise Busy(name)


def test_asked_to_stop_it_takes_up_nothing(default):
    sweeps.quick.enqueue()
    stopping.ask()
    assert default.empty() == 0
    assert state() == "READY"


def test_asked_to_stop_in_the_middle_it_puts_the_sweep_back(default, monkeypatch):
    def asked_meanwhile(name):
        stopping.ask()
        stopping.until_stopped(name, 1)

    monkeypatch.setattr(sweeps, "mark", asked_meanwhile)
    sweeps.quick.enqueue()
    assert default.empty() == 1
    assert state() == "READY"


def test_it_goes_on_when_the_database_was_away(default, monkeypatch, caplog, tmp_path):
    take, away = queue.take, iter(range(3))

    def take_when_it_is_back(*which):
        if next(away, None) is not None:
            raise OperationalError("the server at 10.1.2.3 closed the connection")
        return take(*which)

    monkeypatch.setattr(queue, "take", take_when_it_is_back)
    sweeps.quick.enqueue()
    thread = Thread(target=default.keep_on)
    thread.start()
    wait_until((tmp_path / "quick").exists)
    stopping.ask()
    thread.join()
    assert caplog.text.count("lane default: OperationalError") == 3
    assert "10.1.2.3" not in caplog.text


def test_what_it_could_not_end_while_the_database_was_away_is_cut_short(default, monkeypatch):
    real = DBTaskResult.set_successful

    def away(task, value):
        monkeypatch.setattr(DBTaskResult, "set_successful", real)
        raise OperationalError

    monkeypatch.setattr(DBTaskResult, "set_successful", away)
    sweeps.quick.enqueue()
    thread = Thread(target=default.keep_on)
    thread.start()
    wait_until(lambda: state() == "FAILED")
    stopping.ask()
    thread.join()
    assert DBTaskResult.objects.get().exception_class_path == "clearance.work.queue.CutShort"
