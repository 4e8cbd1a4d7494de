"""Staged records into the tables, in whole sets: new ones are added, those that differ changed, the rest left alone."""

from typing import NamedTuple

from clearance.database import differ, statement
from clearance.records.tables import PEOPLE, Table


class Merged(NamedTuple):
    """How many rows of a table an import added and changed."""

    added: int
    changed: int


def merge(table: Table, *, source: int, number: int, change: bool = True) -> Merged:
    """Add and change rows as import `number`, and mark the people whose records these are, in Django's transaction.

    Parents come before children. Without `change` rows that are there already stay as they are.
    """
    changed = _change(table, number) if change else 0
    columns = ", ".join(table.columns)
    # Of someone new it is also the import that last changed who they are.
    also = ("identity_import_id, ", f"{number:d}, ") if table is PEOPLE else ("", "")
    added = statement(
        f"INSERT INTO {table.kept} (source_id, last_import_id, {also[0]}{columns}) "
        f"SELECT %s, %s, {also[1]}{columns} FROM {table.incoming()} AS incoming "
        f"WHERE NOT EXISTS (SELECT 1 FROM {table.kept} AS kept WHERE kept.{table.key} = incoming.{table.key})",
        (source, number),
    )
    if table is not PEOPLE and added + changed:
        _mark_people(f"SELECT person_id FROM {table.kept} WHERE last_import_id = {number:d}", number)
    return Merged(added, changed)


def charges_follow_their_cases(number: int) -> None:
    """The charges of a case that import `number` gave to someone else go with it, also those that the file lacks."""
    statement(
        "UPDATE records_charge AS kept SET person_id = moved.person_id, last_import_id = %s "
        "FROM records_case AS moved WHERE moved.last_import_id = %s AND kept.case_id = moved.id "
        "AND kept.person_id <> moved.person_id",
        (number, number),
    )


def _change(table: Table, number: int) -> int:
    if table is not PEOPLE:
        # A case or charge that moves to someone else changes the records of the one who had it, too.
        _mark_people(
            f"SELECT kept.person_id FROM {table.kept} AS kept JOIN {table.incoming()} AS incoming "
            f"ON kept.{table.key} = incoming.{table.key} WHERE kept.person_id <> incoming.person_id",
            number,
        )
    assignments = ", ".join(f"{column} = incoming.{column}" for column in table.values)
    if table is PEOPLE:
        born = differ("kept", "incoming", ["birth_date"])
        assignments += f", identity_import_id = CASE WHEN {born} THEN {number:d} ELSE kept.identity_import_id END"
    return statement(
        f"UPDATE {table.kept} AS kept SET last_import_id = %s, {assignments} "
        f"FROM {table.incoming()} AS incoming WHERE kept.{table.key} = incoming.{table.key} "
        f"AND ({differ('kept', 'incoming', table.values)})",
        (number,),
    )


def _mark_people(query: str, number: int) -> None:
    statement(
        f"UPDATE records_person SET last_import_id = %s WHERE last_import_id <> %s AND id IN ({query})",
        (number, number),
    )
