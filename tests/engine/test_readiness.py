"""Readiness: what a law can decide on the data that are there, and what is missing for the rest."""

from copy import deepcopy
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from clearance.engine.evaluate import evaluate
from clearance.engine.readiness import DataPoint, OpenPart, Readiness, columns_read, readiness, tally
from clearance.engine.records import open_records
from clearance.law.policy import Policy, build_policy, load_policy
from clearance.records.invented import write_state
from tests.engine.small_laws import charge, law, track
from tests.engine.strategies_people import frame

TODAY = date(2026, 1, 1)
LONG_AGO = date(2000, 1, 1)
AFTER_A_YEAR = {"wait": {"years": 1, "from": "disposition_date"}}
CLOSED = {"is": {"status": "closed"}}


def with_all_columns(policy: Policy, charges: list[dict]) -> pl.DataFrame:
    """The charges as the reader of records gives them: what the data do not have is null."""
    absent = dict.fromkeys(columns_read(policy) - {"person_id", "case_id", "charge_id"})
    return frame([absent | one for one in charges])


def readiness_of(table: dict, *charges: dict) -> Readiness:
    policy = build_policy(table)
    return readiness(policy, [tally(policy, with_all_columns(policy, list(charges)), TODAY)], TODAY)


def point(found: Readiness, fact: str) -> DataPoint:
    [one] = [one for one in found.data_points if one.fact == fact]
    return one


def test_the_share_of_charges_that_the_law_can_decide_to_the_tenth_of_a_percent():
    known = [charge(number, disposition_date=LONG_AGO) for number in range(2)]
    found = readiness_of(law(track(AFTER_A_YEAR)), *known, charge("open"))
    assert (found.charges, found.undetermined, found.percent) == (3, 1, 66.7)


def test_a_charge_that_is_settled_whatever_is_missing_is_not_undetermined():
    settled = charge(1, status="open")
    found = readiness_of(law(track(AFTER_A_YEAR, CLOSED)), settled)
    assert found.undetermined == point(found, "disposition_date").undetermined == 0
    assert point(found, "disposition_date").complete.percent == 0.0


def test_each_data_point_names_who_usually_holds_it():
    found = readiness_of(law(track({"wait": {"years": 1, "from": "supervision_end_date"}})), charge(1))
    assert point(found, "supervision_end_date").holder.kind == "probation"


def test_how_complete_a_data_point_is_by_county_and_by_year():
    charges = [
        charge(1, county="Adams", filed_date=date(2019, 5, 1), disposition_date=LONG_AGO),
        charge(2, county="Adams", filed_date=date(2020, 5, 1)),
        charge(3, county="Baker", offense_date=date(2019, 3, 1), disposition_date=LONG_AGO),
        charge(4, disposition_date=LONG_AGO),
    ]
    found = point(readiness_of(law(track(AFTER_A_YEAR)), *charges), "disposition_date")
    assert found.complete.percent == 75.0
    assert [(one.name, one.charges, one.filled) for one in found.by_county] == [
        ("Adams", 2, 1),
        ("Baker", 1, 1),
        (None, 1, 1),
    ]
    assert [(one.name, one.charges, one.filled) for one in found.by_year] == [(2019, 2, 2), (2020, 1, 0), (None, 1, 1)]


def test_a_data_point_is_counted_over_the_charges_of_the_tracks_that_read_it():
    table = law(
        track(AFTER_A_YEAR, covers={"level": "felony"}, id="felonies"), track(id="rest", covers={"level": "petty"})
    )
    found = readiness_of(table, charge(1, level="felony"), charge(2), charge(3, level="petty"))
    dates, levels = point(found, "disposition_date"), point(found, "level")
    assert (dates.complete.charges, dates.counted_over) == (2, "charges that felonies may cover")
    assert (levels.complete.charges, levels.counted_over) == (3, "all charges")


def test_a_charge_may_be_undetermined_for_want_of_several_data_points_or_of_one_alone():
    found = readiness_of(
        law(track(AFTER_A_YEAR, CLOSED)), charge(1), charge(2, status="closed"), charge(3, disposition_date=LONG_AGO)
    )
    dates, statuses = point(found, "disposition_date"), point(found, "status")
    assert (dates.undetermined, dates.only) == (2, 1)
    assert (statuses.undetermined, statuses.only) == (2, 1)


def test_the_requirements_that_are_open_and_the_presumption_that_would_decide_them():
    found = readiness_of(law(track(AFTER_A_YEAR, CLOSED)), charge(1), charge(2, status="closed"))
    [part] = point(found, "disposition_date").open_parts
    assert part == OpenPart("relief.r1", charges=2, decides=1)
    assert part.presumption == 'when_missing = "holds" (or "fails")'


def test_nothing_can_be_presumed_about_what_a_track_covers():
    found = readiness_of(law(track(covers={"level": "felony"})), charge(1))
    [part] = point(found, "level").open_parts
    assert (part, part.presumption) == (OpenPart("relief", charges=1, decides=1), None)


def test_what_the_law_presumes_already_is_not_open():
    found = readiness_of(law(track(AFTER_A_YEAR | {"when_missing": "holds"})), charge(1))
    assert found.percent == 100.0
    assert point(found, "disposition_date").open_parts == ()


@pytest.fixture(scope="module")
def state(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("state") / "records"
    write_state(folder, people=1500, seed=3)
    return folder


@pytest.fixture(scope="module")
def facts(state) -> pl.DataFrame:
    with open_records(state) as records:
        return pl.concat(records.facts(columns_read(load_policy("franklin"))))


def test_it_agrees_with_what_evaluate_calls_missing(facts):
    franklin = load_policy("franklin")
    found = readiness(franklin, [tally(franklin, facts, TODAY)], TODAY)
    missing = evaluate(franklin, facts, TODAY).filter(outcome="undetermined")["missing"].str.split(";")
    assert (found.charges, found.undetermined) == (facts.height, missing.len())
    for one in found.data_points:
        named = missing.list.contains(one.fact)
        assert (one.undetermined, one.only) == (named.sum(), (named & (missing.list.len() == 1)).sum())


def test_ranges_of_people_add_up_to_the_whole(facts):
    franklin = load_policy("franklin")
    half = facts["person_id"].unique().sort()[750]
    parts = [facts.filter(pl.col("person_id") < half), facts.filter(pl.col("person_id") >= half)]
    tallies = [tally(franklin, part, TODAY) for part in (*parts, facts.clear())]
    assert readiness(franklin, tallies, TODAY) == readiness(franklin, [tally(franklin, facts, TODAY)], TODAY)


@pytest.mark.parametrize("presumed", ["holds", "fails"])
def test_a_presumption_decides_the_charges_it_is_said_to_decide(facts, presumed):
    tracks = [
        track(AFTER_A_YEAR, CLOSED, covers={"disposition": ["convicted", "dismissed"]}),
        track({"wait": {"years": 3, "from": "sentence_date"}}, covers={"disposition": "convicted"}, id="convictions"),
    ]
    table = law(*tracks)
    policy = build_policy(table)
    found = readiness(policy, [tally(policy, with_statuses(facts), TODAY)], TODAY)
    before = evaluate(policy, with_statuses(facts), TODAY)
    parts = [(one.fact, part) for one in found.data_points for part in one.open_parts if part.presumption]
    assert {part.provision for _, part in parts if part.decides} == {"relief.r1", "convictions.r1"}
    for fact, part in parts:
        after = evaluate(presuming(table, part.provision, presumed), with_statuses(facts), TODAY)
        open_for_it = before["missing"].str.split(";").list.contains(fact)
        assert (open_for_it & (after["outcome"] != "undetermined")).sum() >= part.decides


def with_statuses(facts: pl.DataFrame) -> pl.DataFrame:
    return facts.with_columns(status=pl.lit("closed"))


def presuming(table: dict, provision: str, presumed: str) -> Policy:
    """The law with that presumption in one requirement."""
    changed = deepcopy(table)
    for one in changed["track"]:
        for requirement in one["requires"]:
            if f"{one['id']}.{requirement['id']}" == provision:
                requirement["when_missing"] = presumed
    return build_policy(changed)
