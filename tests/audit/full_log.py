"""A database that takes no more events, as with a full disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGINS = {
    "sqlite": "BEGIN SELECT RAISE(ABORT, 'no more events'); END",
    "postgresql": "FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()",
}
ENDS = {"sqlite": "", "postgresql": " ON audit_event"}


@contextmanager
def no_more_events() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TRIGGER no_more_events BEFORE INSERT ON audit_event {BEGINS[connection.vendor]}")
        yield
        cursor.execute(f"DROP TRIGGER no_more_events{ENDS[connection.vendor]}")
