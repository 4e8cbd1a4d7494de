"""Handing the lines of a notice to the agency that asks for them."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.notices.delivery.actions import delivered
from clearance.notices.outbox import files
from clearance.notices.outbox.models import Notice

FORMS = {"jsonl": files.jsonl, "csv": files.csv_file}
#: Bytes that are sent at a time.
CHUNK = 64 * 1024


def fetch(*, by: str, notice: Notice, ending: str, at: datetime) -> Iterator[bytes]:
    """The bytes of a file of a sealed notice. The event of the fetch is kept before a byte of it is given.

    Whoever takes the last byte makes the notice delivered, at the moment of the request.
    """
    with transaction.atomic():
        audit.record(by=by, action="notice.fetched", subject=notice.reference, detail={"file": ending})
    return _sent(by, notice, FORMS[ending](notice), at)


def _sent(by: str, notice: Notice, lines: Iterable[bytes], at: datetime) -> Iterator[bytes]:
    yield from _chunks(lines)
    delivered(by=by, notice=notice, at=at)


def _chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
