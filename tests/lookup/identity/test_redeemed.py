"""What a right code gives: without an account, with one, and before anyone knows whose record it is about."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction

from clearance.audit.models import Event
from lookup.identity import actions, claims, codes
from lookup.identity.models import Claim, ClaimCode, CodeTry, Link, VerifiedIdentity, Visit
from tests.lookup.identity.claiming import account, attested, identity
from tests.lookup.identity.review.asking import identity_changes
from tests.lookup.people import NOW, someone_left_out, someone_who_waits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_answers")]
NETWORKS = count()


def counter_code() -> tuple[str, Claim]:
    claim = claims.make_claim(attested=attested(), identity=identity(method="counter"), by="staff:3", at=NOW)
    with transaction.atomic():
        text, _ = actions.code_for(claim=claim, at=NOW, life=actions.CODE_LIFE)
    return codes.read(text), claim


def letter_code(someone) -> tuple[str, Claim]:
    claim = claims.make_claim(attested=attested(), asked_by=someone, by=f"account:{someone.pk}", at=NOW)
    settle(claim, "link", someone_who_waits())
    with transaction.atomic():
        text, _ = actions.code_for(claim=claim, at=NOW, life=timedelta(days=10))
    return codes.read(text), claim


def settle(claim, outcome, person=None):
    with transaction.atomic():
        claims.settle(
            claim=Claim.objects.get(pk=claim.pk), outcome=outcome, because="rule", person=person, by="worker", at=NOW
        )


def redeem(code, someone=None, at=NOW):
    return actions.redeem_code(text=code, network=f"n{next(NETWORKS)}", by="visitor", at=at, account=someone)


def test_without_an_account_it_opens_a_visit_once_the_claim_is_linked():
    code, claim = counter_code()
    settle(claim, "link", person := someone_who_waits())
    visit = redeem(code)
    assert isinstance(visit, Visit)
    assert visit.person == person
    assert not Link.objects.exists()


@pytest.mark.parametrize("outcome", [None, "review", "none"])
def test_before_that_it_is_not_used_up_however_often_it_is_tried(outcome):
    code, claim = counter_code()
    if outcome:
        settle(claim, outcome)
    for _ in range(actions.TRIES_PER_NETWORK + 1):
        assert actions.redeem_code(text=code, network="library", by="visitor", at=NOW) == claim
    kept = ClaimCode.objects.get()
    assert (kept.used_at, kept.tries) == (None, 0)
    assert not CodeTry.objects.exists()
    assert not Visit.objects.exists()


def test_it_opens_when_the_claim_is_linked_later():
    code, claim = counter_code()
    assert redeem(code) == claim
    settle(claim, "review")
    assert redeem(code) == claim
    settle(claim, "link", someone_who_waits())
    assert isinstance(redeem(code), Visit)


@pytest.mark.parametrize("early", [True, False])
def test_an_account_gets_the_link_now_or_when_the_claim_is_settled(early):
    code, claim = counter_code()
    someone, person = account(), someone_who_waits()
    if early:
        assert redeem(code, someone) == claim
        assert not Link.objects.exists()
    settle(claim, "link", person)
    if not early:
        assert redeem(code, someone) == claim
    link = Link.objects.get()
    assert (link.account, link.person, link.state) == (someone, person, "active")
    assert VerifiedIdentity.objects.get().account == someone
    assert not Visit.objects.exists()
    assert redeem(code, someone) is None


def test_a_claim_that_was_read_before_the_code_was_redeemed_still_finds_its_account():
    code, _ = counter_code()
    read = Claim.objects.select_related("identity").get()
    redeem(code, someone := account())
    with transaction.atomic():
        claims.settle(claim=read, outcome="link", because="rule", person=someone_who_waits(), by="worker", at=NOW)
    assert Link.objects.get().account == someone


def test_a_code_from_the_agency_verifies_an_account_too():
    code = codes.read(actions.issue_code(person=(person := someone_who_waits()), by="staff:7", at=NOW))
    redeem(code, someone := account())
    assert (Link.objects.get().account, Link.objects.get().person) == (someone, person)


def test_a_person_who_is_linked_already_is_disputed_and_nobody_gets_in():
    first, second = account("first"), account("second")
    code, claim = counter_code()
    settle(claim, "link", person := someone_who_waits())
    redeem(code, first)
    code, claim = counter_code()
    settle(claim, "link", person)
    redeem(code, second)
    assert [(link.account, link.state) for link in Link.objects.all()] == [(first, "frozen")]


def test_a_letters_code_works_for_the_account_that_asked_and_confirms_an_address():
    someone = account()
    code, claim = letter_code(someone)
    assert redeem(code, someone) == claim
    found = VerifiedIdentity.objects.get()
    assert (found.account, found.method, found.level) == (someone, "letter", "address")
    assert Link.objects.get().account == someone


@pytest.mark.parametrize("other", [None, "other"])
def test_it_works_for_nobody_else_and_looks_like_a_wrong_one(other):
    code, _ = letter_code(account())
    assert redeem(code, other and account(other)) is None
    assert Event.objects.latest("pk").action == "code.refused"
    assert ClaimCode.objects.get().tries == 1
    assert not Link.objects.exists()


# Whose record it was may be another's by now


@pytest.mark.parametrize("with_account", [False, True])
def test_a_claim_whose_person_changed_since_opens_nothing_before_any_sweep(with_account):
    code, claim = counter_code()
    settle(claim, "link", person := someone_who_waits())
    identity_changes(person, after=timedelta(hours=1))
    someone = account() if with_account else None
    assert redeem(code, someone, NOW + timedelta(hours=2)) == claim
    claim.refresh_from_db()
    assert (claim.outcome, claim.because, claim.person) == ("review", "identity_changed", None)
    assert not Visit.objects.exists()
    assert not Link.objects.exists()
    assert bool(ClaimCode.objects.get().used_at) == with_account
    settle(claim, "link", person)
    assert Link.objects.exists() == with_account


def test_events_name_neither_the_outcome_nor_anyone():
    code, claim = counter_code()
    settle(claim, "none")
    redeem(code)
    redeem(code, someone := account())
    kept, verified = Event.objects.filter(action__in=["code.kept", "identity.verified"]).order_by("pk")
    assert (kept.subject, kept.detail) == (str(ClaimCode.objects.get()), {})
    assert verified.detail == {"code": str(ClaimCode.objects.get()), "account": f"account:{someone.pk}"}


def test_an_account_can_be_deleted_with_its_codes_and_claims():
    code, claim = counter_code()
    settle(claim, "link", someone_left_out())
    redeem(code, someone := account())
    someone.delete()
    assert not Claim.objects.exists()
    assert not ClaimCode.objects.exists()
