"""What reviewers say, how many must say it, and what follows."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.audit.models import Event
from clearance.runs.refusals import Refused
from lookup.identity import claims, links
from lookup.identity.models import Attestation, Claim, Link, Opinion
from lookup.identity.review import actions
from lookup.identity.review.questions import question
from tests.lookup.identity.claiming import account, attested, claim_of, identity
from tests.lookup.identity.review.asking import (
    SURE,
    frozen,
    identity_changes,
    in_review,
    judge,
    linked,
    settle,
    state,
)
from tests.lookup.people import NOW, someone_left_out, someone_who_waits, someone_with_nothing

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = 901, 902, 903


@pytest.fixture
def person():
    return someone_who_waits()


@pytest.fixture
def claim(person):
    return in_review(account(), person)


# How many must say it


def test_one_reviewer_links_where_a_strong_identifier_agrees(person):
    claim = in_review(account(), person, someone_left_out(), why=SURE, because="several")
    assert judge(claim, "link", person=person, by=ONE).decides
    assert state(claim) == ("link", "active")
    claim.refresh_from_db()
    assert (claim.person, claim.because, claim.attested) == (person, "same_person_documents", None)


def test_without_one_it_takes_a_second_who_says_the_same(claim, person):
    assert not judge(claim, "link", person=person, by=ONE).decides
    assert state(claim) == ("review", "")
    second = judge(claim, "link", person=person, by=TWO)
    assert (second.decides, second.first_by) == (True, f"staff:{ONE}")
    assert state(claim) == ("link", "active")


@pytest.mark.parametrize("against", ["identifier_shared", "identifiers_several", "license_differs"])
def test_an_identifier_that_may_be_someone_elses_is_none(against, person):
    claim = in_review(account(), person, why=[against, *SURE], because=against)
    assert not judge(claim, "link", person=person, by=ONE).decides


def test_what_the_records_said_before_they_changed_is_no_identifier_either(person):
    claim = in_review(account(), person, why=SURE)
    identity_changes(person, after=timedelta(hours=1))
    assert not judge(claim, "link", person=person, by=ONE).decides


def test_one_reviewer_is_enough_to_say_that_it_is_nobody(claim):
    assert judge(claim, "none", by=ONE).decides
    assert state(claim) == ("none", "")


def test_opinions_that_differ_decide_nothing_until_two_say_the_same(claim, person):
    judge(claim, "link", person=person, by=ONE)
    assert not judge(claim, "none", by=TWO).decides
    assert state(claim) == ("review", "")
    assert judge(claim, "none", by=THREE).decides
    assert state(claim) == ("none", "")


def test_two_who_name_different_people_do_not_say_the_same(person):
    other = someone_left_out()
    claim = in_review(account(), person, other)
    judge(claim, "link", person=person, by=ONE)
    assert not judge(claim, "link", person=other, by=TWO).decides
    assert judge(claim, "link", person=other, by=THREE).decides
    assert Link.objects.get().person == other


def test_nobody_says_it_twice(claim, person):
    judge(claim, "link", person=person, by=ONE)
    with pytest.raises(Refused, match="it takes someone else"):
        judge(claim, "link", person=person, by=ONE)
    assert state(claim) == ("review", "")


# By the database itself


def row(claim, whom, **more):
    now = question(claim.pk)
    facts = {"claim": claim, "since": now.since, "records": 0, "by": "staff:1", "at": NOW, "answer": "link"}
    return (
        facts
        | {"person": whom, "kind": now.kind, "because": "same_person_documents", "two": True, "decides": False}
        | more
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"decides": True},
        {"decides": True, "first_by": "staff:1"},
        {"decides": True, "first_by": "staff:2"},  # who has not said so
        {"person": None},
        {"because": "other_person"},
        {"answer": "none"},
    ],
)
def test_the_database_refuses_a_decision_of_one_and_an_opinion_that_makes_no_sense(claim, person, wrong):
    with pytest.raises(DatabaseError), transaction.atomic():
        Opinion.objects.create(**row(claim, person, **wrong))


def test_the_database_takes_a_second_only_after_a_first_who_said_the_same(claim, person):
    Opinion.objects.create(**row(claim, person))
    second = row(claim, person, by="staff:2", first_by="staff:1", decides=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Opinion.objects.create(**second | {"answer": "end", "person": None, "because": "cannot_tell"})
    Opinion.objects.create(**second)


def test_the_database_refuses_a_second_opinion_a_second_decision_and_any_change(claim, person):
    Opinion.objects.create(**row(claim, person, two=False, decides=True))
    for again in ({}, {"by": "staff:2", "two": False, "decides": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.create(**row(claim, person, **again))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE identity_opinion SET \"by\" = 'staff:9'")


# Who may, and of what


@pytest.mark.parametrize("whose", ["account", "typed", "attested", "holder"])
def test_nobody_decides_on_what_they_have_to_do_with(person, whose):
    me, other = account("me"), account("other")
    by = f"staff:{me.pk}"
    if whose == "holder":
        linked(me, person)
    claim = (linked if whose == "holder" else in_review)(me if whose == "account" else other, person)
    if whose == "typed":
        Claim.objects.filter(pk=claim.pk).update(made_by=by)
    if whose == "attested":
        Attestation.objects.create(claim=claim, document="passport", held=False, language="en", by=by, at=NOW)
    with pytest.raises(Refused, match="is your own, or you typed it"):
        judge(claim, "end" if whose == "holder" else "none", by=by)
    assert not Opinion.objects.exists()


def test_an_answer_to_what_is_not_asked_any_more_is_refused(claim, person):
    asked = question(claim.pk)
    judge(claim, "none", by=ONE)
    with pytest.raises(Refused, match="Nothing is left to do"):
        judge_late(claim, asked)


def judge_late(claim, asked):
    actions.judge(
        number=claim.pk,
        since=asked.since,
        records=asked.records,
        answer="none",
        because="other_person",
        by=f"staff:{TWO}",
        at=NOW,
    )


def test_opinions_of_records_that_have_changed_do_not_count(claim, person):
    asked = question(claim.pk)
    judge(claim, "link", person=person, by=ONE)
    identity_changes(person, after=timedelta(hours=1))
    with pytest.raises(Refused, match="has changed"):
        judge_late(claim, asked)
    assert not judge(claim, "link", person=person, by=TWO).decides
    assert judge(claim, "link", person=person, by=ONE).decides


def test_only_one_of_the_candidates_can_be_linked(claim):
    with pytest.raises(Refused, match="which of the people on the page"):
        judge(claim, "link", person=someone_left_out(), by=ONE)


def test_what_cannot_be_read_can_only_be_settled_with_nobody(person):
    claim = in_review(account(), person, because="unreadable")
    with pytest.raises(Refused, match="is no answer"):
        judge(claim, "link", person=person, by=ONE)
    assert judge(claim, "none", by=ONE).decides


def test_whoever_says_that_it_is_not_theirs_is_asked_elsewhere(person):
    assert question(in_review(account("one"), person, because="not_mine").pk) is None
    assert question(frozen(linked(account("two"), person), "not_mine").pk) is None


def test_what_was_said_is_an_event_with_codes_alone(claim, person):
    judge(claim, "link", person=person, by=ONE)
    event = Event.objects.of_kind("claim.judged").get()
    assert (event.actor, event.subject) == (f"staff:{ONE}", str(claim))
    assert event.detail == {"answer": "link", "because": "same_person_documents", "two": True, "decides": False}


# Two who claim one person


@pytest.fixture
def dispute(person):
    first, second = linked(account("first"), person), linked(account("second"), person)
    assert (state(first), state(second)) == (("link", "frozen"), ("review", ""))
    return first, second


def test_of_two_accounts_the_first_keeps_what_led_to_it_surely(dispute):
    first, second = dispute
    assert judge(second, "keep", by=ONE).decides
    assert (state(first), state(second)) == (("link", "active"), ("none", ""))


def test_unless_nothing_sure_led_the_first_to_it(person):
    first, second = linked(account("first"), person, "same_person_documents"), linked(account("second"), person)
    assert not judge(second, "keep", by=ONE).decides
    assert judge(second, "keep", by=TWO).decides
    assert (state(first), state(second)) == (("link", "active"), ("none", ""))


def test_two_take_it_from_the_first_and_give_it_to_the_second(dispute, person):
    first, second = dispute
    assert not judge(second, "link", person=person, by=ONE).decides
    assert state(first) == ("link", "frozen")
    assert judge(second, "link", person=person, by=TWO).decides
    assert (state(first), state(second)) == (("link", "ended"), ("link", "active"))


def test_two_take_it_from_both(dispute):
    first, second = dispute
    assert not judge(second, "end", by=ONE).decides
    assert judge(second, "end", by=TWO).decides
    assert (state(first), state(second)) == (("link", "ended"), ("none", ""))
    assert not Link.objects.standing().exists()


def test_the_frozen_link_is_asked_about_with_the_claim_and_not_twice(dispute):
    first, second = dispute
    assert question(first.pk) is None
    judge(second, "keep", by=ONE)
    assert question(first.pk) is None


def test_a_frozen_link_whose_dispute_is_gone_is_asked_about_by_itself(dispute):
    first, second = dispute
    second.account.delete()
    assert question(first.pk).because == "second_claim"


def test_an_account_that_claims_another_person_keeps_one_of_the_two(person):
    someone, other = account(), someone_left_out()
    first, second = linked(someone, person), linked(someone, other)
    for by in (ONE, TWO):
        judge(second, "link", person=other, by=by)
    assert (state(first), state(second)) == (("link", "ended"), ("link", "active"))


def test_a_first_who_said_that_it_is_not_theirs_is_not_opened_again(person):
    first = frozen(linked(account("first"), person), "not_mine")
    second = linked(account("second"), person)
    assert judge(second, "keep", by=ONE).decides
    assert state(first) == ("link", "frozen")


# Links that are frozen, and links that are checked


@pytest.mark.parametrize(("answer", "then"), [("keep", "active"), ("end", "ended")])
def test_what_becomes_of_a_frozen_link_two_decide(person, answer, then):
    claim = frozen(linked(account(), person))
    assert not judge(claim, answer, by=ONE).decides
    assert state(claim) == ("link", "frozen")
    assert judge(claim, answer, by=TWO).decides
    assert state(claim) == ("link", then)
    assert question(claim.pk) is None


@pytest.fixture
def drawn(monkeypatch):
    """Every link of the rule is drawn to be checked."""
    monkeypatch.setattr("lookup.identity.claims.is_drawn", lambda claim: True)


def test_a_link_that_is_drawn_stays_open_and_keeps_what_was_attested_until_it_is_checked(drawn, person):
    claim = linked(account(), person)
    assert state(claim) == ("link", "active")
    assert question(claim.pk).kind == "check"
    assert judge(claim, "keep", by=ONE).decides
    assert question(claim.pk) is None
    claim.refresh_from_db()
    assert (claim.attested, state(claim)) == (None, ("link", "active"))


def test_a_reviewer_who_doubts_closes_it_and_two_decide(drawn, person):
    claim = linked(account(), person)
    assert judge(claim, "freeze", by=ONE).decides
    assert state(claim) == ("link", "frozen")
    asked = question(claim.pk)
    assert (asked.kind, asked.because, asked.claim.attested is not None) == ("frozen", "check_failed", True)
    judge(claim, "end", by=ONE, at=NOW + timedelta(minutes=1))
    judge(claim, "end", by=TWO)
    claim.refresh_from_db()
    assert (state(claim), claim.attested) == (("link", "ended"), None)


def test_a_claim_without_an_account_goes_back_to_review(drawn, person):
    claim = claims.make_claim(attested=attested(), identity=identity(None, "counter"), by="staff:5", at=NOW)
    settle(claim, "link", "beyond_doubt", person)
    judge(claim, "freeze", by=ONE)
    assert state(claim) == ("review", "")
    assert [one.person for one in question(claim.pk).candidates] == [person]
    assert Event.objects.of_kind("claim.reopened").get().subject == f"person:{person.pk}"


def test_links_that_people_made_are_not_drawn(drawn, person):
    assert question(linked(account(), person, "same_person_documents").pk) is None


def test_holders_whose_record_changed_come_back_by_showing_again_who_they_are(person):
    someone = account()
    first = frozen(linked(someone, person))
    early, late = claim_of(someone), claim_of(someone)
    settle(early, "link", "beyond_doubt", person)  # decided before it changed
    assert (state(first), state(early)) == (("link", "frozen"), ("review", ""))
    with transaction.atomic():
        given = {"outcome": "link", "because": "beyond_doubt", "person": person, "by": "worker"}
        claims.settle(claim=late, at=NOW + timedelta(hours=2), **given)
    assert (state(first), state(late)) == (("link", "ended"), ("link", "active"))


# Whatever they say


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["link", "none", "keep", "end", "freeze"]),
            st.integers(0, 1),
            st.integers(901, 904),
        ),
        max_size=14,
    )
)
def test_whatever_reviewers_say_nobody_stands_twice(said):
    with transaction.atomic():
        people = [someone_who_waits("H1"), someone_with_nothing("H2")]
        accounts = [account(f"h{number}") for number in range(3)]
        made = [
            linked(accounts[0], people[0]),
            linked(accounts[1], people[0], "same_person_documents"),
            in_review(accounts[2], *people),
            in_review(accounts[0], people[1], why=SURE),
        ]
        for place, answer, whom, by in said:
            asked = question(made[place].pk)
            if asked is None or answer not in asked.answers():
                continue
            before = set(Link.objects.filter(state="active"))
            try:
                opinion = judge(made[place], answer, by=by, person=people[whom] if answer == "link" else None)
            except Refused:
                continue
            agree = Opinion.objects.filter(claim=made[place], since=opinion.since, answer=answer, person=opinion.person)
            assert not opinion.decides or not opinion.two or agree.values("by").distinct().count() >= 2
            gone = before - set(Link.objects.filter(state="active"))
            assert not gone or opinion.decides or Link.objects.filter(because="second_claim").exists()
            standing = list(Link.objects.standing().values_list("person", "account"))
            assert len({p for p, _ in standing}) == len({a for _, a in standing}) == len(standing)
            assert not Link.objects.standing().exclude(claim__outcome="link").exists()
        transaction.set_rollback(True)


def test_a_link_that_was_thawed_by_reviewers_can_be_frozen_again(person):
    claim = frozen(linked(account(), person))
    judge(claim, "keep", by=ONE)
    judge(claim, "keep", by=TWO)
    links.freeze(link=claim.link, because="identity_changed", by="worker", at=NOW + timedelta(days=9))
    assert question(claim.pk).kind == "frozen"
    assert not judge(claim, "end", by=ONE).decides
