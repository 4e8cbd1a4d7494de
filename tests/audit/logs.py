"""A small log to tamper with, and what checking it finds."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction

from clearance.audit import actions
from clearance.audit.checkpoints import Checkpoint
from clearance.audit.fault import Fault
from clearance.audit.models import Event
from clearance.audit.reading import Log
from clearance.audit.verify import verify
from clearance.progress import no_progress

DETAIL = {"codes": ["a", "é"], "rate": 0.25, "none": None, "sure": True, "of": {"x": 1}, "empty": []}


def fill(events: int) -> None:
    with transaction.atomic():
        for number in range(events):
            actions.record(
                by=f"staff:{number % 7}",
                action=("code.issued", "record.viewed", "run.approved")[number % 3],
                subject=f"person:{number}",
                purpose="asked at the counter" if number % 2 else "",
                detail=DETAIL | {"count": number},
            )


def faults(checkpoints: Iterable[Checkpoint | Fault] = ()) -> list[Fault]:
    log = Log(no_progress)
    return list(verify(log.rows(), log.end, checkpoints))


def checkpoint(number: int) -> Checkpoint:
    """As it was taken when this was the newest event."""
    event = Event.objects.get(pk=number)
    at = f"{datetime(2026, 11, 22, tzinfo=UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    return Checkpoint(at=at, count=number, hash=bytes(event.hash).hex(), id=number, key="", previous="")
