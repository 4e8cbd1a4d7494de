"""One client at a time in a folder: a lock that ends with the process, however that ends."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from clearance.notices.client.problems import Busy


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Raises Busy while another client holds it. SQLite locks files on every system alike."""
    with closing(sqlite3.connect(folder / "lock", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise Busy(f"{folder}: another client is at work here. Wait until it has ended.") from None
        yield
