"""Staged names, identifiers and addresses into their tables: for each person of the file the whole of what it says."""

from typing import NamedTuple

from clearance.database import differ, statement
from clearance.records.identities.tables import IdentityTable


class Replaced(NamedTuple):
    """How many rows an import added, and how many it took back."""

    added: int
    removed: int


def replace(table: IdentityTable, *, source: int, number: int) -> Replaced:
    """As import `number`, in Django's transaction, after the people. Rows that are kept already are left alone.

    Where the table tells people apart, those of whom any row came or went are marked.
    """
    same = f"person_id = kept.person_id AND NOT ({differ('incoming', 'kept', list(table.same))})"
    gone = (
        f"FROM {table.kept} AS kept JOIN (SELECT DISTINCT person_id FROM {_incoming(table)} AS every) AS whose "
        f"ON whose.person_id = kept.person_id LEFT JOIN {_incoming(table, filled=True)} AS incoming "
        f"ON incoming.{same} WHERE incoming.person_id IS NULL AND kept.source_id = {source:d}"
    )
    if table.tells_apart:
        _mark(f"SELECT kept.person_id {gone}", number)
    removed = statement(f"DELETE FROM {table.kept} WHERE id IN (SELECT kept.id {gone})")
    columns = ", ".join(f"incoming.{column}" for column in table.columns)
    added = statement(
        f"INSERT INTO {table.kept} (source_id, last_import_id, person_id, {', '.join(table.columns)}) "
        f"SELECT %s, %s, incoming.person_id, {columns} FROM {_incoming(table, filled=True)} AS incoming "
        f"LEFT JOIN {table.kept} AS kept ON incoming.{same} WHERE kept.id IS NULL",
        (source, number),
    )
    if table.tells_apart and added:
        _mark(f"SELECT person_id FROM {table.kept} WHERE last_import_id = {number:d}", number)
    return Replaced(added, removed)


def _incoming(table: IdentityTable, *, filled: bool = False) -> str:
    """SQL: the staged rows with the number of their person; all, or those that say something."""
    columns = "".join(f", staged.{column}" for column in table.columns)
    return (
        f"(SELECT person.id AS person_id{columns} FROM {table.staged} AS staged "
        f"JOIN records_person AS person ON person.person_id = staged.person_id{' WHERE staged.filled' * filled})"
    )


def _mark(query: str, number: int) -> None:
    statement(
        f"UPDATE records_person SET identity_import_id = %s WHERE id IN ({query}) "
        "AND (identity_import_id IS NULL OR identity_import_id <> %s)",
        (number, number),
    )
