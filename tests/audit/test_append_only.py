"""What the database itself refuses, on SQLite and on PostgreSQL, to the ORM and to plain SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from clearance.audit import actions
from clearance.audit.models import Event

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
