"""The list of laws and what its README says of them."""

import re
from pathlib import Path

from clearance.engine.cases import run_cases
from clearance.law.cases import load_cases
from clearance.law.files import LIBRARY, law_names
from clearance.law.library_index import readme, unverified, what_it_clears
from clearance.law.policy import load_policy, parse_policy
from tests.law.laws import LAW
from tests.law.test_words import UNSTATED


def test_the_laws_are_the_policies_of_the_library_and_not_their_cases():
    names = law_names()
    assert "franklin" in names and names == sorted(names)
    assert not any(name.endswith(".cases") for name in names)
    assert all((LIBRARY / f"{name}.toml").is_file() for name in names)


def test_what_a_law_clears_is_told_by_its_tracks():
    assert what_it_clears(load_policy("franklin")).startswith(
        "expunge: no longer a crime, pardons; seal: not convicted"
    )


def test_what_is_not_verified_is_only_what_says_so():
    law = parse_policy(LAW.replace("[offenses.violent]", "[offenses.violent]\nverified = false") + UNSTATED)
    assert [path for path, _ in unverified(law)] == ["offenses.violent"]


def test_the_example_of_a_case_in_the_readme_passes(tmp_path: Path):
    [example] = re.findall(r"```toml\n(.*?)```", readme(), re.DOTALL)
    path = tmp_path / "example.cases.toml"
    path.write_text(example)
    [result] = run_cases(load_policy("pennsylvania"), load_cases(path))
    assert result.passed, result.differences
