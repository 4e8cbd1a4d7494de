from datetime import date

import pytest
from django.db import DatabaseError
from django_tasks_db.models import DBTaskResult

from clearance.audit.models import Event
from lookup.identity import claims
from lookup.identity.matching import tasks
from lookup.identity.matching.actions import match_claim
from lookup.identity.matching.waits import waiting
from lookup.identity.models import Candidate, Claim, Link
from tests.lookup import people
from tests.lookup.identity.claiming import account, attested, claim_of, identifiers, identity, on_record
from tests.lookup.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone():
    return on_record(people.someone_who_waits(), "Quill, Wren Avery", state_id="FR-1")


def with_number(**more):
    return attested(identifiers=identifiers(state_id="FR-1"), **more)


def matched(claim):
    match_claim(number=claim.pk, by="worker", at=NOW)
    claim.refresh_from_db()
    return claim


def test_without_a_doubt_the_account_is_linked(someone):
    holder = account()
    claim = matched(claim_of(holder, attested=with_number()))
    assert (claim.outcome, claim.because, claim.person, claim.attested) == ("link", "beyond_doubt", someone, None)
    assert (Link.objects.get().account, Link.objects.get().person) == (holder, someone)
    assert Candidate.objects.get().why == ["name", "birth_date", "state_id"]


def test_with_a_doubt_people_see_whom_it_may_be_about_and_why(someone):
    other = on_record(people.someone_left_out(), "Quill, Robin")
    claim = matched(claim_of(account(), attested=with_number()))
    assert (claim.outcome, claim.because, claim.person) == ("review", "several", None)
    assert claim.attested is not None
    assert list(Candidate.objects.order_by("pk").values_list("person", "why")) == [
        (someone.pk, ["name", "birth_date", "state_id"]),
        (other.pk, ["name_differs", "birth_date"]),
    ]
    assert not Link.objects.exists()


def test_who_is_like_nobody_is_told_nothing(someone):
    claim = matched(claim_of(account(), attested=attested("Wing", born=date(1961, 7, 20))))
    assert (claim.outcome, claim.because, claim.attested) == ("none", "nobody", None)
    assert not Candidate.objects.exists()


def test_a_letter_is_for_the_one_it_would_reach_and_links_nobody_yet(someone):
    asked = claims.make_claim(attested=with_number(), asked_by=account(), by="account:1", at=NOW)
    assert matched(asked).outcome == "link"
    assert not Link.objects.exists()


def test_who_stands_at_a_counter_is_matched_as_well(someone):
    at_counter = claims.make_claim(attested=with_number(), identity=identity(method="counter"), by="staff:1", at=NOW)
    assert (matched(at_counter).person, Link.objects.count()) == (someone, 0)


def test_the_second_account_that_means_the_same_person_gets_no_link(someone):
    matched(claim_of(account("first"), attested=with_number()))
    second = matched(claim_of(account("second"), attested=with_number()))
    assert (second.outcome, second.because, second.person) == ("review", "already_linked", None)
    assert Link.objects.get().state == "frozen"
    assert Candidate.objects.get(claim=second).person == someone


def test_what_cannot_be_read_goes_to_people():
    for contents in (b"", b"\x00\x01 nonsense", None):
        claim = claim_of(account(f"a{contents!r}"))
        Claim.objects.filter(pk=claim.pk).update(attested=contents)
        assert (matched(claim).outcome, claim.because) == ("review", "unreadable")


def test_what_was_sealed_for_another_claim_is_not_read_for_this_one(someone):
    one, other = claim_of(account("one"), attested=with_number()), claim_of(account("other"))
    Claim.objects.filter(pk=other.pk).update(attested=one.attested)
    assert matched(other).because == "unreadable"


def test_a_claim_that_does_not_wait_is_left_alone(someone):
    claim = matched(claim_of(account(), attested=with_number()))
    assert match_claim(number=claim.pk, by="worker", at=NOW) is None
    assert Event.objects.about(f"person:{someone.pk}").of_kind("claim.settled").count() == 1


def test_the_event_holds_no_name_and_no_number(someone):
    matched(claim_of(account(), attested=with_number()))
    said = str(list(Event.objects.values_list("subject", "detail")))
    assert "Quill" not in said
    assert "FR-1" not in said


def test_the_sweep_settles_all_that_wait_the_oldest_first(someone, now):
    later = claim_of(account("later"), attested=with_number(), at=NOW)
    earlier = claim_of(account("earlier"), attested=with_number(), at=NOW.replace(hour=1))
    tasks.match_claims.call()
    later.refresh_from_db()
    earlier.refresh_from_db()
    assert (earlier.outcome, later.because) == ("link", "already_linked")


def test_of_a_claim_that_others_sent_to_review_the_sweep_finds_whom_it_may_be_about(someone, now):
    held = claim_of(account(), attested=with_number())
    claims.settle(claim=held, outcome="review", because="held", by="staff:1", at=NOW)
    for _ in range(2):
        tasks.match_claims.call()
    held.refresh_from_db()
    assert (held.outcome, held.because, held.person) == ("review", "held", None)
    assert Candidate.objects.get(claim=held).person == someone


def test_what_cannot_be_read_is_not_searched_for_in_review_either(someone, now):
    held = claim_of(account(), attested=with_number())
    Claim.objects.filter(pk=held.pk).update(attested=b"nonsense")
    held.refresh_from_db()
    claims.settle(claim=held, outcome="review", because="held", by="staff:1", at=NOW)
    tasks.match_claims.call()
    assert not Candidate.objects.exists()


def test_a_claim_that_fails_holds_up_no_other(someone, now, monkeypatch):
    bad, good = claim_of(account("bad")), claim_of(account("good"), attested=with_number())

    def settle(*, claim, **more):
        if claim.pk == bad.pk:
            raise DatabaseError
        claims.settle(claim=claim, **more)

    monkeypatch.setattr("lookup.identity.matching.actions.settle", settle)
    with pytest.raises(DatabaseError):
        tasks.match_claims.call()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.outcome, good.outcome) == (None, "link")


def test_a_claim_nudges_the_worker_be_it_one_too_many(django_capture_on_commit_callbacks):
    someone = account()
    with django_capture_on_commit_callbacks(execute=True):
        made = [claim_of(someone) for _ in range(6)]
    assert made[-1].because == "locked"
    assert DBTaskResult.objects.filter(task_path=tasks.match_claims.module_path).count() == 6


def test_claims_that_wait_for_more_than_a_minute_are_stuck():
    assert list(waiting(NOW)) == []
    claim_of(account())
    [found] = waiting(NOW)
    assert found.what == "Claims that wait to be matched: 1."
    assert (found.until - found.since).total_seconds() == 60
