"""Selectors that contradict each other: each way in which they can, and never where a charge matches them all."""

from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearance.law.contradiction import contradict
from clearance.law.policy import OffenseList, build_policy
from clearance.law.selector import read_selector
from tests.engine.naive_selectors import matches
from tests.engine.strategies import policies
from tests.engine.strategies_people import people

DAY = date(2015, 1, 1)
THEFT = {"statutes": ["18-4-401"]}
ASSAULT = {"statutes": ["18-3-202", "18-3-204"]}
PETTY_THEFT = {"statutes": ["18-4-401(2)"]}


def contradicts(*tables: dict, **offenses: dict) -> bool:
    lists = {name: OffenseList.model_validate(table) for name, table in offenses.items()}
    return contradict([read_selector(table) for table in tables], lists)


@pytest.mark.parametrize(
    "table",
    [
        {"any": []},
        {"level": []},
        {"not": {}},
        {"level": "felony", "not": {"level": ["felony", "misdemeanor"]}},
        {"all": [{"level": "felony"}, {"level": ["misdemeanor", "petty"]}]},
        {"all": [{"deceased": True}, {"not": {"deceased": True}}, {"deceased": False}]},
        {"not": {"any": [{"status": "open"}, {"status": "closed"}]}},
        {"max_sentence_days": {"above": 365, "at_most": 365}},
        {"max_sentence_days": {"above": 364, "below": 365}},
        {"sentence_days": 30, "all": [{"sentence_days": {"at_least": 31}}]},
        {"all": [{"offense_date": {"before": DAY}}, {"offense_date": {"on_or_after": DAY}}]},
        {"not": {"any": [{"fines_owed": {"above": 10}}, {"fines_owed": {"at_most": 10}}]}},
        {"age_at": {"date": "offense_date", "under": 21}, "not": {"age_at": {"date": "offense_date", "under": 25}}},
        {"attribute": "firearm", "not": {"attribute": ["firearm", "gang"]}},
        {"level": "felony", "any": [{"level": "petty"}, {"all": [{"grade": "1"}, {"grade": "2"}]}]},
        {"missing": "disposition", "disposition": ["pending", "other"]},
        {"missing": "level", "not": {"level": "felony"}},
        {"missing": ["grade", "level"], "not": {"any": [{"missing": "grade"}, {"missing": "level"}]}},
        {"missing": "birth_date", "age_at": {"date": "offense_date", "under": 21}},
    ],
)
def test_what_cannot_all_be_true_of_one_charge(table):
    assert contradicts(table)


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"level": "felony", "not": {"level": "misdemeanor"}},
        {"level": ["felony", "petty"], "not": {"level": "felony"}},
        {"max_sentence_days": {"above": 363, "below": 365}},
        {"fines_owed": {"above": 10, "below": 11}},
        {"offense_date": {"on_or_after": DAY, "on_or_before": DAY}},
        {"age_at": {"date": "offense_date", "at_least": 18, "under": 21}},
        {"age_at": {"date": "offense_date", "under": 18}, "all": [{"age_at": {"date": "filed_date", "at_least": 18}}]},
        {"attribute": ["firearm", "gang"], "not": {"attribute": "firearm"}},
        {"all": [{"attribute": "firearm"}, {"attribute": "gang"}]},
        {"level": "felony", "any": [{"level": "petty"}, {"grade": "2"}]},
        {"missing": "disposition", "level": "felony"},
        {"missing": ["disposition", "level"], "level": "felony"},
        {"not": {"missing": "level"}, "level": "felony"},
        {"any": [{"missing": "disposition"}, {"disposition": "pending"}]},
    ],
)
def test_what_can_all_be_true_of_one_charge(table):
    assert not contradicts(table)


def test_a_statute_is_on_a_list_and_on_the_one_that_the_law_leaves_out():
    assert contradicts({"offense": "a", "not": {"offense": ["b", "a"]}}, a=THEFT, b=ASSAULT)
    assert contradicts({"offense": "a", "not": {"offense": "b"}}, a=PETTY_THEFT, b=THEFT)
    assert not contradicts({"offense": "a", "not": {"offense": "b"}}, a=THEFT, b=PETTY_THEFT)
    assert not contradicts({"offense": ["a", "b"], "not": {"offense": "a"}}, a=THEFT, b=ASSAULT)


def test_an_attempt_is_left_out_only_with_the_attempts_of_a_list():
    attempts = THEFT | {"include_attempts": True}
    assert not contradicts({"offense": "a", "not": {"offense": "b"}}, a=attempts, b=THEFT)
    assert contradicts({"offense": "a", "not": {"offense": "b"}}, a=THEFT, b=attempts)


def test_a_statute_is_on_two_lists_that_have_none_in_common():
    on_both = [{"offense": "a"}, {"offense": "b"}]
    assert contradicts(*on_both, a=THEFT, b=ASSAULT)
    assert not contradicts(*on_both, a=THEFT, b=PETTY_THEFT)
    assert not contradicts(*on_both, a=THEFT, b={"statutes": ["18-4-101..18-4-501"]})


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data(), policies())
def test_no_charge_matches_selectors_that_are_said_to_contradict_each_other(data, policy):
    lists = build_policy(policy).offenses
    charges = data.draw(people(policy))
    selectors = [selector for track in policy["track"] for selector in selectors_of(track)]
    for one, other in product(selectors, [*selectors, *({"not": selector} for selector in selectors)]):
        if contradict([read_selector(one), read_selector(other)], lists):
            assert not any(matches({"all": [one, other]}, charge, policy).value for charge in charges)


def selectors_of(track: dict) -> list[dict]:
    """What a track covers, and what its requirements ask of a charge."""
    forms = [requirement.get(form, {}) for requirement in track.get("requires", ()) for form in ("count", "gap")]
    asked = [requirement["is"] for requirement in track.get("requires", ()) if "is" in requirement]
    return [track["covers"], *asked, *(form["of"] for form in forms if "of" in form)]
