"""Lets the test runner empty the database between tests, which the event log would refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from clearance.audit.chain import START
from clearance.audit.models import Head

hash_chain = import_module("clearance.audit.migrations.0003_hash_chain")


class _Statements:
    """As much of a schema editor as the migration needs. It may be used inside of a transaction."""

    connection = connection

    def execute(self, sql: str, params: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


@contextmanager
def without_triggers() -> Iterator[None]:
    """The log as it lies before whoever owns the database, and has lifted what protects it."""
    if connection.vendor == "postgresql":
        _triggers("DISABLE")
        yield
        _triggers("ENABLE")
    else:
        with transaction.atomic():
            hash_chain.lift(None, _Statements())
        yield
        with transaction.atomic():
            hash_chain.protect(None, _Statements())


def _triggers(verb: str) -> None:
    with connection.cursor() as cursor:
        for table in ("audit_event", "audit_head"):
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")


@pytest.fixture(autouse=True, scope="module")
def the_event_log_can_be_emptied_between_tests():
    """A test that commits is followed by a flush. For the flush alone the log's triggers are lifted, and set again."""
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case):
        with without_triggers():
            flush(case)
            Head.objects.create(last_id=0, hash=START)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield
