from contextlib import closing
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from django.db import DatabaseError, connection, transaction

from clearance.audit.actions import record
from clearance.database import bulk

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = {"name": "text", "day": "date", "sure": "yes_no", "number": "whole", "owed": "decimal"}
TYPES = {"name": pl.String(), "day": pl.Date(), "sure": pl.Boolean(), "number": pl.Int64(), "owed": pl.String()}
READ = "SELECT name, day, sure, number, CAST(owed AS text) AS owed FROM staging_values ORDER BY number"


def frame(*rows: tuple) -> pl.DataFrame:
    types = TYPES | {"owed": pl.Decimal(18, 3)}
    return pl.DataFrame(rows, schema=types, orient="row")


def read_back(*frames: pl.DataFrame) -> pl.DataFrame:
    with bulk("test") as second:
        second.create("staging_values", KINDS)
        for one in frames:
            second.add("staging_values", one)
        found = second.read(READ, TYPES)
        second.drop("staging_values")
    return found.with_columns(pl.col("owed").cast(pl.Decimal(18, 3)))


def test_values_come_back_as_they_went_in():
    values = frame(
        ("", date(2012, 2, 29), True, 1, Decimal("1250.125")),
        ('O\'Neil-García; "x"', date(1900, 1, 1), False, 10**17, Decimal("-0.01")),
        (None, None, None, 10**17 + 1, None),
    )
    assert read_back(values).equals(values)


def test_a_column_may_be_unknown_throughout_or_only_at_first():
    unknown = frame(*((None, None, None, number, None) for number in range(3000)))
    known = frame(("late", date(2020, 1, 1), True, 5000, Decimal("2.50")))
    assert read_back(unknown).equals(unknown)
    assert read_back(unknown, known).equals(pl.concat([unknown, known]))


def test_bulk_work_stands_outside_of_transactions():
    with transaction.atomic(), pytest.raises(transaction.TransactionManagementError):
        bulk("test")


def test_what_is_written_after_bulk_work_is_in_the_database_for_all():
    """Two copies of SQLite on one file would have taken the write-ahead log from under Django's connection."""
    with transaction.atomic():
        record(by="staff:1", action="test.before", subject="")
    read_back(frame(("x", None, None, 1, None)))
    with transaction.atomic():
        record(by="staff:1", action="test.after", subject="")
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT action FROM audit_event ORDER BY id")
        assert cursor.fetchall() == [("test.before",), ("test.after",)]


def test_what_goes_wrong_on_the_second_way_is_a_database_error():
    with pytest.raises(DatabaseError, match="bulk data"), bulk("test") as second:
        second.add("staging_nowhere", frame(("", None, None, 1, None)).select("number"))
        second.read("SELECT number FROM staging_somewhere_else", {})
