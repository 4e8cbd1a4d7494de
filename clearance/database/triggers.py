"""Triggers that refuse a change to single rows, written once for PostgreSQL and SQLite."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Refusal(NamedTuple):
    """The database refuses an event (`UPDATE`, `INSERT` or `DELETE`) on a row of a table with a message, where the
    condition holds: SQL that both databases understand, on the rows OLD and NEW.
    """

    name: str
    event: str
    table: str
    condition: str
    message: str


def protect(editor: BaseDatabaseSchemaEditor, refusals: Iterable[Refusal]) -> None:
    """Set the triggers."""
    for one in refusals:
        for sql in _sqlite(one) if editor.connection.vendor == "sqlite" else _postgresql(one):
            editor.execute(sql, params=None)


def lift(editor: BaseDatabaseSchemaEditor, refusals: Iterable[Refusal]) -> None:
    """Take the triggers away."""
    for one in refusals:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {one.name}", params=None)
        else:
            editor.execute(f"DROP TRIGGER {one.name} ON {one.table}", params=None)
            editor.execute(f"DROP FUNCTION {one.name}", params=None)


def _sqlite(one: Refusal) -> list[str]:
    return [
        f"CREATE TRIGGER {one.name} BEFORE {one.event} ON {one.table} FOR EACH ROW WHEN {one.condition} "
        f"BEGIN SELECT RAISE(ABORT, '{one.message}'); END"
    ]


def _postgresql(one: Refusal) -> list[str]:
    row = "OLD" if one.event == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {one.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {one.condition} THEN RAISE EXCEPTION '{one.message}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"RETURN {row}; END $$",
        f"CREATE TRIGGER {one.name} BEFORE {one.event} ON {one.table} FOR EACH ROW EXECUTE FUNCTION {one.name}()",
    ]
