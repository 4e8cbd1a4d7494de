"""PostgreSQL: a second connection through ADBC, and a third to read ahead."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Self

import adbc_driver_postgresql.dbapi
import polars as pl
from django.db import connection
from psycopg.conninfo import make_conninfo

from .bulk import Types, columns_sql

SETTINGS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


class PostgresqlBulk:
    """`Bulk` on PostgreSQL. A context manager."""

    def __enter__(self) -> Self:
        self._connection = _connect()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def create(self, table: str, kinds: Mapping[str, str]) -> None:
        self.drop(table)
        self.run(f"CREATE UNLOGGED TABLE {table} ({columns_sql(kinds)})")

    def drop(self, table: str) -> None:
        self.run(f"DROP TABLE IF EXISTS {table}")

    def add(self, table: str, frame: pl.DataFrame) -> None:
        with self._connection.cursor() as cursor:
            cursor.adbc_ingest(table, frame, mode="append")

    def run(self, sql: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)

    def analyze(self, *tables: str) -> None:
        self.run(f"ANALYZE {', '.join(tables)}")

    def read(self, sql: str, types: Types) -> pl.DataFrame:
        return _read(self._connection, sql, types)

    def read_each(self, queries: Iterable[str], types: Types) -> Iterator[pl.DataFrame]:
        with closing(_connect()) as third, ThreadPoolExecutor(max_workers=1) as reader:
            coming = None
            for sql in queries:
                following = reader.submit(_read, third, sql, types)
                if coming:
                    yield coming.result()
                coming = following
            if coming:
                yield coming.result()


def _connect() -> adbc_driver_postgresql.dbapi.Connection:
    settings = connection.settings_dict
    parts = {name: settings[key] for name, key in SETTINGS.items() if settings[key]}
    return adbc_driver_postgresql.dbapi.connect(make_conninfo(**parts), autocommit=True)


def _read(opened: adbc_driver_postgresql.dbapi.Connection, sql: str, types: Types) -> pl.DataFrame:
    with opened.cursor() as cursor:
        cursor.execute(sql)
        return pl.DataFrame(cursor.fetch_arrow()).cast(dict(types))
