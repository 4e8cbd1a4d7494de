"""What the two databases spell differently."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection


def statement(sql: str, values: Sequence[object] = ()) -> int:
    """Run one statement in Django's connection; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def differ(left: str, right: str, columns: Sequence[str]) -> str:
    """SQL: any of these columns differs between two tables. Unknown equals unknown."""
    operator = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f"{left}.{column} {operator} {right}.{column}" for column in columns)


def as_json(column: str) -> str:
    """SQL: a staged text as Django keeps JSON."""
    return column if connection.vendor == "sqlite" else f"CAST({column} AS jsonb)"


def look_up_by_index() -> None:
    """To the end of the transaction rows are looked up by index, and at once: for statements on few rows of tables that
    grow from nothing within minutes. PostgreSQL knows such a table badly. It would pass over all of another, or
    compile a program for rows that are not there, which takes ten times as long as the work.
    """
    if connection.vendor == "postgresql":
        statement("SET LOCAL enable_seqscan = off")
        statement("SET LOCAL jit = off")


def point_in_time(at: datetime) -> object:
    """A value for `statement`: a moment as Django keeps it."""
    return connection.ops.adapt_datetimefield_value(at)
