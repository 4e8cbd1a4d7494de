"""Someone signs in with Login.gov: what is asked, what is kept, and what follows."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from clearance.accounts.second_factor import has_second_factor
from clearance.accounts.session_store import SessionStore
from clearance.audit.models import Event
from lookup.identity import attested, links
from lookup.identity.claims import settle
from lookup.identity.login_gov.asking import WAIT
from lookup.identity.models import Claim, Link, VerifiedIdentity, Visit
from tests.lookup import people
from tests.lookup.identity.login_gov.going import START, answer, question, sign_in
from tests.lookup.identity.login_gov.strict import AAL, IAL, WREN
from tests.lookup.visiting import begin_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "quick_answers", "login_gov")]


def request_of(client: Client):
    return client.get("/privacy/").wsgi_request


def test_a_first_sign_in_makes_an_account_with_a_second_factor_and_a_claim(client, now):
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/mine/")
    account = get_user_model().objects.get()
    assert request_of(client).user == account
    assert has_second_factor(request_of(client))
    identity = VerifiedIdentity.objects.get()
    assert (identity.account, identity.method, identity.level) == (account, "login_gov", "ial2")
    assert (identity.verified_at, identity.expires_at) == (now, now + timedelta(days=365))
    claim = Claim.objects.get()
    assert (claim.identity, claim.asked_by, claim.made_by) == (identity, account, f"account:{account.pk}")
    said = attested.opened(claim.attested, place=str(claim))
    assert (said.name, said.birth_date) == (attested.Name(last="Quill", first="Wren"), date(1980, 1, 1))


def test_only_sub_level_and_time_are_kept_in_the_open(client):
    sign_in(client)
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {"sub": WREN["sub"], "ial": IAL, "verified_at": WREN["verified_at"]}
    assert not SocialToken.objects.exists()
    account = get_user_model().objects.get()
    assert (account.first_name, account.last_name, account.email) == ("", "", "")
    assert not account.has_usable_password()
    rows = [account.username, str(kept.extra_data), *map(str, Event.objects.values_list())]
    rows += [str(SessionStore(session.session_key).load()) for session in Session.objects.all()]
    for personal in ("Wren", "Quill", "1980-01-01", "900123456", "Canary", "mail.example"):
        assert not any(personal.casefold() in row.casefold() for row in rows), personal


def test_what_is_asked_of_login_gov(client):
    asked = {name: values[0] for name, values in parse_qs(urlsplit(question(client)).query).items()}
    assert asked["acr_values"] == f"{IAL} {AAL}"
    assert asked["scope"] == "openid profile:name profile:birthdate profile:verified_at"
    assert asked["prompt"] == "select_account"
    assert asked["redirect_uri"] == "http://testserver/verify/login-gov/back/"
    assert min(len(asked["state"]), len(asked["nonce"])) >= 22
    assert "locale" not in asked


def test_no_parameter_of_a_visitor_changes_it(client):
    wishes = "?auth_params=acr_values%3Durn:acr.login.gov:auth-only&scope=email&acr_values=x&process=connect&next=/x/"
    plain = parse_qs(urlsplit(question(client)).query)
    wished = parse_qs(urlsplit(question(client, START + wishes)).query)
    by_chance = ("state", "nonce", "code_challenge")
    assert {name: plain[name] for name in plain if name not in by_chance} == {
        name: wished[name] for name in wished if name not in by_chance
    }
    assert all(plain[name] != wished[name] for name in by_chance)


def test_login_gov_speaks_the_language_of_the_page(client):
    there = client.post(START, headers={"Accept-Language": "es"}).url
    assert parse_qs(urlsplit(there).query)["locale"] == ["es"]


def test_the_host_of_a_request_is_never_taken_for_our_address(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    there = client.post(START, headers={"Host": "evil.example"}).url
    assert "evil" not in there


def test_the_same_person_comes_into_the_same_account_and_no_second_claim_is_made_while_one_waits(client, login_gov):
    sign_in(client)
    login_gov.person["email"] = "another@mail.example"
    sign_in(another := Client())
    assert request_of(another).user == get_user_model().objects.get()
    assert Claim.objects.count() == 1


def test_an_account_with_the_same_email_address_is_another_account(client):
    theirs = get_user_model().objects.create_user("someone", email=WREN["email"])
    sign_in(client)
    assert get_user_model().objects.exclude(pk=theirs.pk).get() == request_of(client).user


def test_another_person_gets_another_account(client, login_gov):
    sign_in(client)
    login_gov.person["sub"] = "another"
    sign_in(Client())
    assert get_user_model().objects.count() == 2


def test_with_an_active_link_nothing_more_is_claimed_and_without_one_it_is(client, now, monkeypatch):
    link = linked(client, now)
    sign_in(Client())
    assert Claim.objects.count() == 1
    monkeypatch.setattr("django.utils.timezone.now", lambda: link.expires_at)
    sign_in(Client())
    assert Claim.objects.count() == 2


def test_another_name_than_the_link_was_given_to_freezes_it_and_is_looked_at(client, now, login_gov):
    link = linked(client, now)
    login_gov.person["family_name"] = "Swift"
    sign_in(Client())
    link.refresh_from_db()
    assert (link.state, link.because) == ("frozen", "name_changed")
    assert Claim.objects.waiting().count() == 1


def test_a_visit_that_goes_on_in_the_browser_ends(client):
    begin_visit(client, people.someone_who_waits())
    sign_in(client)
    assert "visit" not in client.session
    assert Visit.objects.get().left_at is not None


def test_the_session_gets_another_key_and_its_quarter_of_an_hour(client):
    there = question(client)
    before, expiry = client.session.session_key, client.session.get_expiry_age()
    assert expiry == WAIT.total_seconds()
    client.get(answer(there))
    assert client.session.session_key != before
    assert client.session.get_expiry_age() == 15 * 60
    assert "login_gov" not in client.session


def test_whoever_cancels_is_told_that_nothing_was_kept(client):
    response = client.get(answer(question(client), choice="cancel"))
    assert (response.status_code, response.url) == (302, "/verify/login-gov/cancelled/")
    assert not get_user_model().objects.exists()


def test_one_too_many_claims_looks_like_any_other(client, login_gov):
    for number in range(7):
        login_gov.person["family_name"] = f"Quill{'abcdefgh'[number]}"
        assert sign_in(Client()).url == "/mine/"
    assert Claim.objects.filter(because="locked").count() == 2


def linked(client: Client, now) -> Link:
    """Sign in, and the claim is found to be about someone on record."""
    sign_in(client)
    settle(
        claim=Claim.objects.get(),
        outcome=Claim.Outcome.LINK,
        because="exact",
        by="worker",
        at=now,
        person=people.someone_who_waits(),
    )
    return links.Link.objects.get()
