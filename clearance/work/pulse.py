"""The pulse of a worker: its signs of life, and the sweeps that are due, whatever its lanes are at meanwhile."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection
from django.utils import timezone

from clearance.work import queue
from clearance.work.lane import Lane
from clearance.work.models import Worker

logger = logging.getLogger(__name__)

#: Between two signs of life.
BEAT = timedelta(seconds=5)


@contextmanager
def pulse(lanes: Sequence[Lane], every: timedelta | None) -> Iterator[None]:
    """While this lasts the lanes show signs of life, from a thread and a connection of their own: a statement that
    takes an hour does not look dead. Each period the sweeps of these lanes are queued; without one they are not.
    """
    beat(lanes, timezone.now())
    ended = Event()
    thread = Thread(target=_beat_until, args=(ended, lanes, every), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def beat(lanes: Sequence[Lane], at: datetime) -> None:
    """A sign of life of each lane."""
    rows = []
    for lane in lanes:
        doing, since = lane.doing or ("", None)
        row = Worker(reference=lane.reference, lane=lane.name, started_at=lane.started_at, beat_at=at)
        row.doing, row.since = doing, since
        rows.append(row)
    fields = ["lane", "started_at", "beat_at", "doing", "since"]
    Worker.objects.bulk_create(rows, update_conflicts=True, unique_fields=["reference"], update_fields=fields)


def _beat_until(ended: Event, lanes: Sequence[Lane], every: timedelta | None) -> None:
    wait = min(BEAT, every or BEAT).total_seconds()
    while not ended.wait(wait):
        try:
            now = timezone.now()
            beat(lanes, now)
            if every:
                queue.bury(now)
                queue.forget(now)
                queue.queue_due([lane.name for lane in lanes], at=now, every=every)
        except Exception as error:
            logger.error("no sign of life can be given: %s", type(error).__name__)
            connection.close()
    _leave(lanes)


def _leave(lanes: Sequence[Lane]) -> None:
    """Where the database is away, other workers forget this one in a minute."""
    # The last sign of life may be older than the connection is whole.
    connection.close()
    with suppress(DatabaseError):
        Worker.objects.filter(reference__in=[lane.reference for lane in lanes]).delete()
    connection.close()
