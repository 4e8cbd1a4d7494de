"""The roles of the test database, for as long as a test's transaction."""

import os
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from tests.audit.logs import fill

#: Roles belong to the whole server, so other test runs must not meet these.
PREFIX = f"test_{os.getpid()}_"


@pytest.fixture
def roles(db):
    """The roles, and some events."""
    fill(3)
    call_command("database_roles", prefix=PREFIX, stdout=StringIO())
    run("SET LOCAL search_path = public, audit")


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


@contextmanager
def as_role(name):
    run(f'SET ROLE "{PREFIX}{name}"')
    yield
    run("RESET ROLE")
