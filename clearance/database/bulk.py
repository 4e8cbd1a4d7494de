"""What both databases offer for bulk data."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import polars as pl

Types = Mapping[str, pl.DataType]
#: How the kinds of the record format are declared in a staging table; both databases understand these.
SQL_TYPES = {
    "text": "text",
    "code": "text",
    "flags": "text",
    "json": "text",
    "bytes": "bytea",  # SQLite keeps bytes as they are, whatever a column says
    "date": "date",
    "yes_no": "boolean",
    "whole": "bigint",
    "decimal": "numeric(18,3)",
}


class Bulk(Protocol):
    """Each call is a transaction of its own."""

    def create(self, table: str, kinds: Mapping[str, str]) -> None:
        """A new, empty staging table with columns of these kinds. One of that name that a crash left goes first."""

    def drop(self, table: str) -> None:
        """Remove a staging table."""

    def add(self, table: str, frame: pl.DataFrame) -> None:
        """Append the frame to a staging table. Its columns stand in the table's order."""

    def run(self, sql: str) -> None:
        """Run a statement that may know both staging tables and those that are kept."""

    def analyze(self, *tables: str) -> None:
        """Let the database see how large these have become, before it plans."""

    def read(self, sql: str, types: Types) -> pl.DataFrame:
        """The rows of a query, in columns of these types."""

    def read_each(self, queries: Iterable[str], types: Types) -> Iterator[pl.DataFrame]:
        """The rows of each query. Where the database allows it the next are read while one is worked on."""


def columns_sql(kinds: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {SQL_TYPES[kind]}" for name, kind in kinds.items())
