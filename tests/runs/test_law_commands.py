"""The commands about laws: laws, law, cases."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clearance.law.files import LIBRARY, law_names
from clearance.law.library_index import readme
from tests.law.test_words import UNSTATED
from tests.runs.laws import LAW

CASES = """
[[case]]
id = "three-years"
says = "A dismissed charge is sealed three years later."
as_of = 2026-01-01

[[case.charge]]
id = "theft"
statute = "155.25"
disposition = "dismissed"
disposition_date = 2020-02-29
expect = { outcome = "eligible", eligible_on = 2023-02-28 }
"""


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "example.toml"
    path.write_text(LAW)
    (tmp_path / "example.cases.toml").write_text(CASES)
    return path


def printed(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def test_laws_lists_every_law_of_the_library():
    lines = printed("laws").splitlines()
    assert [line.split()[0] for line in lines[1:]] == law_names()
    [franklin] = [line for line in lines if line.startswith("franklin")]
    assert franklin.split()[1:5] == ["US-FK", "9", "25", "0"]
    assert franklin.endswith("Franklin Clean Slate Act")


def test_laws_prints_the_readme_of_the_library_as_it_is_kept():
    assert printed("laws", "--readme") == readme() == (LIBRARY / "README.md").read_text(encoding="utf-8")


def test_law_prints_a_law_in_plain_words(law):
    text = printed("law", law)
    for words in ("Example Clean Slate Act", "1. Dismissed charges are sealed. (seal, X.S. 12-34(1))", "Three years"):
        assert words in text
    assert "who finds the eligible records" in text


def test_law_prints_a_law_in_spanish(law):
    text = printed("law", law, "--language", "es")
    for words in ("Ley de ejemplo", "Los cargos desestimados se sellan. (sellar", "Han pasado tres años."):
        assert words in text


def test_law_marks_what_is_not_verified(law):
    law.write_text(LAW + UNSTATED)
    assert "Compacts between states. (X.S. 12-35) [NOT VERIFIED: general knowledge]" in printed("law", law)


def test_law_keeps_within_the_width_of_a_terminal():
    assert max(len(line) for line in printed("law", "franklin").splitlines()) <= 100


def test_cases_says_of_each_sentence_that_it_passes(law):
    assert printed("cases", law).splitlines() == [
        "pass  A dismissed charge is sealed three years later. (three-years)",
        "All cases pass: 1.",
    ]


def test_cases_fails_and_says_what_was_found_instead(law, tmp_path):
    other = tmp_path / "other.cases.toml"
    other.write_text(CASES.replace("2023-02-28", "2023-03-01"))
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1 cases failed") as error:
        call_command("cases", str(law), str(other), stdout=out)
    assert error.value.returncode == 1
    assert out.getvalue().splitlines() == [
        "FAIL  A dismissed charge is sealed three years later. (three-years)",
        "      theft: found eligible on 2023-02-28 by dismissed; expected eligible on 2023-03-01",
    ]


@pytest.mark.parametrize("command", ["law", "cases"])
def test_a_law_that_is_not_there_is_named_with_those_that_are(command):
    with pytest.raises(CommandError, match=r"nowhere: no such file.*franklin"):
        printed(command, "nowhere")


def test_a_law_without_cases_is_told_where_they_should_stand(law):
    law.with_suffix(".cases.toml").unlink()
    with pytest.raises(CommandError, match=r"example\.cases\.toml: no such file"):
        printed("cases", law)
