"""Running the cases of a law."""

from pathlib import Path

import pytest

from clearance.engine.cases import CaseResult, cases_as_facts, run_cases
from clearance.law.cases import load_cases
from clearance.law.policy import parse_policy
from tests.law.laws import LAW

CASES = """
[unless_said]
supervised = false
restitution_owed = 0

[[case]]
id = "one"
says = "A theft of 2016 is sealed seven years later."
as_of = 2023-05-02
person = { registered = true }

[[case.charge]]
id = "theft"
case = "2016"
statute = "18-4-401(1)"
level = "misdemeanor"
disposition = "convicted"
disposition_date = 2016-05-02
sentence_date = 2016-05-02
restitution_owed = 1.50
expect = { outcome = "eligible", eligible_on = 2023-05-02, track = "misdemeanors" }

[[case.charge]]
id = "assault"
case = "2016"
statute = "18-3-204"
level = "misdemeanor"
disposition = "convicted"
disposition_date = 2016-05-02
sentence_date = 2016-05-02
unknown = ["supervised"]
expect = { outcome = "ineligible", reasons = ["misdemeanors.not-violent"] }

[[case]]
id = "two"
says = "The day before, it is not."
as_of = 2023-05-01

[[case.charge]]
id = "theft"
statute = "18-4-401(1)"
level = "misdemeanor"
disposition = "convicted"
disposition_date = 2016-05-02
expect = { outcome = "later", eligible_on = 2023-05-02 }
"""


def results(tmp_path: Path, text: str) -> list[CaseResult]:
    path = tmp_path / "law.cases.toml"
    path.write_text(text)
    return run_cases(parse_policy(LAW), load_cases(path))


def test_a_case_passes_where_the_law_says_what_was_expected(tmp_path):
    assert [result.passed for result in results(tmp_path, CASES)] == [True, True]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "eligible_on = 2023-05-02, track",
            "eligible_on = 2023-05-03, track",
            "eligible on 2023-05-03 by misdemeanors",
        ),
        ('track = "misdemeanors"', 'track = "felonies"', "eligible on 2023-05-02 by felonies"),
        ('track = "misdemeanors"', 'missing = ["level"]', "eligible on 2023-05-02, missing level"),
        ('"eligible", eligible_on = 2023-05-02, track = "misdemeanors"', '"later"', "later"),
    ],
)
def test_a_difference_says_what_was_found_and_what_was_expected(tmp_path, old, new, expected):
    [one, two] = results(tmp_path, CASES.replace(old, new))
    assert one.differences == (f"theft: found eligible on 2023-05-02 by misdemeanors; expected {expected}",)
    assert two.passed


def test_a_difference_names_the_requirements_that_were_found_in_the_way(tmp_path):
    [one, _] = results(tmp_path, CASES.replace('"misdemeanors.not-violent"', '"misdemeanors.calm"'))
    assert one.differences == (
        "assault: found ineligible by misdemeanors, for misdemeanors.not-violent; "
        "expected ineligible, for misdemeanors.calm",
    )


def test_what_is_said_of_the_case_holds_for_all_its_charges_and_what_is_not_said_is_unknown(tmp_path):
    path = tmp_path / "law.cases.toml"
    path.write_text(CASES)
    theft, assault, other = cases_as_facts(load_cases(path)).to_dicts()
    assert [row["restitution_owed"] for row in (theft, assault)] == [1.5, 1.5]
    assert [row["supervised"] for row in (theft, assault, other)] == [None, None, False]
    assert [row["registered"] for row in (theft, assault, other)] == [True, True, None]
    assert theft["case_id"] == assault["case_id"] != other["case_id"]
    assert other["restitution_owed"] == 0
    assert other["sentence_date"] is None
    assert other["attributes"] == ""
