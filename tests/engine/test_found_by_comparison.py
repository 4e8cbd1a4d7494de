"""Differences that the random comparison once found, kept small, so that they are tried every time."""

from datetime import date

from clearance.engine.evaluate import evaluate
from clearance.law.policy import build_policy
from tests.engine.naive import determinations
from tests.engine.small_laws import charge, law, track
from tests.engine.strategies_people import frame
from tests.engine.test_against_naive import rows

AS_OF = date(2024, 2, 29)


def both_say(policy: dict, *charges: dict) -> dict[str, tuple]:
    """Outcome, reasons and missing data by charge_id, on which the engine and the plain reading agree."""
    determined = rows(evaluate(build_policy(policy), frame(list(charges)), AS_OF))
    assert determined == determinations(policy, list(charges), AS_OF)
    return {row["charge_id"]: (row["outcome"], row["reasons"], row["missing"]) for row in determined}


def cap(places: int, **facts: object) -> dict:
    return {"id": "cap", "says": "No more.", "max": places, "of": {}} | facts


def test_a_law_without_any_requirement_determines_every_charge():
    assert both_say(law(track()), charge(1), charge(2)) == dict.fromkeys("12", ("eligible", (), ()))


def test_a_sum_of_days_beyond_all_dates_is_never():
    policy = law(track({"wait": {"years": 1, "from": {"date": "offense_date", "plus": "sentence_days"}}}))
    life = charge(1, offense_date=date(2020, 1, 1), sentence_days=2**62)
    assert both_say(policy, life)["1"] == ("ineligible", ("relief.r1",), ())


def test_the_doubts_of_a_charge_that_is_certain_by_another_track_leave_its_case_alone():
    policy = law(
        track({"wait": {"days": 1, "from": "offense_date"}}, id="first", covers={"grade": "b"}),
        track({"is": {"attribute": "firearm"}}, id="second"),
        unit="case",
    )
    certain = charge(1, case_id="k", attributes="firearm", grade=None, offense_date=date(2020, 1, 1))
    doubtful = charge(2, case_id="k", attributes=None, grade="a", offense_date=date(2020, 1, 1))
    assert both_say(policy, certain, doubtful)["1"] == ("undetermined", ("policy.unit",), ("attributes",))


def test_a_charge_not_known_to_fall_under_a_full_cap_names_its_own_doubt_only():
    no_next = {"gap": {"years": 1000, "to": "next", "of": {"deceased": False}}}
    policy = law(track(no_next), limit=cap(0, of={"supervised": True}))
    first = charge(1, disposition_date=date(2017, 2, 28))
    second = charge(2, disposition_date=date(2024, 3, 1))
    assert both_say(policy, first, second)["2"] == ("undetermined", ("policy.limit",), ("supervised",))


def test_a_charge_that_stands_first_has_its_place_whether_or_not_it_falls_under_the_cap():
    policy = law(track(), limit=cap(1, of={"level": "infraction"}, distinct="release_date"))
    day, shared, other = date(2014, 2, 28), date(2021, 2, 28), date(2023, 2, 28)
    first = charge(1, disposition_date=day, release_date=shared, level=None, case_id="k")
    with_it = charge(2, disposition_date=date(2021, 3, 1), release_date=shared, level="infraction", case_id="k")
    rival = charge(3, disposition_date=day, release_date=other, level=None)
    assert both_say(policy, first, with_it, rival)["1"] == ("eligible", (), ())
