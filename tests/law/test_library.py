"""Every law of the library: its cases one by one, and that laws, cases and documentation keep in step."""

from functools import cache

import pytest

from clearance.engine.cases import CaseResult, run_cases
from clearance.law.cases import load_cases
from clearance.law.files import LIBRARY, cases_file, law_names
from clearance.law.library_index import readme
from clearance.law.policy import Policy, PolicyError, load_policy

LAWS = law_names()
#: Invented states and models: there is no official code to check them against.
INVENTED = ("US-FK", "US-XX")


@cache
def results(law: str) -> dict[str, CaseResult]:
    found = run_cases(load_policy(law), load_cases(cases_file(law)))
    return {result.case.id: result for result in found}


def case_ids(law: str) -> list[str]:
    """None for a file that cannot be read: it fails in the tests of its law, not in those of all."""
    try:
        return [case.id for case in load_cases(cases_file(law)).case]
    except PolicyError:
        return []


def texts(law: Policy) -> list:
    parts = [*law.policy.limit, *law.tracks, *(one for track in law.tracks for one in track.requires), *law.unstated]
    advice = [advice for _, advice in law.people.provisions()]
    return [law.title, *(part.says for part in (*parts, *advice))]


@pytest.mark.parametrize(
    ("law", "case"), [pytest.param(law, case, id=f"{law}/{case}") for law in LAWS for case in case_ids(law)]
)
def test_the_law_says_of_the_case_what_was_expected(law, case):
    result = results(law)[case]
    assert result.passed, "\n".join((result.case.says, *result.differences))


@pytest.mark.parametrize("law", LAWS)
def test_a_law_is_named_as_its_file(law):
    assert load_policy(law).id == law


@pytest.mark.parametrize("law", LAWS)
def test_a_law_has_at_least_eight_cases(law):
    assert len(load_cases(cases_file(law)).case) >= 8


@pytest.mark.parametrize("law", LAWS)
def test_a_case_is_told_in_a_full_sentence(law):
    for case in load_cases(cases_file(law)).case:
        assert case.says[0].isupper() and case.says.endswith("."), case.says


@pytest.mark.parametrize("law", LAWS)
def test_every_track_is_reached_by_a_case(law):
    expected = [charge.expect for case in load_cases(cases_file(law)).case for charge in case.charge if charge.expect]
    reached = {one.track for one in expected if one.outcome == "eligible"}
    assert {track.id for track in load_policy(law).tracks} - reached == set()


@pytest.mark.parametrize("law", LAWS)
def test_every_text_of_the_law_is_given_in_english_and_in_spanish(law):
    for text in texts(load_policy(law)):
        assert text and text.es and text.es != text.en, text


@pytest.mark.parametrize("law", LAWS)
def test_every_provision_of_a_real_law_says_where_it_stands_and_how_far_it_was_checked(law):
    policy = load_policy(law)
    for path, provision in policy.provisions():
        if policy.policy.jurisdiction in INVENTED:
            assert provision.verified is provision.source is None, path
        else:
            assert provision.citation and provision.verified is not None and provision.source, path


def test_every_file_of_cases_stands_beside_a_law():
    assert {path.name.removesuffix(".cases.toml") for path in LIBRARY.glob("*.cases.toml")} == set(LAWS)


def test_the_readme_lists_every_law_and_all_that_is_not_verified():
    again = "The library has changed. Write it again: manage.py laws --readme > clearance/law/library/README.md"
    assert (LIBRARY / "README.md").read_text(encoding="utf-8") == readme(), again
