"""Deleting an account, and what goes with it."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clearance.accounts import actions
from clearance.audit.models import Event
from lookup.identity import claims
from lookup.identity.actions import code_for
from lookup.identity.models import Claim, ClaimCode, Link, VerifiedIdentity, Visit
from tests.accounts import steps
from tests.lookup import people
from tests.lookup.identity.claiming import claim_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(member):
    return get_user_model().objects.get()


@pytest.fixture
def linked(account):
    """An account with a link, and with a claim whose code opened a visit."""
    claim, at = claim_of(account, at=timezone.now()), timezone.now()
    person = people.someone_who_waits()
    claims.settle(claim=claim, outcome=Claim.Outcome.LINK, because="exact", by="worker", at=at, person=person)
    _, code = code_for(claim=claim, at=at, life=timezone.timedelta(days=7))
    ClaimCode.objects.update(used_at=at)
    Visit.objects.create(code=code, started_at=at, ends_at=at + timezone.timedelta(minutes=15))
    return account


def test_everything_of_an_account_goes_but_the_log(member, linked, django_capture_on_commit_callbacks):
    number = linked.pk
    with django_capture_on_commit_callbacks(execute=True):
        response = member.post("/account/delete/", {"sure": "on"})
    assert b"Your account is deleted" in response.content
    assert "Clear-Site-Data" in response.headers
    everything = get_user_model(), EmailAddress, Authenticator, UserSession, VerifiedIdentity, Claim, Link, ClaimCode
    assert not any(model.objects.exists() for model in (*everything, Visit))
    assert not Session.objects.exists()
    assert [event.action for event in Event.objects.order_by("-pk")[:2]] == ["account.deleted", "link.ended"]
    assert Event.objects.latest("pk").actor == f"account:{number}"
    assert mail.outbox[-1].body.startswith("Your account was deleted")


def test_it_asks_first(member, account):
    assert b"Delete my account?" in member.get("/account/delete/").content
    refused = member.post("/account/delete/").content
    assert b"Tick the box if you are sure." in refused and b"<title>Error:" in refused
    assert get_user_model().objects.exists()


def test_it_asks_for_the_password_when_it_has_been_a_while(now, member, account, monkeypatch):
    member.get("/account/")
    for minutes in (5, 11):
        monkeypatch.setattr("django.utils.timezone.now", lambda m=minutes: people.NOW + timezone.timedelta(minutes=m))
        member.get("/account/")
    assert member.post("/account/delete/", {"sure": "on"}).url == "/account/sure/?next=/account/delete/"
    assert get_user_model().objects.exists()


def test_other_devices_are_signed_out(member, account):
    cache.clear()
    other = Client()
    steps.sign_in(other)
    other.post("/account/login/step/", {"code": member.codes[0]})
    assert other.get("/account/").status_code == 200
    member.post("/account/delete/", {"sure": "on"})
    assert other.get("/account/").status_code == 302


def test_the_account_of_someone_else_stays(member, account):
    stranger = Client()
    steps.sign_up(stranger, "stranger@mail.example")
    member.post("/account/delete/", {"sure": "on"})
    assert stranger.get("/account/").status_code == 200


def test_staff_cannot_delete_theirs_here(member, account):
    account.is_staff = True
    account.save()
    assert member.get("/account/delete/").status_code == 404
    with pytest.raises(ValueError, match="ended by an administrator"):
        actions.delete_account(account=account, by="staff:1", at=timezone.now())


def test_the_address_can_be_used_for_a_new_account(member, account):
    member.post("/account/delete/", {"sure": "on"})
    cache.clear()
    steps.sign_up(Client())
