"""One process at a time: locks that end with the process, however that ends."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.db import connection

#: Arbitrary, but PostgreSQL's advisory locks go by number.
NUMBERS = {
    "import": 8_314_001,
    "determine": 8_314_002,
    "run": 8_314_003,
    "sweeps": 8_314_004,
    "reminders": 8_314_005,
    "codes": 8_314_006,
    "links": 8_314_007,
    "alerts": 8_314_008,
}
DAY = 24 * 60 * 60


class Busy(Exception):
    """Another process does this job at this moment."""


@contextmanager
def only_one(job: str, *, wait: bool = False) -> Iterator[None]:
    """While this lasts no other process does the job. Raises Busy if one does, unless told to `wait` for its turn."""
    with _file(job, wait) if connection.vendor == "sqlite" else _advisory(job, wait):
        yield


@contextmanager
def _file(job: str, wait: bool) -> Iterator[None]:
    """A file beside the database, locked as SQLite locks files."""
    path = f"{connection.settings_dict['NAME']}.{job}"
    with closing(sqlite3.connect(path, timeout=DAY if wait else 0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise Busy(job) from None
        yield


@contextmanager
def _advisory(job: str, wait: bool) -> Iterator[None]:
    number = NUMBERS[job]
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            if not cursor.fetchone()[0]:
                raise Busy(job)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
