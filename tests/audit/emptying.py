"""Lets the test runner empty the database between tests, which the event log would refuse."""

from importlib import import_module

import pytest
from django.db import connection
from django.test import TransactionTestCase

append_only = import_module("clearance.audit.migrations.0002_append_only")


@pytest.fixture(autouse=True, scope="module")
def the_event_log_can_be_emptied_between_tests():
    """A test that commits is followed by a flush. For the flush alone the log's triggers are lifted, and set again."""
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case):
        with connection.schema_editor() as editor:
            append_only.lift(None, editor)
        flush(case)
        with connection.schema_editor() as editor:
            append_only.protect(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield
