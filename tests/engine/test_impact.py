"""Impact: who is eligible when, what each condition costs, and who gains and loses against another law."""

from datetime import date

import pytest

from clearance.engine.impact import Change, Count, Impact, columns_read, impact, tally
from clearance.law.policy import build_policy
from tests.engine.small_laws import charge, law, track
from tests.engine.strategies_people import frame

TODAY = date(2026, 1, 1)
AFTER_A_YEAR = {"wait": {"years": 1, "from": "disposition_date"}}
CONVICTED = {"is": {"disposition": "convicted"}}
MISDEMEANOR = {"is": {"level": "misdemeanor"}}


def impact_of(policy: dict, *charges: dict, against: dict | None = None, as_of: date = TODAY) -> Impact:
    here, there = build_policy(policy), build_policy(against) if against else None
    return impact(here, [tally(here, frame(list(charges)), as_of, there)], as_of, there)


def test_charges_and_people_add_up_over_now_five_years_later_undetermined_and_never():
    days = {
        "now": date(2025, 1, 1),
        "in the first year": date(2025, 1, 2),
        "on its last day": date(2026, 1, 1),
        "in the fifth": date(2029, 6, 1),
        "after": date(2030, 1, 2),
        "unknown": None,
    }
    charges = [charge(name, person_id=name, disposition_date=day) for name, day in days.items()]
    charges.append(charge("never", person_id="never", level="felony", disposition_date=date(2020, 1, 1)))
    policy = law(track(AFTER_A_YEAR, {"is": {"not": {"level": "felony"}}, "when_missing": "holds"}))

    found = impact_of(policy, *charges).all

    one = Count(1, 1)
    assert found.when == {
        "now": one,
        "year_1": Count(2, 2),
        "year_2": Count(0, 0),
        "year_3": Count(0, 0),
        "year_4": Count(0, 0),
        "year_5": one,
        "after": one,
        "undetermined": one,
        "never": one,
    }
    assert found.total == Count(7, 7)


def test_a_person_counts_once_at_the_best_of_their_charges():
    charges = [
        charge(1, person_id="ann", disposition_date=date(2020, 1, 1)),
        charge(2, person_id="ann", disposition_date=None),
        charge(3, person_id="bob", disposition_date=date(2025, 6, 1)),
        charge(4, person_id="bob", disposition_date=None),
        charge(5, person_id="cy", disposition_date=date(2020, 1, 1)),
    ]

    found = impact_of(law(track(AFTER_A_YEAR)), *charges).all

    assert found.when["now"] == Count(2, 2)
    assert found.when["year_1"] == Count(1, 1)
    assert found.when["undetermined"] == Count(0, 2)
    assert found.every == 1


def test_a_year_after_29_february_ends_on_28_february():
    charges = [charge(1, disposition_date=date(2024, 2, 28)), charge(2, disposition_date=date(2024, 3, 1))]

    found = impact_of(law(track(AFTER_A_YEAR)), *charges, as_of=date(2024, 2, 29)).all

    assert found.when["year_1"].charges == 1
    assert found.when["year_2"].charges == 1


def test_what_one_condition_costs_is_what_only_it_holds_back_on_the_track():
    charges = [
        charge("both hold", person_id="a", disposition="convicted", level="misdemeanor"),
        charge("one fails", person_id="a", disposition="convicted", level="felony"),
        charge("one fails, of another", person_id="b", disposition="convicted", level="felony"),
        charge("both fail", person_id="c", disposition="dismissed", level="felony"),
        charge("one is unknown", person_id="d", disposition="convicted", level=None),
    ]

    found = impact_of(law(track(CONVICTED, MISDEMEANOR)), *charges).all

    assert found.without["relief.r2"].gain == Count(people=2, charges=3)
    assert found.without["relief.r2"].only == Count(people=2, charges=3)
    assert found.without["relief.r1"].gain == Count(0, 0)


def test_a_condition_is_not_the_only_obstacle_where_another_track_fails_too():
    policy = law(track(CONVICTED, id="first"), track(MISDEMEANOR, id="second"))

    found = impact_of(policy, charge(1, disposition="dismissed", level="felony")).all

    assert found.without["first.r1"].gain == Count(1, 1)
    assert found.without["first.r1"].only == Count(0, 0)


def test_without_the_unit_a_charge_no_longer_waits_for_its_case():
    charges = [
        charge(1, case_id="one", disposition="convicted"),
        charge(2, case_id="one", disposition="dismissed"),
    ]

    found = impact_of(law(track(CONVICTED), unit="case"), *charges)

    assert [condition.kind for condition in found.conditions] == ["requirement", "case"]
    assert found.all.without["policy.unit"].gain == Count(1, 1)
    assert found.all.without["policy.unit"].only == Count(1, 1)
    assert found.all.without["relief.r1"].gain == Count(1, 2)
    assert found.all.without["relief.r1"].only == Count(1, 1)


def test_without_a_limit_the_charges_it_bars_are_eligible():
    charges = [charge(number, disposition_date=date(2010 + number, 1, 1)) for number in range(4)]

    found = impact_of(law(track(AFTER_A_YEAR), limit={"id": "cap", "says": "One.", "max": 1}), *charges).all

    assert found.when["now"].charges == 1
    assert found.without["policy.limit.cap"].gain == Count(people=0, charges=3)
    assert found.without["policy.limit.cap"].only == Count(people=0, charges=3)


def test_without_a_condition_another_charge_may_take_the_place_of_a_lifetime_limit():
    """The earlier charge takes the one place once the law no longer asks for a misdemeanor."""
    charges = [
        charge("early", person_id="ann", level="felony", disposition_date=date(2010, 1, 1)),
        charge("late", person_id="ann", level="misdemeanor", disposition_date=date(2015, 1, 1)),
    ]
    policy = law(track(AFTER_A_YEAR, MISDEMEANOR), limit={"id": "cap", "says": "One.", "max": 1})

    without = impact_of(policy, *charges).all.without["relief.r2"]

    assert (without.gain, without.lose) == (Count(0, 1), Count(0, 1))


def test_a_condition_long_met_matters_where_a_limit_goes_by_date():
    """Without the long wait the second charge comes first, and takes the only place."""
    charges = [
        charge("first", level="felony", disposition_date=date(2000, 1, 1)),
        charge("second", level="misdemeanor", disposition_date=date(1999, 1, 1)),
    ]
    policy = law(
        track(AFTER_A_YEAR, id="felonies", covers={"level": "felony"}),
        track({"wait": {"years": 10, "from": "disposition_date"}}, id="misdemeanors", covers={"level": "misdemeanor"}),
        limit={"id": "cap", "says": "One.", "max": 1},
    )

    without = impact_of(policy, *charges).all.without["misdemeanors.r1"]

    assert (without.gain, without.lose) == (Count(0, 1), Count(0, 1))


def test_without_the_unit_a_charge_that_may_be_eligible_early_leaves_a_later_one_open():
    """Of both charges of the first case the level is missing; the case as a whole cannot be eligible before 2030."""
    charges = [
        charge(1, case_id="first", disposition_date=date(2010, 1, 1)),
        charge(2, case_id="first", disposition_date=date(2029, 1, 1)),
        charge(3, case_id="second", disposition_date=date(2015, 1, 1), level="misdemeanor"),
    ]
    policy = law(track(AFTER_A_YEAR, MISDEMEANOR), unit="case", limit={"id": "cap", "says": "One.", "max": 1})

    found = impact_of(policy, *charges).all

    assert found.when["now"].charges == 1
    assert (found.without["policy.unit"].gain, found.without["policy.unit"].lose) == (Count(0, 0), Count(1, 1))


def test_against_another_law_some_gain_and_some_lose():
    charges = [
        charge(1, person_id="both", disposition="convicted", level="misdemeanor"),
        charge(2, person_id="here", disposition="convicted", level="felony"),
        charge(3, person_id="here", disposition="convicted", level="felony"),
        charge(4, person_id="there", disposition="dismissed", level="misdemeanor"),
        charge(5, person_id="both", disposition="dismissed", level="misdemeanor"),
    ]

    found = impact_of(law(track(CONVICTED)), *charges, against=law(track(MISDEMEANOR)))

    assert found.all.against == Change(gain=Count(people=1, charges=2), lose=Count(people=1, charges=2))
    assert impact_of(law(track(CONVICTED)), *charges).all.against is None


def test_figures_by_group_are_about_the_charges_of_the_group():
    charges = [
        charge(1, person_id="ann", county="Alder", disposition="convicted", statute="18-3-202", level="felony"),
        charge(2, person_id="ann", county="Birch", disposition="dismissed", statute="42-4", level="misdemeanor"),
        charge(3, person_id="bob", county="Birch", disposition="convicted", statute="42-4"),
        charge(4, person_id="cy", disposition="convicted", statute="18-3-202"),
    ]
    lists = {"violent": {"statutes": ["18-3"]}, "grave": {"statutes": ["18-3-202"]}}

    by = impact_of(law(track(CONVICTED), offenses=lists), *charges).by

    assert {group: figures.when["now"] for group, figures in by["county"].items()} == {
        "Alder": Count(1, 1),
        "Birch": Count(1, 1),
        None: Count(1, 1),
    }
    assert by["county"]["Birch"].when["never"] == Count(1, 1)
    assert by["county"]["Birch"].without["relief.r1"].gain == Count(1, 1)
    assert by["county"]["Alder"].without["relief.r1"].gain == Count(0, 0)
    assert {group: figures.total for group, figures in by["offense"].items()} == {
        "grave": Count(2, 2),
        "none of the law's lists": Count(2, 2),
        "violent": Count(2, 2),
    }
    assert set(by["level"]) == {"felony", "misdemeanor", None}


def test_age_is_that_of_the_calendar_on_the_day():
    birthdays = {
        "today 18": date(2008, 1, 1),
        "tomorrow 18": date(2008, 1, 2),
        "old": date(1930, 1, 1),
        "not born": date(2026, 1, 2),
    }
    charges = [charge(name, person_id=name, birth_date=day) for name, day in birthdays.items()]

    by = impact_of(law(track(CONVICTED)), *charges).by["age"]

    assert {group: figures.total.people for group, figures in by.items()} == {
        "0 to 17": 1,
        "18 to 24": 1,
        "65 or more": 1,
        None: 1,
    }


def test_what_the_data_do_not_have_is_named():
    found = impact_of(law(track(CONVICTED)), charge(1, county="Alder"))

    assert set(found.by) == {"county"}
    assert found.absent == ("race", "sex", "age", "level")


def test_no_charges_at_all_are_counted_too():
    policy = build_policy(law(track(CONVICTED)))
    facts = frame([charge(1)]).clear()

    assert impact(policy, [tally(policy, facts, TODAY)], TODAY).all.total == Count(0, 0)


def test_the_columns_of_both_laws_and_of_the_groups_are_read():
    here, there = build_policy(law(track(CONVICTED))), build_policy(law(track({"is": {"grade": "A"}})))

    groups = {"county", "race", "sex", "birth_date", "level"}
    assert columns_read(here, there) == {"disposition", "grade"} | groups


@pytest.mark.parametrize("dimension", ["county", "sex"])
def test_charges_of_all_groups_add_up_to_all(dimension):
    charges = [
        charge(number, person_id=f"p{number % 7}", **{dimension: "abc"[number % 3]}, disposition=disposition)
        for number, disposition in enumerate(["convicted", "dismissed", "pending"] * 20)
    ]

    found = impact_of(law(track(CONVICTED)), *charges)

    for when, count in found.all.when.items():
        assert sum(figures.when[when].charges for figures in found.by[dimension].values()) == count.charges
