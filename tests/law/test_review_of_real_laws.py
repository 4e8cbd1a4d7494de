"""The review of the library's laws, cell by cell, against a lawyer's reading of them."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from clearance.law.policy import load_policy
from clearance.law.review import Verdict, review

TABLE = tomllib.loads((Path(__file__).parent / "review_table.toml").read_text())
DIFFERENCES = {
    (one["law"], practice): one["found"] for one in TABLE["difference"] for practice in one["practices"].split()
}
MARKS = {Verdict.MEETS: "M", Verdict.PARTLY: "P", Verdict.CONFLICTS: "V", Verdict.SILENT: "S"}


def cells() -> list[tuple[str, str, str]]:
    """Law, practice and mark of every cell that the reader filled."""
    found = []
    for name in ("eligibility_and_process", "decriminalization", "general"):
        laws = dict(TABLE[name])
        practices = laws.pop("practices").split()
        for law, row in laws.items():
            found += [(law, *cell) for cell in zip(practices, row.split(), strict=True) if cell[1] != "?"]
    return found


@cache
def marks(law: str) -> dict[str, str]:
    return {finding.practice: MARKS[finding.finding] for finding in review(load_policy(law))}


@pytest.mark.parametrize("law", dict.fromkeys(law for law, _, _ in cells()))
def test_the_review_finds_what_a_lawyer_reads_or_the_difference_is_explained(law):
    expected = {practice: DIFFERENCES.get((law, practice), mark) for name, practice, mark in cells() if name == law}
    assert {practice: marks(law)[practice] for practice in expected} == expected


def test_every_difference_is_one():
    read = {(law, practice): mark for law, practice, mark in cells()}
    assert all(read[cell] not in ("?", found) for cell, found in DIFFERENCES.items())


def test_the_review_agrees_with_the_lawyer_on_seven_cells_of_eight():
    assert len(DIFFERENCES) * 8 <= len(cells())
