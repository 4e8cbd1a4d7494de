"""Empties the database after a test that commits, which triggers that keep rows would refuse."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from clearance.audit.chain import START
from clearance.audit.models import Head

#: Who may do what, as the migrations made it. Django's own flush makes these anew after every test, which takes ten
#: times as long as all else here.
KEPT = {"django_content_type", "auth_permission", "django_migrations"}


@pytest.fixture(autouse=True, scope="session")
def a_test_that_commits_leaves_nothing_behind():
    """Instead of Django's flush: only tables with rows are emptied; then the event log begins anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty())
        yield


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {one})" for one in _tables()))
        filled = [table for (table,) in cursor.fetchall()]
    with no_triggers([*filled, Head._meta.db_table]):
        _all_of(f"DELETE FROM {table}" for table in filled)
        Head.objects.create(last_id=0, hash=START)


def _tables() -> list[str]:
    return sorted(set(connection.introspection.table_names()) - KEPT)


@contextmanager
def no_triggers(tables: Iterable[str] | None = None) -> Iterator[None]:
    """What a superuser can do: no trigger acts while this lasts; on SQLite, none of these tables, or none at all."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = [(name, sql) for name, table, sql in cursor.fetchall() if tables is None or table in tables]
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
