"""Bulk data between the database and Polars, without a loop over rows, on PostgreSQL and SQLite alike.

Rows go in through ADBC, into staging tables; SQL merges these, in Django's transaction, into the tables that are kept.
Beside that, what a PostgreSQL database needs to be safe: its roles and their rights (`roles`, `grants`), and a check.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import adbc_driver_manager
from django.db import OperationalError, connection, transaction

from .bulk import Bulk
from .locks import Busy, only_one
from .sql import as_json, differ, look_up_by_index, point_in_time, statement

__all__ = ["Bulk", "Busy", "as_json", "bulk", "differ", "look_up_by_index", "only_one", "point_in_time", "statement"]


def bulk(job: str) -> AbstractContextManager[Bulk]:
    """The way in and out for bulk data, for one job at a time (`only_one`), outside of any transaction.

    What goes wrong on this way is a DatabaseError, as it is on Django's own.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("Bulk work has transactions of its own; call it outside of one.")
    return _bulk(job)


@contextmanager
def _bulk(job: str) -> Iterator[Bulk]:
    try:
        with _driver(job) as second:
            yield second
    except adbc_driver_manager.Error as error:
        raise OperationalError(f"bulk data: {type(error).__name__}") from error


def _driver(job: str) -> AbstractContextManager[Bulk]:
    # Each driver takes a tenth of a second to load, and no process needs both.
    if connection.vendor == "sqlite":
        from .sqlite import SqliteBulk

        return SqliteBulk(job)
    from .postgresql import PostgresqlBulk

    return PostgresqlBulk()
