"""What reviewers say, how many must say it, and what follows."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from clearance.audit.models import Event
from clearance.keyring import seal
from clearance.runs.refusals import Refused
from lookup.identity.models import Attestation, Claim, Link, Opinion
from lookup.identity.review import actions
from lookup.identity.review.questions import question
from tests.lookup.identity.claiming import account
from tests.lookup.identity.review.asking import (
    SURE,
    frozen,
    identity_changes,
    in_review,
    judge,
    linked,
    state,
)
from tests.lookup.people import NOW, someone_left_out, someone_who_waits

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


def test_nor_what_cannot_be_read_any_more_since_it_went_to_review(claim, person):
    Claim.objects.filter(pk=claim.pk).update(attested=seal(b"{}", place="claim:0"))
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
