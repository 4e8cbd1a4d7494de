"""Triggers that refuse what must never be, written once for PostgreSQL and SQLite.

SQLite cannot remake a table that another table's trigger reads, and drops the triggers of one that it remakes: a
migration that alters such a table lifts the triggers first and sets them again after.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: `INSERT MANY`: one check for all rows of a statement, where the database can. `TRUNCATE` and `REPLACE` are ways
#: around the others that only one database has: the first PostgreSQL, the second, `INSERT OR REPLACE`, SQLite.
Event = Literal["UPDATE", "DELETE", "INSERT", "INSERT MANY", "TRUNCATE", "REPLACE"]


class Refusal(NamedTuple):
    """The database refuses an event on rows of a table with a message, where the condition holds: SQL that both
    databases understand, on the rows OLD and NEW.
    """

    name: str
    event: Event
    table: str
    condition: str
    message: str


def protect(editor: BaseDatabaseSchemaEditor, refusals: Iterable[Refusal]) -> None:
    """Set the triggers."""
    for one in _known(editor, refusals):
        for sql in _sqlite(one) if editor.connection.vendor == "sqlite" else _postgresql(one):
            editor.execute(sql, params=None)


def lift(editor: BaseDatabaseSchemaEditor, refusals: Iterable[Refusal]) -> None:
    """Take the triggers away."""
    for one in _known(editor, refusals):
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {one.name}", params=None)
        else:
            editor.execute(f"DROP TRIGGER {one.name} ON {one.table}", params=None)
            editor.execute(f"DROP FUNCTION {one.name}", params=None)


def _known(editor: BaseDatabaseSchemaEditor, refusals: Iterable[Refusal]) -> list[Refusal]:
    """Those of events that this database has."""
    foreign = "TRUNCATE" if editor.connection.vendor == "sqlite" else "REPLACE"
    return [one for one in refusals if one.event != foreign]


def _sqlite(one: Refusal) -> list[str]:
    event = "INSERT" if one.event in ("INSERT MANY", "REPLACE") else one.event
    return [
        f"CREATE TRIGGER {one.name} BEFORE {event} ON {one.table} FOR EACH ROW WHEN {one.condition} "
        f"BEGIN SELECT RAISE(ABORT, '{one.message}'); END"
    ]


def _postgresql(one: Refusal) -> list[str]:
    refuse = f"RAISE EXCEPTION '{one.message}' USING ERRCODE = 'restrict_violation'; END IF;"
    execute = f"EXECUTE FUNCTION {one.name}()"
    match one.event:
        case "INSERT MANY":
            # NEW names the added rows here, not the one row that a trigger for each row would have.
            body = f"#variable_conflict use_column\nBEGIN IF EXISTS (SELECT 1 FROM added AS NEW WHERE {one.condition})"
            body += f" THEN {refuse} RETURN NULL; END"
            when = f"AFTER INSERT ON {one.table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT"
        case "TRUNCATE":
            body = f"BEGIN IF {one.condition} THEN {refuse} RETURN NULL; END"
            when = f"BEFORE TRUNCATE ON {one.table} FOR EACH STATEMENT"
        case event:
            row = "OLD" if event == "DELETE" else "NEW"
            body = f"BEGIN IF {one.condition} THEN {refuse} RETURN {row}; END"
            when = f"BEFORE {event} ON {one.table} FOR EACH ROW"
    return [
        f"CREATE FUNCTION {one.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {one.name} {when} {execute}",
    ]
