"""What is kept of a charge: the same on every day, and lean."""

from datetime import date

import pytest

from clearance.engine.evaluate import dates
from clearance.engine.stored import answered_day
from clearance.law.policy import Policy, load_policy, parse_policy
from tests.engine.kept import THEFT, facts, stored

MISDEMEANORS = '"requires":["2027-05-03","2027-05-03",true,true,true,true]'


def why(*charges: dict, law: Policy | None = None) -> list[str]:
    return dates(law or load_policy("franklin"), facts(*charges))["why"].to_list()


def test_every_requirement_of_a_track_that_covers_the_charge_answers_in_file_order():
    [text] = why(THEFT)
    assert text == f'{{"tracks":[{{"track":"misdemeanors","on":"2027-05-03",{MISDEMEANORS}}}]}}'
    assert len(text) < 120


def test_a_requirement_that_never_holds_makes_its_track_never():
    [text] = why(THEFT | {"statute": "18-3-202(1)(a)"})
    assert text == '{"tracks":[{"track":"misdemeanors","on":null,' + MISDEMEANORS.replace(
        "true,true]", "false,true]}]}"
    )


def test_a_charge_that_no_track_covers_has_none():
    assert why(THEFT | {"disposition": "pending"}) == ['{"tracks":[]}']


def test_what_a_requirement_lacks_stands_in_the_place_of_its_date():
    [one] = stored(load_policy("franklin"), facts(THEFT | {"sentence_date": None, "disposition_date": None}))
    [track] = one.tracks
    assert (track.on, track.known, track.covers) == (date(2024, 7, 1), False, True)
    assert track.requires[:3] == [["disposition_date", "sentence_date"], ["disposition_date"], True]
    assert (one.eligible_on, one.possible_on) == (None, date(2024, 7, 1))
    assert one.why["missing"] == ["disposition_date", "sentence_date"]


def test_it_is_told_where_it_is_not_known_whether_a_track_covers_the_charge():
    [one] = stored(load_policy("franklin"), facts(THEFT | {"level": None}))
    assert [track.id for track in one.tracks if track.covers is None] == ["minor-offenses", "misdemeanors", "felonies"]
    assert "level" in one.why["missing"]


def test_what_is_missing_for_a_requirement_is_told_though_the_charge_itself_is_not_in_doubt():
    law = parse_policy(TWO_WAYS)
    [one] = stored(law, facts(THEFT | {"sentence_date": None}))
    assert one.eligible_on == one.possible_on == date(2000, 1, 1)
    assert [track.requires for track in one.tracks] == [[], [["sentence_date"], False]]
    assert "missing" not in one.why


def test_a_limit_is_told_with_the_date_that_the_case_had_without_it():
    law = parse_policy(TOGETHER_BUT_ONE)
    other = THEFT | {"charge_id": "2", "case_id": "d", "disposition_date": date(2021, 5, 3)}
    first, second = stored(law, facts(THEFT, other))
    assert first.why.keys() == {"tracks"}
    assert (second.why["limits"], second.why["case"]) == (["one"], "2022-05-03")
    assert (second.known_on, second.case_known_on) == (date.max, date(2022, 5, 3))


def test_people_about_whom_all_is_known_are_kept_the_same_beside_others():
    doubtful = THEFT | {"person_id": "q", "case_id": "d", "charge_id": "2", "statute": None}
    assert why(THEFT, doubtful) == why(THEFT) + why(doubtful)


@pytest.mark.parametrize(
    ("answer", "day"),
    [(True, date.min), (False, date.max), ("2027-05-03", date(2027, 5, 3)), (["statute"], None), ([], None)],
)
def test_an_answer_is_read_as_a_date(answer, day):
    assert answered_day(answer) == day


HEAD = """
[policy]
id = "example"
title = "Example Act"
jurisdiction = "US-XX"
citation = "X.S. 1"
"""
TWO_WAYS = (
    HEAD
    + """effective = 2000-01-01

[[track]]
id = "all"
relief = "seal"

[[track]]
id = "some"
relief = "seal"

[[track.requires]]
id = "a-year"
says = "A year has passed."
wait = { years = 1, from = "sentence_date" }

[[track.requires]]
id = "dismissed"
says = "It was dismissed."
is = { disposition = "dismissed" }
"""
)
TOGETHER_BUT_ONE = (
    HEAD
    + """unit = "case"

[policy.limit]
id = "one"
max = 1

[[track]]
id = "all"
relief = "seal"

[[track.requires]]
id = "a-year"
says = "A year has passed."
wait = { years = 1, from = "disposition_date" }
"""
)
