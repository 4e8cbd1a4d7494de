"""For one person: every track and requirement, whether it holds, from when, and what is missing."""

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.engine.evaluate import dates, evaluate
from clearance.engine.explain import explain
from clearance.law.policy import build_policy, load_policy
from tests.engine.strategies import policies
from tests.engine.strategies_people import AS_OF, frame, people

TODAY = date(2026, 1, 1)
THEFT = {
    "person_id": "p",
    "case_id": "c",
    "charge_id": "1",
    "statute": "18-4-401",
    "level": "misdemeanor",
    "disposition": "convicted",
    "disposition_date": date(2020, 5, 3),
    "sentence_date": date(2020, 5, 3),
    "offense_date": date(2019, 9, 1),
    "birth_date": date(1980, 1, 1),
    "attributes": "",
}


def facts(*charges: dict) -> pl.DataFrame:
    return pl.DataFrame(list(charges))


def test_a_charge_says_when_it_becomes_eligible_and_what_stands_in_the_way_until_then():
    [charge] = explain(load_policy("franklin"), facts(THEFT), TODAY)

    [track] = [track for track in charge.tracks if track.id == charge.track]
    waits = {one.id: (one.holds, one.on) for one in track.requirements if one.holds is False}
    assert (charge.outcome, charge.eligible_on, track.on) == ("later", date(2027, 5, 3), date(2027, 5, 3))
    assert waits == {
        "seven-years": (False, date(2027, 5, 3)),
        "seven-years-clean": (False, date(2027, 5, 3)),
    }


def test_a_requirement_speaks_the_laws_own_words_in_the_readers_language():
    [english] = explain(load_policy("franklin"), facts(THEFT), TODAY)
    [spanish] = explain(load_policy("franklin"), facts(THEFT), TODAY, "es")

    says = [[one.says for one in charge.tracks[0].requirements] for charge in (english, spanish)]
    assert says[0][0] == "Seven years have passed since the sentence."
    assert says[1][0] == "Han pasado siete años desde la sentencia."


def test_what_is_missing_is_named_for_the_requirement_that_needs_it():
    [charge] = explain(load_policy("franklin"), facts(THEFT | {"statute": None}), TODAY)

    [track] = [track for track in charge.tracks if track.id == "misdemeanors"]
    missing = {one.id: one.missing for one in track.requirements if one.missing}
    assert (charge.outcome, charge.missing) == ("undetermined", ("statute",))
    assert missing == {"not-excluded": ("statute",)}
    assert [one.holds for one in track.requirements if one.id == "not-excluded"] == [None]


def test_a_requirement_that_can_never_hold_is_told_from_one_that_waits():
    [charge] = explain(load_policy("franklin"), facts(THEFT | {"statute": "18-3-202(1)(a)"}), TODAY)

    [track] = charge.tracks
    assert [one.id for one in track.requirements if one.never] == ["not-excluded"]
    assert charge.outcome == "ineligible"


def test_a_charge_that_no_track_covers_has_none():
    [charge] = explain(load_policy("franklin"), facts(THEFT | {"disposition": "pending"}), TODAY)

    assert (charge.outcome, charge.tracks, charge.track) == ("ineligible", (), None)


@settings(max_examples=100, deadline=None)
@given(st.data(), policies(), AS_OF)
def test_the_explanation_and_what_is_stored_agree_with_the_determination(data, policy, as_of):
    law, charges = build_policy(policy), frame(data.draw(people(policy)))

    determined = evaluate(law, charges, as_of)
    explained = explain(law, charges, as_of)
    stored = dates(law, charges)

    assert [one.charge_id for one in explained] == determined["charge_id"].to_list() == stored["charge_id"].to_list()
    assert [one.outcome for one in explained] == determined["outcome"].to_list()
    assert [one.eligible_on for one in explained] == determined["eligible_on"].to_list()
    assert [";".join(one.missing) for one in explained] == determined["missing"].to_list()
    for one, row in zip(explained, stored.iter_rows(named=True), strict=True):
        known = row["eligible_on"] is not None and row["eligible_on"] <= as_of
        assert known == (one.outcome == "eligible")
