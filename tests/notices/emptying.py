"""Lets the test runner empty the database between tests, which notices would refuse."""

from importlib import import_module

import pytest
from django.db import connection
from django.test import TransactionTestCase

sealed = import_module("clearance.notices.migrations.0002_what_is_sealed_stays")


@pytest.fixture(autouse=True, scope="module")
def notices_can_be_emptied_between_tests():
    """A test that commits is followed by a flush. For the flush alone the triggers are lifted, and set again."""
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case):
        with connection.schema_editor() as editor:
            sealed.lift(None, editor)
        flush(case)
        with connection.schema_editor() as editor:
            sealed.protect(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield
