"""What the database itself refuses, on SQLite and on PostgreSQL, to the ORM and to plain SQL."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from clearance.audit import actions
from clearance.audit.models import Event, Head
from tests.audit.logs import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return actions.record(by="staff:7", action="code.issued", subject="person:1042")


def refused(change):
    with pytest.raises(DatabaseError, match="Events cannot be changed or removed"), transaction.atomic():
        change()


def test_the_orm_cannot_change_an_event(event):
    event.actor = "staff:8"
    refused(event.save)
    refused(lambda: Event.objects.update(actor="staff:8"))
    assert Event.objects.get().actor == "staff:7"


def test_the_orm_cannot_remove_an_event(event):
    refused(lambda: Event.objects.get().delete())
    refused(lambda: Event.objects.all().delete())
    refused(lambda: Event.objects.all()._raw_delete("default"))
    assert Event.objects.count() == 1


def test_the_orm_cannot_add_an_event_over_another(event):
    twin = Event(id=event.id, actor="staff:8", action="code.issued", subject="person:1")
    refused(
        lambda: Event.objects.bulk_create(
            [twin], update_conflicts=True, unique_fields=["id"], update_fields=["actor", "subject"]
        )
    )
    assert Event.objects.get().actor == "staff:7"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'staff:8'",
        "UPDATE audit_event SET actor = actor",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE subject = 'person:1042'",
    ],
)
def test_plain_sql_cannot_change_or_remove_an_event(event, statement):
    refused(lambda: connection.cursor().execute(statement))
    assert Event.objects.get().actor == "staff:7"


WAYS_AROUND = {
    "sqlite": (
        "INSERT OR REPLACE INTO audit_event (id, at, actor, action, subject, purpose, detail) "
        "SELECT id, at, 'staff:8', action, subject, purpose, detail FROM audit_event"
    ),
    "postgresql": "TRUNCATE audit_event",
}


def test_the_ways_around_the_usual_triggers_are_closed(event):
    refused(lambda: connection.cursor().execute(WAYS_AROUND[connection.vendor]))
    assert Event.objects.get().actor == "staff:7"


def head_refused(change):
    with pytest.raises(DatabaseError, match="head of the event log moves with its events only"), transaction.atomic():
        change()


HEAD_CHANGES = [
    "UPDATE audit_head SET last_id = last_id - 1",
    "UPDATE audit_head SET last_id = last_id + 1",
    "UPDATE audit_head SET last_id = last_id",
    "UPDATE audit_head SET id = 1",
    "DELETE FROM audit_head",
    "INSERT INTO audit_head (id, last_id, hash) SELECT 2, last_id, hash FROM audit_head",
    {
        "sqlite": "INSERT OR REPLACE INTO audit_head (id, last_id, hash) SELECT id, 0, hash FROM audit_head",
        "postgresql": "TRUNCATE audit_head",
    }[connection.vendor],
    {
        "sqlite": "UPDATE OR REPLACE audit_head SET hash = zeroblob(32)",
        "postgresql": "INSERT INTO audit_head (id, last_id, hash) VALUES (1, 0, '') "
        "ON CONFLICT (id) DO UPDATE SET last_id = 0",
    }[connection.vendor],
]


@pytest.mark.parametrize("statement", HEAD_CHANGES)
def test_the_head_moves_with_its_events_only(event, statement):
    head_refused(lambda: connection.cursor().execute(statement))
    assert Head.objects.get().last_id == event.id == 1


def test_nobody_chooses_the_number_the_time_or_the_link_of_an_event(event):
    """PostgreSQL sets its own in their place; SQLite, which cannot, takes the next number after the head only."""
    chosen = Event(id=7, at=datetime(2020, 1, 1, tzinfo=UTC), actor="staff:8", action="x", subject="", detail={})
    chosen.prev = chosen.canonical = chosen.hash = b"x"
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError, match="follows the newest one"), transaction.atomic():
            chosen.save(force_insert=True)
        return
    chosen.save(force_insert=True)
    kept = Event.objects.get(actor="staff:8")
    assert (kept.id, kept.at.year > 2020, bytes(kept.prev)) == (2, True, bytes(Event.objects.get(id=1).hash))
    assert faults() == []


if connection.vendor == "postgresql":

    def test_many_events_in_one_statement_are_linked_one_by_one(event):
        connection.cursor().execute(
            "INSERT INTO audit_event (actor, action, subject, purpose, detail) "
            "SELECT 'staff:' || n, 'code.issued', 'person:1', '', '{}' FROM generate_series(1, 50) AS n"
        )
        assert Event.objects.count() == 51
        assert faults() == []
