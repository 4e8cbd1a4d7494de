"""Links that are disputed, frozen or checked: who keeps them, who loses them, and that nobody ever stands twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.audit.models import Event
from clearance.runs.refusals import Refused
from lookup.identity import claims, links
from lookup.identity.models import Link, Opinion
from lookup.identity.review.questions import question
from tests.lookup.identity.claiming import account, attested, claim_of, identity
from tests.lookup.identity.review.asking import (
    SURE,
    frozen,
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
