"""The one way to write to the event log."""

from typing import Any

from django.db import transaction

from clearance.audit.models import Event


def record(*, by: str, action: str, subject: str, purpose: str = "", detail: dict[str, Any] | None = None) -> Event:
    """Add an event to the caller's transaction, so that the act and its event are kept together or not at all.

    `by` and `subject` are references (`staff:7`, `visit:31`, `person:1042`), never names; `action` is a noun and a verb
    (`code.issued`); `detail` is JSON without personal data. The time is the database's. Outside a transaction it raises
    TransactionManagementError.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"Event {action} must share a transaction with what it tells of.")
    return Event.objects.create(actor=by, action=action, subject=subject, purpose=purpose, detail=detail or {})
