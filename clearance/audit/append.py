"""Puts an event at the end of the chain."""

from datetime import UTC, datetime

from django.db import DatabaseError, connection

from clearance.audit import chain
from clearance.audit.models import Event, Head


def append(event: Event) -> Event:
    """Write the event. It learns its number and its time, which nobody can choose."""
    if connection.vendor == "sqlite":
        _append_on_sqlite(event)
    else:
        _append_on_postgresql(event)
    return event


def _append_on_postgresql(event: Event) -> None:
    """The trigger does all. Only these columns may be named: the site's role has the right to no other."""
    detail = Event._meta.get_field("detail").get_db_prep_save(event.detail, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (actor, action, subject, purpose, detail) VALUES (%s, %s, %s, %s, %s) "
            "RETURNING id, at",
            [event.actor, event.action, event.subject, event.purpose, detail],
        )
        event.id, event.at = cursor.fetchone()


def _append_on_sqlite(event: Event) -> None:
    """SQLite has one writer, and a transaction here begins by becoming it (IMMEDIATE), so the head stands still. Its
    triggers refuse an event that does not follow the head, and move the head on.
    """
    head = Head.objects.first()
    if head is None:
        raise DatabaseError("The head of the event log is missing.")
    event.id, event.at, event.prev = head.last_id + 1, datetime.now(UTC), head.hash
    event.canonical = chain.canonical(*(getattr(event, column) for column in chain.SAID))
    event.hash = chain.link(event.prev, event.canonical)
    event.save(force_insert=True)
