"""Lets the test runner empty the database between tests, which triggers that keep rows would refuse."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from clearance.audit.chain import START
from clearance.audit.models import Head


@pytest.fixture(autouse=True, scope="module")
def kept_rows_can_be_emptied_between_tests():
    """A test that commits is followed by a flush. For the flush alone all triggers are off; then the event log begins
    anew.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case):
        with no_triggers():
            flush(case)
            Head.objects.create(last_id=0, hash=START)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield


@contextmanager
def no_triggers() -> Iterator[None]:
    """What a superuser can do: no trigger acts while this lasts."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        _all_of(f"DROP TRIGGER {name}" for name, _ in triggers)
        yield
        _all_of(sql for _, sql in triggers)
    else:
        _all_of(["SET session_replication_role = replica"])
        yield
        _all_of(["SET session_replication_role = DEFAULT"])


def _all_of(statements: Iterable[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
