"""Random people, and the frame in which the engine reads them.

The pools are small on purpose: same days, equal dates, ends of months and empty cells are to meet often.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import strategies as st

from clearance.law.vocabulary import FACTS

AS_OF = st.sampled_from([date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2023, 12, 31)])

#: Days around the dates of evaluation, at the ends of months, and on leap days.
DAYS = [
    date(2014, 2, 28),
    date(2016, 2, 29),
    date(2017, 2, 28),
    date(2020, 1, 31),
    date(2020, 2, 29),
    date(2021, 2, 28),
    date(2021, 3, 1),
    date(2022, 12, 31),
    date(2023, 2, 28),
    date(2024, 1, 31),
    date(2024, 2, 29),
    date(2024, 3, 1),
]
BIRTHDAYS = [date(1963, 7, 4), date(1996, 2, 29), date(1999, 2, 28), date(2000, 2, 29), date(2003, 3, 1)]
STATUTES = [
    "18-3",
    "18-3-202(1)(a)",
    "18-3(2)",
    "18-30",
    "18-3.5-101",
    "A.18.2-266",
    "§ 18.2-266 (a)",
    "163.427(1)(a)",
    "11359",
    "664-11359",
    "664/11359",
    "664/18-3-202",
    "182-11359",
    "13A",
    "13:4",
    "13.5",
    "18-7",
    "18-7AA(2)",
    "18-7.25",
    "18-8",
]
#: What a law lists, to be met by these citations and to be missed by them.
LISTED = ["18-3", "18-3-202", "18-3(2)", "18.2-266", "163.427", "163.427(1)", "11359", "13", "a.18.2-266", "664"]
LISTED += ["18-3..18-7", "18-3A .. § 18-7.2", "18-7a..18-7.3", "13..13A", "163.4..163.43", "11300..11400", "18.1..18.3"]
FLAGS = ["firearm", "family_violence"]

AMOUNTS = [Decimal("0.00"), Decimal("0.10"), Decimal("49.99"), Decimal("50.00"), Decimal("700.00"), Decimal("28.349")]
#: What the cells of a column hold, by the column's name or else by its kind.
CELLS: dict[str, list] = {
    "statute": STATUTES,
    "level": ["felony", "misdemeanor", "misdemeanor", "infraction"],
    "disposition": ["convicted", "convicted", "convicted", "dismissed", "pending"],
    "status": ["open", "closed"],
    "attributes": ["", "", "firearm", "family_violence;firearm"],
    "birth_date": BIRTHDAYS,
    "sentence_days": [0, 1, 28, 366, 2_900_000, 4_000_000, 2**40],
    "sequence": [1, 2, 3],
    "max_sentence_days": [90, 364, 365],
    "date": DAYS,
    "yes_no": [True, False],
    "decimal": AMOUNTS,
    "text": ["a", "b"],
}


def cells(column: str) -> list:
    return CELLS[column] if column in CELLS else CELLS[FACTS[column][1].kind]


def columns_read(policy: Any) -> set[str]:
    """Every fact that a policy names anywhere."""

    def words(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from words(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from words(inner)

    named = set(words(policy))
    implied = {
        "offense": "statute",
        "attribute": "attributes",
        "age_at": "birth_date",
        "same_offense_date": "offense_date",
        "same_arrest_date": "arrest_date",
    }
    return named & set(FACTS) | {column for word, column in implied.items() if word in named} | {"disposition_date"}


@st.composite
def people(draw: st.DrawFn, policy: dict, *, max_people: int = 3) -> list[dict]:
    """The charges of one to three people, with the columns that `policy` reads and few more.

    A fact of a case is the same on all its charges, a fact of a person on all of theirs.
    """
    read = sorted(columns_read(policy) - {"charge_id", "case_id", "person_id"})
    carried = [column for column in read if draw(st.integers(0, 19))]
    charges = []
    for person in range(draw(st.integers(1, max_people))):
        size = draw(st.integers(1, 8))
        cases = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
        found = {column: draw(_column(column, cases)) for column in carried}
        charges += [
            {
                "charge_id": f"P{person}-{number}",
                "case_id": f"P{person}-case{cases[number]}",
                "person_id": f"P{person}",
                **{column: found[column][number] for column in carried},
            }
            for number in range(size)
        ]
    return charges


@st.composite
def _column(draw: st.DrawFn, column: str, cases: list[int]) -> list:
    """The cells of one column for the charges of one person; about one in eight is empty."""
    pool = cells(column)
    cell = st.sampled_from(pool * 2 + [None] * max(1, len(pool) // 4))
    table, _ = FACTS[column]
    if table == "charges":
        return draw(st.lists(cell, min_size=len(cases), max_size=len(cases)))
    sharing = cases if table == "cases" else [0] * len(cases)
    shared = {case: draw(cell) for case in sorted(set(sharing))}
    return [shared[case] for case in sharing]


TYPES = {"date": pl.Date, "yes_no": pl.Boolean, "whole": pl.Int64, "decimal": pl.Decimal(18, 3)}


def frame(charges: list[dict]) -> pl.DataFrame:
    """The facts of `charges` as the engine reads them; a column that no charge carries is left out."""
    carried = {column for charge in charges for column in charge}
    schema = {name: TYPES.get(column.kind, pl.String) for name, (_, column) in FACTS.items() if name in carried}
    return pl.DataFrame([{name: charge.get(name) for name in schema} for charge in charges], schema=schema)
