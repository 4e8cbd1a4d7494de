"""The plain reading of the law is itself right: sentences worked out by hand from clearance/law/README.md."""

from datetime import date

import pytest

from tests.engine.naive import determinations
from tests.engine.naive_dates import ALWAYS, NEVER, later_by
from tests.engine.small_laws import charge, law, track

TODAY = date(2024, 3, 1)


def outcomes(policy: dict, charges: list[dict], as_of: date = TODAY) -> dict:
    return {row["charge_id"]: row["outcome"] for row in determinations(policy, charges, as_of)}


def only(policy: dict, *charges: dict, as_of: date = TODAY) -> dict:
    """The determination of the first charge, without its names."""
    row = next(
        row for row in determinations(policy, list(charges), as_of) if row["charge_id"] == charges[0]["charge_id"]
    )
    return {key: row[key] for key in ("outcome", "eligible_on", "track", "reasons", "missing")}


def decided(requirement: dict, *charges: dict, as_of: date = TODAY) -> str:
    return only(law(track(requirement)), *charges, as_of=as_of)["outcome"]


# --- the calendar


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        (date(2020, 2, 29), {"years": 1}, date(2021, 2, 28)),
        (date(2020, 2, 29), {"years": 4}, date(2024, 2, 29)),
        (date(2023, 1, 31), {"months": 1}, date(2023, 2, 28)),
        (date(2020, 2, 29), {"years": 1, "months": 1}, date(2021, 3, 29)),
        (date(2023, 1, 31), {"months": 1, "days": 1}, date(2023, 3, 1)),
        (date(9000, 1, 1), {"years": 1000}, NEVER),
        (date(9999, 12, 30), {"days": 2}, NEVER),
        (ALWAYS, {"years": 7}, ALWAYS),
    ],
)
def test_a_period_is_added_by_the_calendar(day, period, expected):
    assert later_by(day, **period) == expected


# --- wait


def test_a_wait_holds_on_the_very_day_it_ends():
    seven_years = {"wait": {"years": 7, "from": "sentence_date"}}
    sentenced = charge(1, sentence_date=date(2017, 3, 1))
    assert decided(seven_years, sentenced, as_of=date(2024, 3, 1)) == "eligible"
    assert only(law(track(seven_years)), sentenced, as_of=date(2024, 2, 29)) == {
        "outcome": "later",
        "eligible_on": date(2024, 3, 1),
        "track": "relief",
        "reasons": ("relief.r1",),
        "missing": (),
    }


def test_a_wait_without_its_date_is_undetermined_and_names_the_date():
    assert only(law(track({"wait": {"years": 7, "from": "sentence_date"}})), charge(1, sentence_date=None)) == {
        "outcome": "undetermined",
        "eligible_on": ALWAYS,
        "track": "relief",
        "reasons": ("relief.r1",),
        "missing": ("sentence_date",),
    }


def test_else_steps_in_where_the_first_date_is_missing():
    wait = {"wait": {"years": 1, "from": "sentence_date", "else": ["disposition_date"]}}
    assert decided(wait, charge(1, sentence_date=None, disposition_date=date(2023, 3, 1))) == "eligible"
    assert only(law(track(wait)), charge(1))["missing"] == ("disposition_date", "sentence_date")


def test_a_date_plus_days_needs_both():
    end = {"wait": {"days": 1, "from": {"date": "sentence_date", "plus": "sentence_days"}}}
    assert only(law(track(end)), charge(1, sentence_date=date(2024, 2, 1), sentence_days=29))["eligible_on"] == date(
        2024, 3, 2
    )
    assert only(law(track(end)), charge(1, sentence_date=date(2024, 2, 1)))["missing"] == ("sentence_days",)


def test_a_date_may_say_what_stands_in_where_it_is_missing():
    instead = [{"date": "sentence_date", "plus": "sentence_days"}, "disposition_date"]
    wait = {"wait": {"days": 1, "from": [{"date": "release_date", "else": instead}, "offense_date"]}}

    def found(**facts: object) -> dict:
        return only(law(track(wait)), charge(1, offense_date=date(2020, 1, 1), **facts))

    assert found(release_date=date(2024, 1, 1), sentence_date=date(2024, 2, 1))["eligible_on"] == date(2024, 1, 2)
    assert found(sentence_date=date(2024, 1, 1), sentence_days=2)["eligible_on"] == date(2024, 1, 4)
    assert found(sentence_date=date(2024, 1, 1), disposition_date=date(2024, 2, 1))["eligible_on"] == date(2024, 2, 2)
    assert found(sentence_days=2)["missing"] == ("disposition_date", "release_date", "sentence_date")


def test_each_charge_by_itself_takes_what_stands_in_for_its_missing_date():
    """New York counts from release, or from the sentence where there was no jail, of whichever conviction is last."""
    wait = {"wait": {"years": 3, "from": {"latest": "release_date", "else": "sentence_date"}}}
    jailed = charge(1, sentence_date=date(2010, 1, 1), release_date=date(2018, 5, 1))
    fined = charge(2, sentence_date=date(2020, 6, 1))
    unclear = charge(3)

    assert only(law(track(wait)), jailed, fined)["eligible_on"] == date(2023, 6, 1)
    assert only(law(track(wait)), jailed)["eligible_on"] == date(2021, 5, 1)
    assert only(law(track(wait)), jailed, fined, unclear)["missing"] == ("release_date", "sentence_date")


def test_the_latest_of_no_charge_is_always():
    clean = {"wait": {"years": 7, "from": {"latest": "disposition_date", "of": {"level": "felony"}}}}
    assert only(law(track(clean)), charge(1, level="misdemeanor"))["eligible_on"] == ALWAYS


def test_the_latest_is_known_where_a_doubtful_charge_is_older():
    clean = {"wait": {"years": 1, "from": {"latest": "disposition_date", "of": {"level": "felony"}}}}
    felony = charge(1, level="felony", disposition_date=date(2023, 1, 1))
    assert decided(clean, felony, charge(2, level=None, disposition_date=date(2022, 1, 1))) == "eligible"
    younger = charge(2, level=None, disposition_date=date(2024, 1, 1))
    assert only(law(track(clean)), felony, younger)["missing"] == ("level",)


def test_a_list_of_anchors_counts_from_the_latest_and_is_unknown_if_one_is():
    wait = {"wait": {"years": 1, "from": ["sentence_date", "release_date"]}}
    both = charge(1, sentence_date=date(2022, 1, 1), release_date=date(2023, 6, 1))
    assert only(law(track(wait)), both)["eligible_on"] == date(2024, 6, 1)
    assert only(law(track(wait)), charge(1, sentence_date=date(2022, 1, 1)))["missing"] == ("release_date",)


# --- gap

NO_NEXT_FOR_A_YEAR = {"gap": {"years": 1, "to": "next", "of": {"disposition": "convicted"}}}


def convicted(number: int, day: date | None, **facts: object) -> dict:
    return charge(number, disposition="convicted", disposition_date=day, **facts)


def test_a_gap_ends_on_the_day_a_year_later_and_never_counts_the_same_day():
    first = convicted(1, date(2020, 2, 29))
    assert decided(NO_NEXT_FOR_A_YEAR, first, convicted(2, date(2021, 2, 27))) == "ineligible"
    assert decided(NO_NEXT_FOR_A_YEAR, first, convicted(2, date(2021, 2, 28))) == "eligible"
    assert decided(NO_NEXT_FOR_A_YEAR, first, convicted(2, date(2020, 2, 29))) == "eligible"
    assert decided(NO_NEXT_FOR_A_YEAR, first, convicted(2, date(2019, 12, 31))) == "eligible"


def test_a_gap_to_the_previous_looks_back():
    gap = {"gap": {"years": 1, "to": "previous"}}
    assert decided(gap, convicted(1, date(2021, 2, 28)), convicted(2, date(2020, 2, 29))) == "eligible"
    assert decided(gap, convicted(1, date(2021, 2, 27)), convicted(2, date(2020, 2, 29))) == "ineligible"


def test_an_undated_conviction_may_lie_in_the_gap():
    assert decided(NO_NEXT_FOR_A_YEAR, convicted(1, date(2020, 1, 1)), convicted(2, None)) == "undetermined"
    assert decided(NO_NEXT_FOR_A_YEAR, convicted(1, None)) == "eligible"


def test_a_gap_may_start_at_another_date_of_the_charge():
    """Colorado looks for convictions within ten years of the release from supervision."""
    clean = {"gap": {"years": 10, "to": "next", "from": "supervision_end_date", "of": {"disposition": "convicted"}}}
    first = convicted(1, date(2000, 1, 1), supervision_end_date=date(2005, 1, 1))
    assert decided(clean, first, convicted(2, date(2014, 12, 31))) == "ineligible"
    assert decided(clean, first, convicted(2, date(2015, 1, 1))) == "eligible"
    assert decided(clean, first, convicted(2, date(2004, 12, 31))) == "eligible"
    back = {"gap": {"years": 10, "to": "previous", "from": "offense_date"}}
    assert decided(back, charge(1, offense_date=date(2000, 1, 1)), convicted(2, date(1990, 1, 2))) == "ineligible"
    assert decided(back, charge(1, offense_date=date(2000, 1, 1)), convicted(2, date(1990, 1, 1))) == "eligible"


def test_the_charge_itself_never_lies_in_its_gap():
    gap = {"gap": {"years": 10, "to": "next", "from": "offense_date", "of": {"disposition": "convicted"}}}
    assert decided(gap, convicted(1, date(2000, 6, 1), offense_date=date(2000, 1, 1))) == "eligible"


def test_a_gap_takes_what_stands_in_for_the_missing_date_it_starts_at():
    start = {"date": "supervision_end_date", "else": {"date": "sentence_date", "plus": "sentence_days"}}
    clean = law(track({"gap": {"years": 1, "to": "next", "from": start}}))
    first = convicted(1, date(2000, 1, 1), sentence_date=date(2000, 1, 1), sentence_days=366)
    assert only(clean, first, convicted(2, date(2001, 12, 31)))["outcome"] == "ineligible"
    assert only(clean, first, convicted(2, date(2002, 1, 1)))["outcome"] == "eligible"
    assert only(clean, first | {"sentence_days": None}, convicted(2, date(2002, 1, 1)))["missing"] == (
        "sentence_days",
        "supervision_end_date",
    )
    assert only(clean, first | {"sentence_days": None}, convicted(2, None))["missing"] == (
        "disposition_date",
        "sentence_days",
        "supervision_end_date",
    )
    assert only(clean, first | {"sentence_days": None})["outcome"] == "eligible"


def test_a_gap_may_look_at_other_cases_only():
    clean = {"gap": {"years": 1, "to": "next", "in": "other_cases"}}
    first, later = convicted(1, date(2000, 1, 1)), date(2000, 6, 1)
    assert decided(clean, first, convicted(2, later)) == "ineligible"
    assert decided(clean, first, convicted(2, later, case_id="case 1")) == "eligible"
    assert decided(clean, first, convicted(2, None, case_id="case 1")) == "eligible"
    assert decided(clean, convicted(1, None), convicted(2, later, case_id="case 1")) == "eligible"


# --- count


def test_a_count_is_known_only_where_least_and_most_agree():
    at_most_one = {"count": {"of": {"level": "felony"}, "max": 1}}
    felony, doubtful = charge(1, level="felony"), charge(2, level=None)
    assert decided(at_most_one, felony) == "eligible"
    assert decided(at_most_one, felony, doubtful) == "undetermined"
    assert decided(at_most_one, felony, charge(3, level="felony"), doubtful) == "ineligible"
    assert decided({"count": {"of": {"level": "felony"}, "min": 1}}, felony, doubtful) == "eligible"


def test_distinct_counts_days_and_an_undated_match_may_be_a_day_more():
    one_day = {"count": {"max": 1, "distinct": "disposition_date"}}
    same, undated = date(2020, 1, 1), None
    assert decided(one_day, convicted(1, same), convicted(2, same)) == "eligible"
    assert decided(one_day, convicted(1, same), convicted(2, date(2020, 1, 2))) == "ineligible"
    assert decided(one_day, convicted(1, same), convicted(2, undated)) == "undetermined"
    assert decided({"count": {"min": 1, "distinct": "disposition_date"}}, convicted(1, undated)) == "eligible"


# --- tracks, the case, the cap


def test_a_track_holds_from_its_own_first_day_and_not_before_that_of_the_law():
    felonies = track(id="felonies") | {"effective": date(2025, 7, 1)}
    assert only(law(felonies), charge(1))["eligible_on"] == date(2025, 7, 1)
    assert only(law(felonies, effective=date(2024, 7, 1)), charge(1))["eligible_on"] == date(2025, 7, 1)
    assert only(law(felonies, effective=date(2026, 7, 1)), charge(1))["eligible_on"] == date(2026, 7, 1)
    assert only(law(felonies, track()), charge(1))["track"] == "relief"


def test_what_never_holds_settles_a_track_whatever_is_unknown():
    policy = law(track({"is": {"level": "felony"}}, {"wait": {"years": 1, "from": "sentence_date"}}))
    assert only(policy, charge(1, level="misdemeanor")) == {
        "outcome": "ineligible",
        "eligible_on": None,
        "track": "relief",
        "reasons": ("relief.r1", "relief.r2"),
        "missing": (),
    }


def test_the_law_may_presume_where_data_are_missing():
    revoked = {"is": {"not": {"revoked_date": {"before": date(2024, 1, 1)}}}}
    assert decided(revoked, charge(1)) == "undetermined"
    assert decided(revoked | {"when_missing": "holds"}, charge(1)) == "eligible"
    assert decided(revoked | {"when_missing": "fails"}, charge(1)) == "ineligible"


def test_a_charge_takes_the_first_track_that_holds_today():
    slow = track({"wait": {"years": 3, "from": "sentence_date"}}, id="slow")
    fast = track({"wait": {"years": 1, "from": "sentence_date"}}, id="fast")
    sentenced = charge(1, sentence_date=date(2020, 1, 1))
    assert only(law(slow, fast), sentenced, as_of=date(2022, 1, 1))["track"] == "fast"
    assert only(law(slow, fast), sentenced, as_of=date(2023, 1, 1)) == {
        "outcome": "eligible",
        "eligible_on": date(2023, 1, 1),
        "track": "slow",
        "reasons": (),
        "missing": (),
    }


def test_a_doubtful_track_does_not_hide_a_date_that_is_certain():
    doubtful = track({"wait": {"years": 2, "from": "sentence_date"}}, id="doubtful", covers={"grade": "A"})
    certain = track({"wait": {"years": 4, "from": "sentence_date"}}, id="certain")
    sentenced = charge(1, sentence_date=date(2020, 1, 1))
    assert only(law(doubtful, certain), sentenced, as_of=date(2021, 1, 1))["outcome"] == "later"
    assert only(law(doubtful, certain), sentenced, as_of=date(2022, 1, 1)) == {
        "outcome": "undetermined",
        "eligible_on": date(2022, 1, 1),
        "track": "doubtful",
        "reasons": ("certain.r1",),
        "missing": ("grade",),
    }
    assert only(law(doubtful, certain), sentenced, as_of=date(2024, 1, 1))["outcome"] == "eligible"


def test_a_charge_that_no_track_covers_has_no_reason_but_that():
    assert only(law(track(covers={"level": "felony"})), charge(1, level="petty")) == {
        "outcome": "ineligible",
        "eligible_on": None,
        "track": None,
        "reasons": (),
        "missing": (),
    }


def test_nothing_is_eligible_before_the_law_is_effective():
    policy = law(track({"is": {}}), effective=date(2025, 1, 1))
    assert only(policy, charge(1))["eligible_on"] == date(2025, 1, 1)
    assert only(policy, charge(1))["outcome"] == "later"


def test_a_case_is_cleared_together_on_the_day_of_its_last_charge():
    policy = law(track({"wait": {"years": 1, "from": "sentence_date"}}), unit="case")
    early = charge(1, case_id="k", sentence_date=date(2020, 1, 1))
    late = charge(2, case_id="k", sentence_date=date(2023, 6, 1))
    assert only(policy, early, late) == {
        "outcome": "later",
        "eligible_on": date(2024, 6, 1),
        "track": "relief",
        "reasons": ("policy.unit",),
        "missing": (),
    }
    assert only(policy, early, charge(2, case_id="k"))["missing"] == ("sentence_date",)


def cap(**facts: object) -> dict:
    return {"id": "cap", "says": "No more.", "max": 2, "of": {"level": "misdemeanor"}} | facts


def test_a_cap_gives_its_places_in_the_order_of_eligibility():
    policy = law(track({"wait": {"years": 1, "from": "disposition_date"}}), limit=cap())
    days = [date(2019, 1, 1), date(2018, 1, 1), date(2017, 1, 1)]
    charges = [charge(n, level="misdemeanor", disposition_date=day) for n, day in enumerate(days)]
    assert outcomes(policy, charges) == {"0": "ineligible", "1": "eligible", "2": "eligible"}
    assert only(policy, *charges)["reasons"] == ("policy.limit",)


def test_charges_of_one_day_take_one_place_unless_the_law_counts_otherwise():
    days = [date(2017, 1, 1), date(2017, 1, 1), date(2018, 1, 1)]
    charges = [charge(n, level="misdemeanor", disposition_date=day) for n, day in enumerate(days)]
    one_year = track({"wait": {"years": 1, "from": "disposition_date"}})
    assert outcomes(law(one_year, limit=cap()), charges) == dict.fromkeys("012", "eligible")
    assert outcomes(law(one_year, limit=cap(distinct="charge_id")), charges)["2"] == "ineligible"


def test_a_charge_that_may_take_the_last_place_leaves_the_next_one_open():
    policy = law(track({"wait": {"years": 1, "from": "disposition_date"}}), limit=cap(max=1))
    perhaps = charge(1, level=None, disposition_date=date(2017, 1, 1))
    behind = charge(2, level="misdemeanor", disposition_date=date(2018, 1, 1))
    assert outcomes(policy, [perhaps, behind]) == {"1": "eligible", "2": "undetermined"}
    assert only(policy, behind, perhaps)["missing"] == ("level",)
    assert only(policy, behind, perhaps)["reasons"] == ("policy.limit",)
