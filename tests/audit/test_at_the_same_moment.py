"""Events that come at the same moment, from many connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from threading import Event as Signal

import pytest
from django.db import DatabaseError, connection, transaction

from clearance.audit import actions
from clearance.audit.models import Event, Head
from tests.audit.logs import faults

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 16, 12


def write_some(number: int, start: Barrier) -> list[int]:
    """Events of one writer, some of whose acts fail; the numbers of those that were kept."""
    kept = []
    start.wait()
    for turn in range(EACH):
        try:
            with transaction.atomic():
                event = actions.record(by=f"staff:{number}", action="code.issued", subject=f"person:{turn}")
                if turn % 4 == 3:
                    raise ZeroDivisionError
            kept.append(event.id)
        except ZeroDivisionError:
            pass
    connection.close()
    return kept


def test_sixteen_writers_leave_an_unbroken_chain():
    start = Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as writers:
        kept = list(writers.map(lambda number: write_some(number, start), range(WRITERS)))
    assert faults() == []
    assert sorted(number for numbers in kept for number in numbers) == list(range(1, WRITERS * EACH * 3 // 4 + 1))
    for number, numbers in enumerate(kept):
        of_one = Event.objects.filter(actor=f"staff:{number}").order_by("id")
        assert list(of_one.values_list("id", flat=True)) == numbers


def test_times_go_with_numbers():
    start = Barrier(4)
    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda number: write_some(number, start), range(4)))
    by_number = list(Event.objects.order_by("id").values_list("at", flat=True))
    assert by_number == sorted(by_number)


@pytest.fixture
def log_held_elsewhere():
    """Another connection has added an event and has not ended its transaction."""
    held, ended = Signal(), Signal()

    def hold():
        with transaction.atomic():
            actions.record(by="staff:1", action="code.issued", subject="person:1")
            held.set()
            ended.wait(timeout=30)
        connection.close()

    with ThreadPoolExecutor(1) as other:
        holding = other.submit(hold)
        held.wait(timeout=30)
        yield
        ended.set()
        holding.result()


@pytest.fixture
def impatient():
    """On PostgreSQL the log's own trigger waits for two seconds; SQLite for as long as the connection says."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 100")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 30000")


def test_who_finds_the_log_held_is_refused_after_a_while_and_does_not_hang(log_held_elsewhere, impatient):
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.record(by="staff:2", action="code.issued", subject="person:2")
    assert not Event.objects.exists()


def test_reading_does_not_wait_for_writing(log_held_elsewhere):
    assert faults() == []
    assert Head.objects.get().last_id == 0
