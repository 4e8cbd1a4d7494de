"""The `[process]` table: what a law says of agencies, times, objections and reports."""

import pytest

from clearance.law.policy import PolicyError, parse_policy

HEADER = """
[policy]
id = "example"
title = "Example Act"
jurisdiction = "US-XX"
citation = "X.S. 12-34"

[[track]]
id = "all"
relief = "seal"
"""


def test_a_law_that_says_nothing_of_the_process_is_silent_on_all_of_it():
    process = parse_policy(HEADER).process
    assert list(process.provisions()) == []


def test_every_provision_of_the_process_is_found_by_its_path():
    law = parse_policy(
        HEADER
        + """
[process.initiator]
agency = "Franklin State Police"
kind = "repository"

[[process.agency]]
id = "courts"
name = "Franklin courts"
kind = "court"
role = "must_shield"
within = { days = 30 }

[process.objections]
allowed = true
by = ["prosecutor"]
within = { days = 45 }
on_silence = "cleared"

[[process.objections.ground]]
id = "not-eligible"
says = "The charge is not eligible."

[[process.wave]]
records_to = 1999-12-31
by = 2031-01-01
"""
    )
    assert [path for path, _ in law.process.provisions()] == [
        "initiator",
        "agency.courts",
        "wave.1",
        "objections",
        "objections.not-eligible",
    ]
    assert law.process.agency[0].within.days == 30


def test_an_agency_may_be_named_in_english_or_in_both_languages():
    law = parse_policy(
        HEADER
        + """
[process.initiator]
agency = { en = "Franklin State Police", es = "Policía Estatal de Franklin" }

[[process.agency]]
id = "courts"
name = "Franklin courts"
kind = "court"
role = "must_shield"
"""
    ).process
    assert law.initiator.agency.in_language("es") == "Policía Estatal de Franklin"
    assert law.agency[0].name.in_language("es") == "Franklin courts"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[process.timeline]\nevery = "fortnightly"', "process.timeline.every: found 'fortnightly'; allowed: 'daily'"),
        ("[process.initiater]", "found 'initiater'; allowed: petition, initiator,"),
        (
            "[process.timeline]\nsuspended = [{ from = 2025-01-01, to = 2024-01-01 }]",
            "process.timeline.suspended[1]: found 'from = 2025-01-01, to = 2024-01-01'",
        ),
        (
            '[process.objections]\nallowed = false\nby = ["prosecutor"]',
            "process.objections: found 'allowed = false with by, within or ground'",
        ),
        ('[[process.deadline]]\nid = "a"\nsays = "A."', "process.deadline[1]: found 'neither by nor within'"),
        ('[process.records]\ncitation = "a"', "process.records: found 'neither medium nor out_of_state'"),
        (
            '[[process.agency]]\nid = "a"\nname = "A"\nkind = "court"\nrole = "must_shield"\ndata = ["docket"]',
            "process.agency[1].data[1]: found 'docket'; allowed: 'name', 'birth_date',",
        ),
    ],
)
def test_a_wrong_process_is_refused_by_the_path_of_the_key_with_what_is_allowed(text, says):
    with pytest.raises(PolicyError) as refused:
        parse_policy(HEADER + text)
    assert says in str(refused.value)


def test_the_parts_of_a_law_are_known_by_their_paths_and_carry_how_far_they_were_checked():
    law = parse_policy(
        HEADER
        + """
[[track.requires]]
id = "never"
says = "Never."
citation = "X.S. 12-34(1)"
verified = false
source = "a summary"
is = { not = {} }

[[unstated]]
id = "list"
says = "The law leaves out offenses that are not named here."
"""
    )
    parts = dict(law.provisions())
    assert list(parts) == ["policy", "track.all", "track.all.never", "unstated.list"]
    assert parts["track.all.never"].verified is False
    assert parts["track.all"].verified is None
