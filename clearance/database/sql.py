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


def point_in_time(at: datetime) -> object:
    """A value for `statement`: a moment as Django keeps it."""
    return connection.ops.adapt_datetimefield_value(at)
