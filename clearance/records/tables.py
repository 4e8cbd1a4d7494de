"""The tables of the record format in the database: where each is staged, where kept, and on which others it stands."""

from dataclasses import dataclass

from clearance.law.vocabulary import TABLES

#: Cases and charges come in with their person, whose source and import the database checks; checking the same two again
#: for every row would take as long as all the rest of an import.
CAME_WITH = {"db_constraint": False, "db_index": False}
#: The number a row gets as it is staged, and the line of the file it came from.
ROW, LINE = "staged_row", "file_line"


@dataclass(frozen=True)
class Table:
    """A table of the record format."""

    name: str
    key: str
    kept: str
    parents: tuple["Table", ...] = ()

    @property
    def staged(self) -> str:
        return f"staging_{self.name}"

    @property
    def columns(self) -> list[str]:
        """The columns of the format. They bear the same names staged and kept; kept, a parent's key is its number."""
        return list(TABLES[self.name])

    @property
    def values(self) -> list[str]:
        return [column for column in self.columns if column != self.key]

    @property
    def kinds(self) -> dict[str, str]:
        """What the staging table's columns hold."""
        return {ROW: "whole", LINE: "whole"} | {name: column.kind for name, column in TABLES[self.name].items()}

    def incoming(self) -> str:
        """SQL: the staged rows as they are to be kept."""
        parents = [parent.key for parent in self.parents]
        columns = ", ".join(f"{name}.id AS {name}" if name in parents else f"staged.{name}" for name in self.columns)
        joins = "".join(
            f" JOIN {parent.kept} AS {parent.key} ON {parent.key}.{parent.key} = staged.{parent.key}"
            for parent in self.parents
        )
        return f"(SELECT {columns} FROM {self.staged} AS staged{joins})"


PEOPLE = Table("people", "person_id", "records_person")
CASES = Table("cases", "case_id", "records_case", (PEOPLE,))
CHARGES = Table("charges", "charge_id", "records_charge", (CASES, PEOPLE))
ALL = (PEOPLE, CASES, CHARGES)
