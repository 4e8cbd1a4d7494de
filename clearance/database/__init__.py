"""Bulk data between the database and Polars, without a loop over rows, on PostgreSQL and SQLite alike.

Rows go in through ADBC, into staging tables; SQL merges these, in Django's transaction, into the tables that are kept.
Beside that, what a PostgreSQL database needs to be safe: its roles and their rights (`roles`, `grants`), and a check.
"""

from contextlib import AbstractContextManager

from django.db import connection, transaction

from .bulk import Bulk
from .locks import Busy, only_one
from .sql import as_json, differ, point_in_time, statement

__all__ = ["Bulk", "Busy", "as_json", "bulk", "differ", "only_one", "point_in_time", "statement"]


def bulk(job: str) -> AbstractContextManager[Bulk]:
    """The way in and out for bulk data, for one job at a time (`only_one`), outside of any transaction."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("Bulk work has transactions of its own; call it outside of one.")
    # Each driver takes a tenth of a second to load, and no process needs both.
    if connection.vendor == "sqlite":
        from .sqlite import SqliteBulk

        return SqliteBulk(job)
    from .postgresql import PostgresqlBulk

    return PostgresqlBulk()
