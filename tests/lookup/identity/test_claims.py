from datetime import timedelta

import pytest
from django.db import transaction

from lookup.identity import claims
from lookup.identity.attested import opened
from lookup.identity.models import Claim, Link
from tests.lookup.identity.claiming import account, attested, claim_of, identity
from tests.lookup.people import NOW, someone_who_waits

pytestmark = pytest.mark.django_db


def settle(claim, outcome, person=None, because="rule"):
    with transaction.atomic():
        claims.settle(claim=claim, outcome=outcome, because=because, person=person, by="worker", at=NOW)


def test_what_was_attested_is_sealed_for_its_claim():
    claim = claim_of(account())
    assert b"Quill" not in bytes(claim.attested)
    assert opened(claim.attested, place=str(claim)) == attested()


@pytest.mark.parametrize("outcome", ["link", "none"])
def test_a_claim_that_is_settled_keeps_nothing_of_it(outcome):
    claim = claim_of(account())
    settle(claim, outcome, someone_who_waits() if outcome == "link" else None)
    assert Claim.objects.get().attested is None


def test_a_claim_in_review_keeps_it_for_the_reviewers():
    claim = claim_of(account())
    settle(claim, "review")
    assert opened(Claim.objects.get().attested, place=str(claim)) == attested()


def test_a_linked_claim_gives_its_account_a_link():
    someone, person = account(), someone_who_waits()
    settle(claim_of(someone), "link", person)
    link = Link.objects.get()
    assert (link.account, link.person, link.state) == (someone, person, "active")
    assert link.expires_at == NOW + timedelta(days=365)


def test_a_claim_without_an_account_gives_nobody_a_link():
    claim = claims.make_claim(attested=attested(), identity=identity(method="counter"), by="staff:1", at=NOW)
    settle(claim, "link", someone_who_waits())
    assert not Link.objects.exists()


def test_a_claim_that_is_settled_is_not_settled_again():
    claim = claim_of(account())
    settle(claim, "none")
    settle(claim, "link", someone_who_waits())
    assert Claim.objects.get().outcome == "none"
    assert not Link.objects.exists()


def made(someone, times, **more):
    return [claim_of(someone, **more).because for _ in range(times)]


def test_an_account_makes_five_claims_in_six_hours():
    someone = account()
    assert made(someone, 6) == ["", "", "", "", "", "locked"]
    assert made(someone, 1, at=NOW + timedelta(hours=7), attested=attested("Other")) == [""]


def test_a_name_and_birth_date_are_claimed_five_times_a_day_by_all_accounts_together():
    assert [claim_of(account(f"a{n}")).because for n in range(6)] == ["", "", "", "", "", "locked"]


def test_a_network_makes_twenty_claims_an_hour():
    claimed = [claim_of(account(f"a{n}"), attested=attested(f"Name{n}"), network="library").because for n in range(21)]
    assert claimed == [""] * 20 + ["locked"]


def test_a_lock_closes_no_counter():
    for n in range(6):
        claim_of(account(f"a{n}"))
    at_counter = claims.make_claim(attested=attested(), identity=identity(method="counter"), by="staff:1", at=NOW)
    assert at_counter.because == ""


def test_a_locked_claim_holds_nothing_and_goes_nowhere():
    for n in range(6):
        claim_of(account(f"a{n}"))
    locked = Claim.objects.latest("pk")
    assert (locked.outcome, locked.because, locked.attested) == ("none", "locked", None)
    assert locked not in Claim.objects.waiting()
