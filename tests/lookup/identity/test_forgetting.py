"""What is forgotten of those who never came back, and what stays."""

from datetime import timedelta

import pytest
from django.db import transaction

from lookup.identity import actions, claims
from lookup.identity.forgetting import forget
from lookup.identity.models import Attestation, Claim, ClaimCode
from tests.lookup.identity.claiming import account, attested, claim_of, identity
from tests.lookup.identity.counter.test_admin import of_agency
from tests.lookup.people import NOW, someone_who_waits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_answers")]
LATER = NOW + timedelta(days=7)


def at_the_counter(outcome=None, code=True) -> Claim:
    claim = claims.make_claim(attested=attested(), identity=identity(method="counter"), by="staff:3", at=NOW)
    with transaction.atomic():
        if outcome:
            person = someone_who_waits() if outcome == "link" else None
            claims.settle(claim=claim, outcome=outcome, because="rule", person=person, by="worker", at=NOW)
        if code:
            actions.code_for(claim=claim, at=NOW, life=actions.CODE_LIFE)
    return claim


def left(claim) -> tuple:
    claim.refresh_from_db()
    return claim.outcome, claim.because, claim.attested is None


@pytest.mark.parametrize("outcome", [None, "review"])
def test_a_claim_whose_code_ended_unused_is_emptied(outcome):
    claim = at_the_counter(outcome)
    assert forget(by="worker", at=LATER - timedelta(seconds=1)) == 0
    assert forget(by="worker", at=LATER) == 1
    assert left(claim) == ("none", "expired", True)
    assert not ClaimCode.objects.exists()
    assert forget(by="worker", at=LATER) == 0


def test_one_that_is_linked_stays_linked_without_its_code():
    claim = at_the_counter("link")
    assert forget(by="worker", at=LATER) == 0
    assert left(claim) == ("link", "rule", True)
    assert not ClaimCode.objects.exists()


def test_one_from_the_agency_that_people_look_at_again_is_ended_with_its_code():
    actions.issue_code(person=someone_who_waits(), by="staff:7", at=NOW)
    claim = Claim.objects.get()
    with transaction.atomic():
        claims.reopen(claim=claim, because="identity_changed", by="worker", at=NOW)
    assert forget(by="worker", at=LATER) == 1
    assert left(claim) == ("none", "expired", True)


def test_one_that_an_account_took_over_stays_however_long_people_look():
    claim = at_the_counter("review")
    ClaimCode.objects.update(used_at=NOW)
    claim.identity.account = account()
    claim.identity.save()
    online = claim_of(account("online"))
    assert forget(by="worker", at=LATER + timedelta(days=300)) == 0
    assert left(claim) == ("review", "rule", False)
    assert left(online) == (None, "", False)
    assert ClaimCode.objects.exists()


def test_one_for_whom_no_second_vouched_is_emptied():
    claim = at_the_counter("review", code=False)
    Attestation.objects.create(
        claim=claim,
        document="none",
        held=False,
        language="en",
        by="staff:3",
        at=NOW,
        agency=of_agency(account(), "court"),
    )
    assert forget(by="worker", at=LATER - timedelta(seconds=1)) == 0
    assert forget(by="worker", at=LATER) == 1
    assert left(claim) == ("none", "expired", True)
