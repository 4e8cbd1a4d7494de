"""Whoever has every right in the database, and lifts the triggers, is found out: by the chain, or by a checkpoint."""

import string
from copy import copy
from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction

from clearance.audit import chain
from clearance.audit.models import Event, Head
from tests.audit.logs import checkpoint, faults, fill
from tests.emptying import no_triggers

pytestmark = pytest.mark.django_db

EVENTS = 30
#: A thousand in all.
TRIES_OF_A_KIND = 250
COLUMNS = (*chain.SAID[1:], "prev", "canonical", "hash")


@pytest.fixture
def log():
    """The events, oldest first, with nothing to protect them."""
    fill(EVENTS)
    with no_triggers():
        yield list(Event.objects.order_by("id"))


def edited(draw: Random, value):
    """The value with one thing in it changed."""
    if isinstance(value, bytes | memoryview):
        at, value = draw.randrange(len(value)), bytes(value)
        return value[:at] + bytes([value[at] ^ (1 << draw.randrange(8))]) + value[at + 1 :]
    if isinstance(value, str):
        at = draw.randint(0, len(value))
        other = draw.choice([letter for letter in string.ascii_letters if letter != value[at : at + 1]])
        return value[:at] + other + value[at + draw.randint(0, 1) :]
    if isinstance(value, dict):
        key = draw.choice(sorted(value))
        # True is not 1, and an empty list is not an empty object.
        others = [other for other in (None, 0, 1, 2.5, True, "", "1", [], {}) if repr(other) != repr(value[key])]
        return value | {key: draw.choice(others)}
    if isinstance(value, int):
        return value + EVENTS + draw.randint(1, 1000)
    return value + draw.choice((-1, 1)) * timedelta(microseconds=draw.randint(1, 10**9))


def edit(draw: Random, log: list[Event]) -> None:
    event, column = draw.choice(log), draw.choice(("id", *COLUMNS))
    Event.objects.filter(pk=event.pk).update(**{column: edited(draw, getattr(event, column))})


def delete(draw: Random, log: list[Event]) -> None:
    Event.objects.filter(pk__in=[event.pk for event in draw.sample(log[:-1], draw.randint(1, 3))]).delete()


def swap(draw: Random, log: list[Event]) -> None:
    one, other = draw.sample(log, 2)
    differing = [column for column in COLUMNS if getattr(one, column) != getattr(other, column)]
    swapped = draw.sample(differing, draw.randint(1, len(differing)))
    for to, source in ((one, other), (other, one)):
        Event.objects.filter(pk=to.pk).update(**{column: getattr(source, column) for column in swapped})


def cut_the_tail(draw: Random, log: list[Event]) -> None:
    Event.objects.filter(pk__gt=draw.randrange(EVENTS)).delete()


@pytest.mark.parametrize("tamper", [edit, delete, swap, cut_the_tail])
def test_each_of_a_thousand_random_changes_is_found(log, tamper):
    assert faults() == []
    for number in range(TRIES_OF_A_KIND):
        with transaction.atomic():
            tamper(Random(number), log)
            found = faults()
            transaction.set_rollback(True)
        assert found, f"{tamper.__name__} {number}"
    assert faults() == []


@pytest.mark.parametrize("changes", [{"last_id": EVENTS - 1}, {"last_id": EVENTS + 1}, {"hash": bytes(32)}])
def test_a_changed_head_is_found(log, changes):
    Head.objects.update(**changes)
    assert len(faults()) == 1


def test_a_head_that_is_gone_is_found(log):
    Head.objects.all().delete()
    assert [str(fault) for fault in faults()] == ["The head of the log is missing."]


def test_an_event_put_at_the_end_behind_the_heads_back_is_found(log):
    newest = log[-1]
    said = chain.canonical(EVENTS + 1, newest.at, "staff:1", "code.issued", "person:1", "", {})
    Event(
        id=EVENTS + 1,
        at=newest.at,
        actor="staff:1",
        action="code.issued",
        subject="person:1",
        detail={},
        prev=newest.hash,
        canonical=said,
        hash=chain.link(bytes(newest.hash), said),
    ).save(force_insert=True)
    assert [fault.event for fault in faults()] == [EVENTS + 1]


def write_anew(log: list[Event]) -> None:
    """What whoever knows the chain would do: number the events anew, and make every hash right again, and the head."""
    log, hash = [copy(event) for event in log], chain.START
    for number, event in enumerate(log, start=1):
        event.id, event.prev = number, hash
        said = chain.canonical(*(getattr(event, column) for column in chain.SAID))
        if chain.read(said) != chain.read(bytes(event.canonical)):
            event.canonical = said
        event.hash = hash = chain.link(hash, bytes(event.canonical))
    Event.objects.all().delete()
    for event in log:
        event.save(force_insert=True)
    Head.objects.update(last_id=len(log), hash=hash)


def test_a_log_written_anew_with_all_its_hashes_is_found_by_the_checkpoint_alone(log):
    signed = [checkpoint(10), checkpoint(EVENTS)]
    assert faults(signed) == []
    log[19].actor = "staff:0"
    write_anew(log)
    assert faults() == []
    assert [fault.event for fault in faults(signed)] == [EVENTS]


def test_a_tail_cut_off_together_with_the_head_is_found_by_the_checkpoint_alone(log):
    signed = [checkpoint(EVENTS)]
    write_anew(log[:-1])
    assert faults() == []
    assert [str(fault).partition(",")[0] for fault in faults(signed)] == [f"Event {EVENTS} is missing"]


def test_an_event_taken_out_and_one_put_in_are_found_by_the_checkpoint(log):
    signed = [checkpoint(EVENTS)]
    write_anew([*log[:5], *log[6:], log[0]])
    assert faults() == []
    assert [fault.event for fault in faults(signed)] == [EVENTS]


#: What no event could say, and Python, or its driver, has no value for.
SENSELESS = {
    "postgresql": [("at", "'infinity'"), ("at", "'-infinity'"), ("detail", f"'{'[' * 5000}{']' * 5000}'")],
    "sqlite": [
        ("detail", f"'{'[' * 900}{']' * 900}'"),
        *((column, value) for column in COLUMNS for value in ("7", "x'ff'", "CAST(x'ff' AS text)", "'{'")),
    ],
}


@pytest.mark.parametrize(("column", "value"), SENSELESS[connection.vendor])
def test_what_makes_no_sense_is_a_fault_and_no_crash(log, column, value):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE audit_event SET {column} = {value} WHERE id = 3")
        found = {fault.event for fault in faults()}
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert found & {3, 4}
