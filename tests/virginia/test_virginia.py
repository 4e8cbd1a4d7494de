"""The decision table of the Virginia study: its rules as two policies over dates, statutes, waits, gaps and counts."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings

from clearance.engine.evaluate import evaluate
from clearance.law.policy import load_policy
from tests.virginia.histories import STATUTES, VARIANTS, Charge, Facts, History, facts_of, history_of, why_impossible

TABLE = settings.BASE_DIR.parent / "shared" / "data" / "virginia_table" / "decision_table_half.csv"
CUT_OFF = date(2020, 12, 31)
#: The words of the study's data, as codes of the record format.
DISPOSITIONS = {"Conviction": "convicted", "Dismissed": "dismissed", "Deferral Dismissal": "deferred"}

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not TABLE.is_file(), reason="the decision table is not in ../shared/data"),
]


@pytest.fixture(scope="module")
def table() -> dict[Facts, str]:
    """The class that the study gives to each row."""
    with TABLE.open() as file:
        header, *rows = csv.reader(file)
    assert header == [*Facts._fields, "expungability"]
    return {Facts(*row[:3], *(cell == "TRUE" for cell in row[3:-1])): row[-1] for row in rows}


def outcomes(policy: str, histories: list[History]) -> list[str]:
    """What the policy says, at the cut-off, of the first charge of each history."""
    charges = pl.DataFrame(
        [
            {
                "person_id": f"{person:05}",
                "case_id": f"{person:05}-{number}",
                "charge_id": f"{person:05}-{number}",
                "level": charge.level.lower(),
                "disposition": DISPOSITIONS[charge.disposition],
                "disposition_date": date(charge.year, 6, 1),
                "grade": charge.grade,
                "statute": charge.statute,
            }
            for person, history in enumerate(histories)
            for number, charge in enumerate(history)
        ]
    )
    determined = evaluate(load_policy(Path(__file__).parent / f"{policy}.toml"), charges, CUT_OFF)
    return determined.filter(pl.col("charge_id").str.ends_with("-0"))["outcome"].to_list()


def table_class(automatic: str, petition: str) -> str:
    """The table's word for what both policies say: what is sealed by itself needs no petition."""
    ending = {"eligible": "", "later": " (pending)"}
    if automatic in ending:
        return f"Automatic{ending[automatic]}"
    return f"Petition{ending[petition]}" if petition in ending else "Not eligible"


def test_every_row_that_a_history_can_have_gets_the_class_of_the_table(table):
    possible = [row for row in table if not why_impossible(row)]
    rows = [row for row in possible for _ in range(VARIANTS)]
    histories = [history_of(row, number) for row in possible for number in range(VARIANTS)]
    assert [facts_of(history) for history in histories] == rows

    found = map(table_class, outcomes("automatic", histories), outcomes("petition", histories))

    answers = zip(rows, histories, found, strict=True)
    assert [answer for answer in answers if answer[-1] != table[answer[0]]] == []
    assert Counter(table[row] for row in possible) == {
        "Not eligible": 746,
        "Petition": 668,
        "Petition (pending)": 18,
        "Automatic": 148,
        "Automatic (pending)": 19,
    }


def test_how_many_rows_are_possible_and_why_the_others_are_not(table):
    assert Counter(map(why_impossible, table)) == {
        None: 1599,
        "a felony conviction before, and no conviction on record": 1083,
        "a conviction without a conviction on record": 1019,
        "a next conviction, and no conviction on record": 793,
        "the next conviction within 7 years, and not within 10": 760,
        "ended less than 7 years ago, and not less than 10": 577,
        "a felony conviction of class 1 to 4, and no conviction on record": 191,
        "ended less than 7 years ago, and the next conviction 7 to 10 years later, on a day to come": 172,
    }


def test_an_arrest_counts_up_to_three_years_back_and_no_further(table):
    histories = [
        (Charge(2010, level, "Dismissed", statute=statute), Charge(2010 - years, "Misdemeanor", "Dismissed"))
        for statute in STATUTES
        for level in ("Misdemeanor", "Felony")
        for years in (2, 3)
    ]
    given = {history: table[facts] for history in histories if (facts := facts_of(history)) in table}
    assert {facts_of(history).arrest_disqualifier for history in given} == {True, False}
    histories = list(given)
    found = map(table_class, outcomes("automatic", histories), outcomes("petition", histories))
    assert dict(zip(histories, found, strict=True)) == given
