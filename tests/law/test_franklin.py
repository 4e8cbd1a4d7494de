"""The Franklin Clean Slate Act, in sentences."""

from datetime import date

import polars as pl
import pytest

from clearance.engine.evaluate import evaluate
from clearance.law.policy import Policy, load_policy

AS_OF = date(2026, 11, 1)
THEFT = {"statute": "18-4-401(2)(b)", "level": "misdemeanor", "max_sentence_days": 364}
BURGLARY = {"statute": "18-4-203(1)", "level": "felony", "max_sentence_days": 913}
SPEEDING = {"statute": "42-4-1101(3)", "level": "infraction", "max_sentence_days": 0}
DATES = {
    "birth_date": pl.Date,
    "offense_date": pl.Date,
    "disposition_date": pl.Date,
    "sentence_date": pl.Date,
    "completion_date": pl.Date,
    "supervision_end_date": pl.Date,
    "sentence_days": pl.Int64,
}


@pytest.fixture(scope="module")
def franklin() -> Policy:
    return load_policy("franklin")


def charge(offense: dict, disposition: str | None, on: str | None = None, **facts: object) -> dict:
    """A charge that ended on that day, with a sentence of that day if it is a conviction."""
    ended = date.fromisoformat(on) if on else None
    sentence = {"sentence_date": ended, "sentence_days": 0} if disposition == "convicted" else {}
    known = {"birth_date": date(1980, 1, 1), "offense_date": ended, "disposition_date": ended, "attributes": ""}
    return {**offense, "disposition": disposition, **known, **sentence, **facts}


def determine(policy: Policy, *charges: dict) -> list[dict]:
    """The determinations of one person's charges, each in a case of its own unless it names one."""
    rows = [
        {**dict.fromkeys(DATES), "person_id": "P1", "case_id": f"C{number}", "charge_id": f"X{number}", **one}
        for number, one in enumerate(charges)
    ]
    return evaluate(policy, pl.DataFrame(rows, schema_overrides=DATES), AS_OF).to_dicts()


def test_a_dismissed_charge_is_sealed_when_the_law_takes_effect(franklin):
    [theft] = determine(franklin, charge(THEFT, "dismissed", "2019-03-01"))
    assert (theft["outcome"], theft["track"]) == ("eligible", "not-convicted")
    assert theft["eligible_on"] == date(2024, 7, 1)


def test_a_dismissed_charge_waits_while_another_charge_of_its_case_is_open(franklin):
    [theft, _] = determine(
        franklin,
        charge(THEFT, "dismissed", "2019-03-01", case_id="C"),
        charge(BURGLARY, "pending", case_id="C"),
    )
    assert (theft["outcome"], theft["reasons"]) == ("ineligible", "not-convicted.case-is-over")


def test_a_charge_dropped_without_prejudice_waits_a_year(franklin):
    [theft] = determine(franklin, charge(THEFT, "dismissed_without_prejudice", "2026-02-28"))
    assert (theft["outcome"], theft["eligible_on"]) == ("later", date(2027, 2, 28))


def test_an_old_conviction_for_cannabis_is_cleared_although_a_charge_is_open(franklin):
    cannabis = {"statute": "18-18-403(1)(b)", "level": "misdemeanor", "max_sentence_days": 30}
    [old, _] = determine(franklin, charge(cannabis, "convicted", "2020-12-31"), charge(THEFT, "pending"))
    assert (old["outcome"], old["track"]) == ("eligible", "no-longer-a-crime")


def test_a_misdemeanor_is_sealed_seven_years_after_the_sentence(franklin):
    [theft] = determine(franklin, charge(THEFT, "convicted", "2020-05-03"))
    assert (theft["outcome"], theft["eligible_on"]) == ("later", date(2027, 5, 3))


def test_a_new_conviction_starts_the_seven_years_again_but_a_speeding_ticket_does_not(franklin):
    [first, _, _] = determine(
        franklin,
        charge(THEFT, "convicted", "2010-05-03"),
        charge(THEFT, "convicted", "2021-06-01"),
        charge(SPEEDING, "convicted", "2025-01-10"),
    )
    assert (first["outcome"], first["eligible_on"]) == ("later", date(2028, 6, 1))


def test_an_open_charge_bars_a_misdemeanor(franklin):
    [theft, _] = determine(franklin, charge(THEFT, "convicted", "2010-05-03"), charge(BURGLARY, "pending"))
    assert (theft["outcome"], theft["reasons"]) == ("ineligible", "misdemeanors.nothing-pending")


def test_assault_on_a_household_member_is_left_out(franklin):
    assault = {"statute": "18-3-205(1)", "level": "misdemeanor", "max_sentence_days": 364}
    [barred] = determine(franklin, charge(assault, "convicted", "2010-05-03", attributes="family_violence"))
    assert (barred["outcome"], barred["reasons"]) == ("ineligible", "misdemeanors.not-excluded")


def test_money_that_is_owed_is_no_bar(franklin):
    assert not {"restitution_owed", "fines_owed"} & franklin.columns


def test_a_first_misdemeanor_before_21_is_set_aside_after_three_years(franklin):
    young = {"birth_date": date(2003, 6, 1), "offense_date": date(2022, 6, 1)}
    [theft] = determine(franklin, charge(THEFT, "convicted", "2022-09-15", **young))
    assert (theft["outcome"], theft["track"], theft["eligible_on"]) == ("eligible", "young-people", date(2025, 9, 15))


def test_ten_years_for_a_felony_begin_when_the_sentence_ends(franklin):
    [burglary] = determine(franklin, charge(BURGLARY, "convicted", "2016-01-01", sentence_days=366))
    assert (burglary["outcome"], burglary["eligible_on"]) == ("later", date(2027, 1, 1))


def test_a_felony_with_a_longest_sentence_above_five_years_is_never_sealed(franklin):
    trafficking = {"statute": "18-18-405(2)", "level": "felony", "max_sentence_days": 4383}
    [barred] = determine(franklin, charge(trafficking, "convicted", "2005-01-01"))
    assert (barred["outcome"], barred["reasons"]) == ("ineligible", "felonies.up-to-five-years")


def test_an_attempted_robbery_counts_as_violent_and_bars_other_felonies(franklin):
    attempt = {"statute": "18-2-101/18-3-501(1)", "level": "felony", "max_sentence_days": 913}
    [burglary, _] = determine(
        franklin, charge(BURGLARY, "convicted", "1990-01-01"), charge(attempt, "convicted", "2001-01-01")
    )
    assert (burglary["outcome"], burglary["reasons"]) == ("ineligible", "felonies.never-violent")


def test_a_third_felony_finds_no_place_in_the_lifetime_limit(franklin):
    [first, second, third] = determine(
        franklin,
        charge(BURGLARY, "convicted", "1980-01-01"),
        charge(BURGLARY, "convicted", "1992-01-01"),
        charge(BURGLARY, "convicted", "2004-01-01"),
    )
    assert [first["outcome"], second["outcome"]] == ["eligible", "eligible"]
    assert (third["outcome"], third["reasons"]) == ("ineligible", "policy.limit")


def test_a_charge_without_a_known_ending_cannot_be_decided(franklin):
    [theft] = determine(franklin, charge(THEFT, None))
    assert (theft["outcome"], theft["track"]) == ("undetermined", "not-convicted")
    assert "disposition" in theft["missing"].split(";")


def test_a_program_does_not_clear_where_a_conviction_came_within_a_year(franklin):
    [program, _] = determine(
        franklin, charge(THEFT, "diverted", "2015-01-01"), charge(THEFT, "convicted", "2015-12-31")
    )
    assert (program["outcome"], program["reasons"]) == ("ineligible", "programs.no-conviction-soon-after")


def test_every_text_is_given_in_english_and_in_spanish(franklin):
    texts = [franklin.title, *(limit.says for limit in franklin.policy.limit)]
    texts += [text for track in franklin.tracks for text in (track.says, *(one.says for one in track.requires))]
    assert all(text.es and text.es != text.en for text in texts)
