"""SQLite: ADBC fills and reads a staging file beside the database, and Django's own connection attaches it.

The ADBC driver carries a SQLite of its own. Two copies of SQLite in one process do not see each other's locks, and the
first to close drops those of the other (sqlite.org, "How To Corrupt An SQLite Database File", 2.2.1): seen here, the
write-ahead log vanished under Django's connection. So ADBC never opens the database itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Self

import adbc_driver_sqlite.dbapi
import polars as pl
from django.db import connection

from .bulk import Types, columns_sql

#: The driver takes a column's type from the first batch of rows, so the first batch must be all of them.
ONE_BATCH = {"adbc.sqlite.query.batch_rows": str(10**9)}


class SqliteBulk:
    """`Bulk` on SQLite. A context manager; `job` names its staging file."""

    def __init__(self, job: str) -> None:
        self._path = Path(f"{connection.settings_dict['NAME']}.staging-{job}")

    def __enter__(self) -> Self:
        self._path.unlink(missing_ok=True)
        self._file = adbc_driver_sqlite.dbapi.connect(str(self._path), autocommit=True)
        # The file does not outlive the job, so nothing in it needs to survive a crash.
        self._define("PRAGMA journal_mode = OFF")
        self._define("PRAGMA synchronous = OFF")
        with connection.cursor() as cursor:
            cursor.execute("ATTACH DATABASE %s AS staging", [str(self._path)])
        return self

    def __exit__(self, *_: object) -> None:
        self.run("DETACH DATABASE staging")
        self._file.close()
        self._path.unlink()

    def create(self, table: str, kinds: Mapping[str, str]) -> None:
        self.drop(table)
        self._define(f"CREATE TABLE {table} ({columns_sql(kinds)})")

    def drop(self, table: str) -> None:
        self._define(f"DROP TABLE IF EXISTS {table}")

    def add(self, table: str, frame: pl.DataFrame) -> None:
        # Django keeps dates as ISO text; numbers given as text become numbers, as the column's declaration says.
        texts = frame.with_columns(pl.col(pl.Date, pl.Decimal).cast(pl.String))
        with self._file.cursor() as cursor:
            cursor.adbc_ingest(table, texts, mode="append")

    def run(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    def analyze(self, *tables: str) -> None:
        """SQLite plans these queries well without."""

    def read(self, sql: str, types: Types) -> pl.DataFrame:
        self.run(f"CREATE TABLE staging.answer AS {sql}")
        with self._file.cursor(adbc_stmt_kwargs=ONE_BATCH) as cursor:
            cursor.execute("SELECT * FROM answer")
            frame = pl.DataFrame(cursor.fetch_arrow())
        self.drop("answer")
        return frame.with_columns(_typed(name, dtype) for name, dtype in types.items())

    def read_each(self, queries: Iterable[str], types: Types) -> Iterator[pl.DataFrame]:
        for sql in queries:
            yield self.read(sql, types)

    def _define(self, sql: str) -> None:
        with self._file.cursor() as cursor:
            cursor.execute(sql)


def _typed(name: str, wanted: pl.DataType) -> pl.Expr:
    """SQLite has neither dates nor yes and no, and a column of nothing but NULL has no type."""
    column = pl.col(name)
    return column.cast(pl.String).str.to_date("%Y-%m-%d") if wanted == pl.Date else column.cast(wanted)
