"""Bulk data between the database and Polars, without a loop over rows, on PostgreSQL and SQLite alike.

Rows go in through ADBC, into staging tables; SQL merges these, in Django's transaction, into the tables that are kept.
"""

from contextlib import AbstractContextManager

from django.db import connection, transaction

from .bulk import Bulk
from .locks import Busy, only_one
from .postgresql import PostgresqlBulk
from .sql import as_json, differ, point_in_time, statement
from .sqlite import SqliteBulk

__all__ = ["Bulk", "Busy", "as_json", "bulk", "differ", "only_one", "point_in_time", "statement"]


def bulk(job: str) -> AbstractContextManager[Bulk]:
    """The way in and out for bulk data, for one job at a time (`only_one`), outside of any transaction."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("Bulk work has transactions of its own; call it outside of one.")
    return SqliteBulk(job) if connection.vendor == "sqlite" else PostgresqlBulk()
