"""Reading the cases of a law, and what its writer is told of a mistake."""

from datetime import date
from pathlib import Path

import pytest

from clearance.law.cases import Cases, load_cases
from clearance.law.files import LIBRARY, cases_file
from clearance.law.policy import PolicyError

CASES = """
[unless_said]
supervised = false

[[case]]
id = "one"
says = "A theft of 2016 is sealed."
as_of = 2026-01-01
person = { registered = false }

[[case.charge]]
id = "theft"
case = "2016"
statute = "155.25"
level = "misdemeanor"
restitution_owed = 1
disposition_date = 2016-05-02
attributes = ["firearm"]
expect = { outcome = "later", missing = [] }

[[case.charge]]
id = "assault"
case = "2016"
statute = "120.00"
unknown = ["supervised"]
"""


def read(tmp_path: Path, text: str) -> Cases:
    path = tmp_path / "law.cases.toml"
    path.write_text(text)
    return load_cases(path)


def changed(old: str, new: str) -> str:
    assert old in CASES, old
    return CASES.replace(old, new, 1)


def test_a_file_of_cases_is_read(tmp_path):
    [case] = read(tmp_path, CASES).case
    theft, assault = case.charge
    assert case.person.facts() == {"registered": False}
    assert theft.facts()["disposition_date"] == date(2016, 5, 2)
    assert theft.facts()["attributes"] == ("firearm",)
    assert theft.case_key == assault.case_key
    assert assault.facts() == {"statute": "120.00"}


def test_a_charge_that_names_no_case_is_a_case_of_its_own(tmp_path):
    theft, assault = read(tmp_path, changed('case = "2016"', "")).case[0].charge
    assert theft.case_key != assault.case_key


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('level = "misdemeanor"', 'levle = "misdemeanor"', "case[1].charge[1]: found 'levle'; allowed: "),
        ('level = "misdemeanor"', 'level = "serious"', "case[1].charge[1].level: found 'serious'; allowed: 'felony'"),
        ("= 2016-05-02", '= "2016-05-02"', "found '2016-05-02'; allowed: a date such as"),
        ('outcome = "later"', 'outcome = "soon"', "case[1].charge[1].expect.outcome: found 'soon'; allowed: "),
        ('id = "assault"', 'id = "theft"', "case[1].charge: found 'theft'; allowed: each id once"),
        ('expect = { outcome = "later", missing = [] }', "", "case[1].charge: found 'no charge with expect'"),
        ("registered = false", "statute = '1'", "case[1].person: found 'statute'; allowed: birth_date"),
        ('unknown = ["supervised"]', "restitution_owed = 2", "charge[2].restitution_owed: found 2; allowed: 1, as"),
        ('unknown = ["supervised"]', 'unknown = ["superb"]', "charge[2].unknown[1]: found 'superb'; allowed: "),
        ("as_of = 2026-01-01", "", "case[1].as_of: is missing"),
        ("[[case]]", "[[case", "not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_is_allowed(tmp_path, old, new, says):
    with pytest.raises(PolicyError) as error:
        read(tmp_path, changed(old, new))
    assert says in str(error.value)
    assert "law.cases.toml" in str(error.value)


def test_a_fact_that_is_almost_named_is_offered(tmp_path):
    with pytest.raises(PolicyError, match="Did you mean 'restitution_owed'"):
        read(tmp_path, changed("restitution_owed", "restitution_owned"))


def test_the_cases_of_a_law_stand_beside_it(tmp_path):
    path = tmp_path / "law.toml"
    path.touch()
    assert cases_file(path) == tmp_path / "law.cases.toml"
    assert cases_file("franklin") == LIBRARY / "franklin.cases.toml"


def test_a_missing_file_is_named_with_where_it_should_be(tmp_path):
    with pytest.raises(PolicyError, match=r"law\.cases\.toml: no such file"):
        load_cases(tmp_path / "law.cases.toml")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "law.cases.toml"
    path.write_bytes(b"id = '\xff'")
    with pytest.raises(PolicyError, match="byte 6: not UTF-8"):
        load_cases(path)
