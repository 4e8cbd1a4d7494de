"""Mistakes seen in the tools of others, each made impossible here: small laws, small records, the real engine."""

import ast
from datetime import date
from pathlib import Path

import pytest

import clearance.engine
import clearance.law
from clearance.engine.evaluate import evaluate
from clearance.law.policy import build_policy
from tests.engine.small_laws import charge, law, track
from tests.engine.strategies_people import frame

AS_OF = date(2024, 3, 1)


def determined(policy: dict, *charges: dict, as_of: date = AS_OF) -> dict[str, dict]:
    """The engine's row for each charge, by charge_id."""
    rows = evaluate(build_policy(policy), frame(list(charges)), as_of).iter_rows(named=True)
    return {row["charge_id"]: row for row in rows}


def answer(policy: dict, *charges: dict, as_of: date = AS_OF) -> tuple[str, str]:
    """Outcome and missing data of the first of these charges."""
    row = determined(policy, *charges, as_of=as_of)[charges[0]["charge_id"]]
    return row["outcome"], row["missing"] or ""


# --- missing data are granted


@pytest.mark.parametrize(
    "requirement",
    [
        {"wait": {"years": 57, "from": "birth_date"}},
        {"is": {"age_at": {"date": "disposition_date", "at_least": 57}}},
        {"is": {"birth_date": {"before": date(1967, 1, 1)}}},
    ],
)
def test_a_blank_birth_date_is_not_very_old(requirement):
    policy = law(track(requirement))
    known = charge(1, birth_date=date(1960, 1, 1), disposition_date=date(2020, 1, 1))
    assert answer(policy, known) == ("eligible", "")
    assert answer(policy, known | {"birth_date": None}) == ("undetermined", "birth_date")


def test_a_missing_date_of_conviction_is_not_a_young_age():
    policy = law(track({"is": {"age_at": {"date": "disposition_date", "under": 21}}}))
    young = charge(1, birth_date=date(2000, 6, 1), disposition_date=date(2020, 6, 1))
    assert answer(policy, young) == ("eligible", "")
    assert answer(policy, young | {"disposition_date": None}) == ("undetermined", "disposition_date")


def test_a_missing_level_is_not_a_misdemeanor():
    policy = law(track(covers={"level": "misdemeanor"}))
    assert answer(policy, charge(1, level="misdemeanor")) == ("eligible", "")
    assert answer(policy, charge(1, level=None)) == ("undetermined", "level")


def test_a_missing_level_does_not_escape_an_exclusion():
    policy = law(track({"is": {"not": {"level": "felony"}}}))
    assert answer(policy, charge(1, level=None)) == ("undetermined", "level")


def test_a_column_that_nobody_has_is_missing_and_not_empty():
    policy = law(track({"is": {"not": {"attribute": "family_violence"}}}))
    assert answer(policy, charge(1, attributes="")) == ("eligible", "")
    assert answer(policy, charge(1)) == ("undetermined", "attributes")


def test_a_missing_date_is_not_long_ago():
    policy = law(track({"wait": {"years": 7, "from": {"latest": "disposition_date"}}}))
    old, undated = charge(1, disposition_date=date(2010, 1, 1)), charge(2, disposition_date=None)
    assert answer(policy, old) == ("eligible", "")
    assert answer(policy, old, undated) == ("undetermined", "disposition_date")


def test_an_empty_outcome_is_never_guessed_but_a_law_may_speak_of_it():
    without = charge(1, disposition=None)
    assert answer(law(track(covers={"disposition": "pending"})), without) == ("undetermined", "disposition")
    assert answer(law(track(covers={"missing": "disposition"})), without) == ("eligible", "")
    assert answer(law(track(covers={"missing": "disposition"})), charge(1, disposition="other")) == ("ineligible", "")


def test_a_release_that_is_not_on_record_leaves_open_what_came_soon_after_it():
    policy = law(track({"gap": {"years": 10, "to": "next", "from": "release_date"}}))
    unreleased = charge(1, disposition_date=date(2010, 1, 1), release_date=None)
    assert answer(policy, unreleased) == ("eligible", "")
    assert answer(policy, unreleased, charge(2, disposition_date=date(2023, 1, 1))) == ("undetermined", "release_date")


# --- statutes are compared letter by letter


@pytest.mark.parametrize(
    ("listed", "cited"),
    [
        ("163.427", "163.427(1)(a)"),
        ("18.2-266", "A.18.2-266"),
        ("18.2-266", "a. 18.2-266(i)"),
        ("11359", "664-11359"),
        ("11359", "664/11359"),
        ("18-3", "§ 18-3-202 (1)"),
    ],
)
def test_an_excluded_offense_does_not_escape_by_the_way_it_is_cited(listed, cited):
    excluded = {"excluded": {"citation": "X.S. 2", "statutes": [listed], "include_attempts": True}}
    policy = law(track({"is": {"not": {"offense": "excluded"}}}), offenses=excluded)
    assert answer(policy, charge(1, statute=cited)) == ("ineligible", "")


@pytest.mark.parametrize("cited", ["163.4270", "163.42", "163.427a", "18.2-2660", "113590", "66411359", "665-11359"])
def test_a_neighboring_number_is_not_excluded(cited):
    statutes = ["163.427", "18.2-266", "11359"]
    excluded = {"excluded": {"citation": "X.S. 2", "statutes": statutes, "include_attempts": True}}
    policy = law(track({"is": {"not": {"offense": "excluded"}}}), offenses=excluded)
    assert answer(policy, charge(1, statute=cited)) == ("eligible", "")


def test_an_attempt_gets_an_answer_also_where_the_list_leaves_attempts_out():
    only_done = {"drugs": {"citation": "X.S. 2", "statutes": ["11359"]}}
    policy = law(track({"is": {"offense": "drugs"}}), offenses=only_done)
    assert answer(policy, charge(1, statute="664-11359")) == ("ineligible", "")


# --- the wall clock decides


def test_seven_years_are_counted_to_the_day_asked_for():
    policy = law(track({"wait": {"years": 7, "from": "disposition_date"}}))
    convicted = charge(1, disposition_date=date(2003, 9, 1))
    assert answer(policy, convicted, as_of=date(2010, 8, 31)) == ("later", "")
    assert answer(policy, convicted, as_of=date(2010, 9, 1)) == ("eligible", "")


@pytest.mark.parametrize("package", [clearance.law, clearance.engine], ids=["law", "engine"])
def test_neither_the_law_nor_the_engine_asks_the_clock(package):
    clocks = {"today", "now", "utcnow", "localtime", "time", "monotonic", "local_now"}
    for path in Path(package.__path__[0]).rglob("*.py"):
        called = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert not called & clocks, f"{path.name} asks the clock: {called & clocks}"


# --- one odd row, one doubt, one person spoils the rest


def test_an_odd_row_leaves_the_others_alone():
    policy = law(
        track(
            {"is": {"not": {"offense": "violent"}}},
            {"wait": {"years": 1, "from": {"date": "offense_date", "plus": "sentence_days"}}},
        ),
        offenses={"violent": {"citation": "X.S. 2", "statutes": ["18-3"]}},
    )
    plain = charge(1, offense_date=date(2020, 1, 1), sentence_days=30)
    odd = {"statute": "§§ ((( ☃", "sentence_days": 2**40, "offense_date": date(9999, 12, 30), "person_id": "bob"}
    empty = {"statute": None, "sentence_days": None, "offense_date": None, "person_id": "cy"}
    rows = determined(policy, plain, charge(2, **odd), charge(3, **empty))
    assert [rows[number]["outcome"] for number in "123"] == ["eligible", "ineligible", "undetermined"]


def test_a_thousand_open_readings_still_give_an_answer_to_every_charge():
    """Ten charges without a level are 1,024 readings; forty are more than anyone can list."""
    few_felonies = {"count": {"of": {"level": "felony"}, "max": 50}}
    no_felony = {"count": {"of": {"level": "felony"}, "max": 0}}
    person = [charge(number, level=None, disposition_date=date(2010, 1, 1)) for number in range(40)]
    assert {row["outcome"] for row in determined(law(track(few_felonies)), *person).values()} == {"eligible"}
    assert {(row["outcome"], row["missing"]) for row in determined(law(track(no_felony)), *person).values()} == {
        ("undetermined", "level")
    }


def test_doubt_about_one_charge_does_not_hide_what_is_certain_of_the_others():
    policy = law(track(covers={"level": "misdemeanor"}))
    rows = determined(policy, charge(1, level="misdemeanor"), charge(2, level=None), charge(3, level="felony"))
    assert [rows[number]["outcome"] for number in "123"] == ["eligible", "undetermined", "ineligible"]


def test_an_unrelated_doubt_is_no_reason_and_not_named():
    """The date is missing; that nothing is pending is known, so nobody is told of open charges."""
    nothing_pending = {"count": {"of": {"disposition": "pending"}, "max": 0}}
    seven_years = {"wait": {"years": 7, "from": "disposition_date"}}
    row = determined(
        law(track(nothing_pending, seven_years)),
        charge(1, disposition="convicted", disposition_date=None, level=None, birth_date=None),
        charge(2, disposition="dismissed", disposition_date=date(2020, 1, 1), level=None, birth_date=None),
    )["1"]
    assert (row["outcome"], row["reasons"], row["missing"]) == ("undetermined", "relief.r2", "disposition_date")


def test_what_is_certainly_refused_is_not_said_to_wait_for_data():
    policy = law(track({"is": {"not": {"level": "felony"}}}, {"wait": {"years": 7, "from": "disposition_date"}}))
    assert answer(policy, charge(1, level="felony", disposition_date=None)) == ("ineligible", "")


def test_the_doubts_of_one_person_do_not_touch_another():
    policy = law(
        track({"wait": {"years": 7, "from": {"latest": "disposition_date", "of": {"disposition": "convicted"}}}}),
        limit={"id": "cap", "says": "One in a lifetime.", "max": 1, "of": {}},
    )
    ann = charge(1, disposition="convicted", disposition_date=date(2010, 1, 1), person_id="ann")
    bob = charge(2, disposition=None, disposition_date=None, person_id="bob")
    assert answer(policy, ann, bob) == answer(policy, ann) == ("eligible", "")
    assert answer(policy, bob, ann)[0] == "undetermined"


# --- a lifetime limit counts charges


def test_three_charges_of_one_day_take_one_place_of_a_lifetime_limit():
    policy = law(
        track({"wait": {"years": 1, "from": "disposition_date"}}),
        limit={"id": "two", "says": "Two days in a lifetime.", "max": 2, "of": {}},
    )
    days = [date(2015, 5, 5)] * 3 + [date(2016, 6, 6)] * 2 + [date(2017, 7, 7)]
    rows = determined(policy, *(charge(number, disposition_date=day) for number, day in enumerate(days)))
    assert [rows[str(number)]["outcome"] for number in range(6)] == ["eligible"] * 5 + ["ineligible"]
    assert rows["5"]["reasons"] == "policy.limit"


# --- answers that nobody can reproduce


def test_the_same_facts_give_the_same_answer_in_any_order():
    policy = law(
        track({"wait": {"years": 1, "from": "disposition_date"}}),
        limit={"id": "one", "says": "One in a lifetime.", "max": 1, "of": {}, "distinct": "charge_id"},
    )
    charges = [charge(number, disposition_date=date(2015, 5, 5)) for number in range(6)]
    assert determined(policy, *charges) == determined(policy, *reversed(charges)) == determined(policy, *charges)
