from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clearance.audit.models import Event
from lookup.identity import claims, links
from lookup.identity.models import Claim, Link
from tests.lookup.identity.claiming import account, claim_of
from tests.lookup.people import NOW, someone_left_out, someone_who_waits

pytestmark = pytest.mark.django_db


def linked(someone, person) -> Claim:
    claim = claim_of(someone)
    with transaction.atomic():
        claims.settle(claim=claim, outcome="link", because="rule", person=person, by="worker", at=NOW)
    return claim


def test_a_second_account_that_claims_a_person_freezes_the_first_and_gets_nothing():
    person, first, second = someone_who_waits(), account("first"), account("second")
    linked(first, person)
    claim = linked(second, person)
    assert [(link.account, link.state, link.because) for link in Link.objects.all()] == [
        (first, "frozen", "second_claim")
    ]
    assert (claim.outcome, claim.because) == ("review", "already_linked")
    assert [one.person for one in claim.candidates.all()] == [person]


def test_a_third_account_gets_nothing_either():
    person = someone_who_waits()
    outcomes = [linked(account(name), person).outcome for name in ("first", "second", "third")]
    assert outcomes == ["link", "review", "review"]
    assert Link.objects.get().state == "frozen"


def test_an_account_that_claims_another_person_is_frozen():
    someone = account()
    linked(someone, someone_who_waits())
    assert linked(someone, someone_left_out()).outcome == "review"
    assert Link.objects.get().state == "frozen"


def test_an_account_that_claims_the_same_person_again_gets_a_new_link():
    someone, person = account(), someone_who_waits()
    linked(someone, person)
    linked(someone, person)
    assert [(link.state, link.because) for link in Link.objects.order_by("pk")] == [
        ("ended", "renewed"),
        ("active", ""),
    ]


def test_a_frozen_link_is_not_renewed_by_a_claim():
    someone, person = account(), someone_who_waits()
    linked(someone, person)
    links.freeze(link=Link.objects.get(), because="not_mine", by="account:1", at=NOW)
    assert linked(someone, person).outcome == "review"
    assert Link.objects.get().state == "frozen"


@pytest.mark.parametrize("same", ["account", "person"])
def test_the_database_refuses_a_second_standing_link(same):
    first = linked(account("first"), someone_who_waits())
    link = first.link
    other = claim_of(account("second"))
    given = {"account": other.account, "person": someone_left_out(), same: getattr(link, same)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(claim=other, made_at=NOW, expires_at=NOW + timedelta(days=1), **given)


def test_every_change_of_a_link_is_an_event_about_the_person():
    person = someone_who_waits()
    linked(account(), person)
    link = Link.objects.get()
    links.recognise(what=link, by="account:1", at=NOW)
    links.freeze(link=link, because="not_mine", by="account:1", at=NOW)
    links.thaw(link=link, by="staff:1", at=NOW)
    links.end(link=link, because="expired", by="worker", at=NOW)
    about = Event.objects.about(f"person:{person.pk}").order_by("pk").values_list("action", flat=True)
    assert list(about) == [
        "link.made",
        "claim.settled",
        "record.recognised",
        "link.frozen",
        "link.thawed",
        "link.ended",
    ]


def test_an_ended_link_stays_ended():
    linked(account(), someone_who_waits())
    link = Link.objects.get()
    links.end(link=link, because="expired", by="worker", at=NOW)
    links.freeze(link=link, because="not_mine", by="account:1", at=NOW)
    links.thaw(link=link, by="staff:1", at=NOW)
    link.refresh_from_db()
    assert (link.state, link.because) == ("ended", "expired")
