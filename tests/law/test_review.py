"""The feasibility review: for each practice, small laws that meet it, meet it in part, conflict with it, are silent."""

import pytest

from clearance.law.policy import Policy, load_policy, parse_policy
from clearance.law.review import GUIDES, PRACTICES, Finding, Verdict, review
from tests.law.small_laws import (
    CANNABIS,
    CONVICTIONS,
    DEADLINE,
    HEADER,
    INITIATOR,
    LAWS,
    OBJECTIONS,
    ONE_TRACK_MORE,
    SEVEN_YEARS,
    VIOLENT,
    asks,
    decriminalizing,
    general,
    lookup,
    reporting,
)


def found(law: Policy, practice: str) -> Finding:
    return next(finding for finding in review(law) if finding.practice == practice)


@pytest.mark.parametrize(
    ("practice", "verdict"), [(practice, verdict) for practice, laws in LAWS.items() for verdict in laws]
)
def test_a_small_law_gets_the_finding_that_its_content_calls_for(practice, verdict):
    finding = found(parse_policy(LAWS[practice][verdict]), practice)
    assert finding.finding == verdict, finding.explanation


def test_every_practice_has_its_small_laws():
    assert list(LAWS) == [practice.id for practice in PRACTICES]
    never = {(practice, verdict) for practice, laws in LAWS.items() for verdict in set(Verdict) - set(laws)}
    asked_to_leave_out = {("A3", "silent"), ("A4", "silent"), ("A5", "silent")}
    yes_or_no = {("D10", "partly"), ("D11", "partly")}
    nothing_to_violate = {("P6", "conflicts"), ("D4", "conflicts")}
    assert never == asked_to_leave_out | yes_or_no | nothing_to_violate


@pytest.mark.parametrize(
    ("practice", "text", "verdict"),
    [
        ("A1", general(asks("is = { level = 'petty' }")), "meets"),
        ("A1", general(asks("is = { not = { offense = 'violent', attribute = 'victim_minor' } }"), VIOLENT), "meets"),
        ("A2", general(asks("is = { not = { offense_date = { before = 1986-01-01 } } }")), "partly"),
        ("A2", general(asks("is = { offense_date = { before = 2015-02-15 } }")), "silent"),
        ("A2", general(asks("is = { medium = 'electronic' }")), "meets"),
        ("A3", general(asks("wait = { from = 'supervision_end_date' }"), SEVEN_YEARS.replace("asked", "b")), "partly"),
        ("A3", general(asks("wait = { years = 7, from = 'completion_date' }\nwhen_missing = 'holds'")), "partly"),
        (
            "A3",
            general(
                asks("wait = { years = 7, from = 'completion_date', else = [['disposition_date', 'release_date']] }")
            ),
            "conflicts",
        ),
        ("A3", general(asks("wait = { years = 7, from = 'completion_date' }"), ONE_TRACK_MORE, SEVEN_YEARS), "partly"),
        (
            "A3",
            HEADER + CONVICTIONS.replace("convicted", "diverted") + asks("wait = { from = 'completion_date' }"),
            "meets",
        ),
        ("A4", general(asks("wait = { from = 'completion_date' }")), "partly"),
        ("A4", general(asks("wait = { from = 'release_date' }")), "conflicts"),
        ("A4", general(asks("wait = { from = 'release_date' }"), ONE_TRACK_MORE), "partly"),
        ("A5", general(asks("is = { registered = false }\nwhen_missing = 'holds'")), "partly"),
        ("A6", general(asks("is = { level = 'petty' }")), "meets"),
        (
            "A6",
            general(asks("count = { of = { not = { jurisdiction = 'US-XX' } }, in = 'person', max = 0 }")),
            "conflicts",
        ),
        ("A7", general("[process.money]\nbars = true"), "conflicts"),
        ("A7", general(SEVEN_YEARS), "meets"),
        (
            "A7",
            general('[[process.reversal]]\nid = "unpaid"\nsays = "It comes back."\non = "unpaid_restitution"'),
            "partly",
        ),
        ("P4", general(INITIATOR), "conflicts"),
        ("P4", general("[process.timeline]\nstarts = 2027-01-01\ndepends_on_funding = true"), "conflicts"),
        ("P4", general("[process.timeline]\nevery = 'monthly'\ndepends_on_funding = true"), "partly"),
        ("P4", general(DEADLINE, "within = { days = 30 }"), "meets"),
        (
            "P4",
            general("[process.timeline]\nstarts = 2027-01-01\nevery = 'monthly'\nsuspended = [{ from = 2028-01-01 }]"),
            "partly",
        ),
        ("P4", general("[process.timeline]\nstarts = 2027-01-01\nevery = 'monthly'\nre_review = 'never'"), "partly"),
        ("P5", general('[process.lookup]\nopen_to = "agencies"'), "conflicts"),
        ("P5", general('[process.lookup]\nopen_to = "agencies"\n[process.notice]\nto_person = "sent"'), "partly"),
        ("P5", general(lookup(free=True)), "partly"),
        ("P6", general(reporting("cleared", "objections", "demographics", every="")), "partly"),
        ("P6", general("[process.reporting]\naudited = true"), "partly"),
        ("D1", general(INITIATOR), "meets"),
        ("D5", decriminalizing("offense = 'cannabis'", relief="redesignate"), "partly"),
        ("D5", decriminalizing("offense = 'cannabis', offense_date = { after = 2000-01-01 }"), "partly"),
        ("D5", general("[[track]]\nid = 'c'\nrelief = 'seal'\ncovers = { offense = 'cannabis' }", CANNABIS), "meets"),
        ("D6", decriminalizing("offense = 'cannabis'", asks("is = { registered = false }")), "partly"),
        (
            "D6",
            decriminalizing(
                "offense = 'cannabis'", asks("count = { of = { disposition = 'pending' }, in = 'case', max = 0 }")
            ),
            "meets",
        ),
        ("D8", general(OBJECTIONS), "partly"),
        ("D8", general("[process.objections]\nallowed = false"), "meets"),
        ("D8", general(INITIATOR), "meets"),
    ],
)
def test_what_a_lawyer_would_tell_apart(practice, text, verdict):
    finding = found(parse_policy(text), practice)
    assert finding.finding == verdict, finding.explanation


def test_a_finding_names_the_provisions_it_rests_on_with_their_citations():
    law = parse_policy(
        general(
            asks("is = { registered = false }\ncitation = 'X.S. 3'\nverified = false"),
            SEVEN_YEARS.replace("asked", "b"),
        )
    )
    (registry,) = found(law, "A5").provision
    assert (registry.path, registry.citation, registry.verified) == ("track.convictions.asked", "X.S. 3", False)


def test_a_provision_without_a_citation_has_that_of_what_it_stands_in():
    (wait, *_) = found(parse_policy(general(SEVEN_YEARS)), "D6").provision
    assert (wait.path, wait.citation) == ("track.convictions.asked", "X.S. 2")
    (initiator,) = found(parse_policy(general(INITIATOR)), "P1").provision
    assert initiator.citation == "X.S. 1"


def test_all_paths_are_those_of_the_law():
    for law in map(parse_policy, (text for laws in LAWS.values() for text in laws.values())):
        paths = dict(law.provisions())
        assert all(place.path in paths for finding in review(law) for place in finding.provision)


def test_only_what_falls_short_comes_with_wording_that_would_mend_it():
    for finding in review(parse_policy(general(SEVEN_YEARS, INITIATOR))):
        assert bool(finding.suggestion) == (finding.finding is not Verdict.MEETS)


def test_the_practices_of_decriminalization_bind_only_a_law_of_that_purpose():
    binding = {finding.practice for finding in review(parse_policy(general())) if finding.binding}
    assert binding == {practice.id for practice in PRACTICES if practice.guide != "decriminalization"}
    assert all(finding.binding for finding in review(parse_policy(decriminalizing("offense = 'cannabis'"))))


def test_the_finding_does_not_depend_on_what_the_law_is_called():
    text = LAWS["A6"]["partly"]
    assert review(parse_policy(text)) == review(parse_policy(text.replace('id = "example"', 'id = "michigan"')))


def test_the_practices_stand_in_the_order_of_the_guides():
    guides = [practice.guide for practice in PRACTICES]
    assert guides == sorted(guides, key=list(GUIDES).index)
    assert [guides.count(guide) for guide in GUIDES] == [7, 6, 11]


def test_the_model_of_decriminalization_meets_every_practice():
    short = [finding for finding in review(load_policy("green-standard")) if finding.finding is not Verdict.MEETS]
    assert short == []


def test_the_model_of_a_general_law_meets_every_practice_but_that_it_waits():
    short = [finding.practice for finding in review(load_policy("model")) if finding.finding is not Verdict.MEETS]
    assert short == ["D6"]
