"""Facts of many people for the engine, read from the database in ranges of whole people while others are worked on."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from clearance.database import Bulk
from clearance.engine.columns import TYPES
from clearance.law.vocabulary import FACTS
from clearance.runs.models import Policy

CHARGES_PER_RANGE = 100_000
EVERYONE = "person.id > 0"
#: How SQL names the tables that facts stand in.
ALIASES = {"charges": "charge", "cases": "case_", "people": "person"}
KEYS = {
    "charge": ("charge.id", pl.Int64()),
    "person": ("person.id", pl.Int64()),
    "charge_id": ("charge.charge_id", pl.String()),
    "case_id": ("case_.case_id", pl.String()),
    "person_id": ("person.person_id", pl.String()),
}


class Range(NamedTuple):
    """People by number, from the first to the last."""

    first: int
    last: int


def of_everyone(second: Bulk, wanted: Iterable[str]) -> Iterator[pl.DataFrame]:
    """The facts of all people in ranges, one row per charge."""
    return (facts for _, facts in _of(second, EVERYONE, _ranges(second, EVERYONE), wanted))


def people_to_determine(second: Bulk, policy: Policy, wanted: Iterable[str]) -> Iterator[tuple[Range, pl.DataFrame]]:
    """Ranges of the people whose records changed since the policy was last applied, after the last one of a pass that
    was cut short; with their facts, one row per charge, and the numbers of charge and person beside their keys.
    """
    who = f"person.last_import_id > {policy.determined_import_id or 0:d} AND person.id > {policy.pass_person:d}"
    return _of(second, who, _ranges(second, who), wanted)


def people_after(second: Bulk, person: int, wanted: Iterable[str]) -> Iterator[tuple[Range, pl.DataFrame]]:
    """Ranges of the people whose numbers come after that one, as `people_to_determine` gives them. As long as the
    records stay the same they are cut the same, wherever one begins.
    """
    ranges = [part for part in _ranges(second, EVERYONE) if part.first > person]
    return _of(second, EVERYONE, ranges, wanted)


def _of(second: Bulk, who: str, ranges: list[Range], wanted: Iterable[str]) -> Iterator[tuple[Range, pl.DataFrame]]:
    columns = {fact: (_sql(fact), TYPES[FACTS[fact][1].kind]) for fact in wanted if fact not in KEYS} | KEYS
    select = ", ".join(f'{sql} AS "{name}"' for name, (sql, _) in columns.items())
    queries = (
        f"SELECT {select} FROM records_charge AS charge "
        "JOIN records_case AS case_ ON case_.id = charge.case_id "
        "JOIN records_person AS person ON person.id = charge.person_id "
        f"WHERE {who} AND person.id BETWEEN {part.first:d} AND {part.last:d}"
        for part in ranges
    )
    types = {name: dtype for name, (_, dtype) in columns.items()}
    return zip(ranges, second.read_each(queries, types), strict=True)


def _ranges(second: Bulk, who: str) -> list[Range]:
    people = second.read(
        "SELECT person.id AS person, count(charge.id) AS charges FROM records_person AS person "
        f"JOIN records_charge AS charge ON charge.person_id = person.id WHERE {who} GROUP BY person.id",
        {"person": pl.Int64(), "charges": pl.Int64()},
    ).sort("person")
    part = ((pl.col("charges").cum_sum() - 1) // CHARGES_PER_RANGE).alias("part")
    found = people.group_by(part, maintain_order=True).agg(first=pl.col("person").first(), last=pl.col("person").last())
    return [Range(*row) for row in found.select("first", "last").iter_rows()]


def _sql(fact: str) -> str:
    table, column = FACTS[fact]
    name = f"{ALIASES[table]}.{column.name}"
    # Polars takes decimals from the databases as text only.
    return f"CAST({name} AS text)" if column.kind == "decimal" else name
