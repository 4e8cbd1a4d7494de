"""Rows that SQL takes as one parameter, a JSON list of lists, however many there are."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import connection


def rows_sql(columns: str) -> str:
    """SQL: a query for the rows of one parameter, in columns of these names and types: `agency bigint, notice uuid`."""
    pairs = [column.split() for column in columns.split(", ")]
    if connection.vendor == "sqlite":
        names = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, (name, _) in enumerate(pairs))
        return f"SELECT {names} FROM json_each(%s)"
    names = ", ".join(f"(value ->> {place})::{kind} AS {name}" for place, (name, kind) in enumerate(pairs))
    return f"SELECT {names} FROM jsonb_array_elements(%s::jsonb)"


def rows_parameter(rows: Sequence[Sequence[object]]) -> str:
    """The parameter of such a query; ids as Django keeps them."""
    return json.dumps(rows, default=id_parameter)


def id_parameter(given: UUID) -> object:
    """A value for SQL: an id as Django keeps it."""
    return given.hex if connection.vendor == "sqlite" else str(given)
