"""Someone who has an account connects Login.gov to it."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.test import Client

from clearance.accounts.second_factor import has_second_factor
from clearance.audit.models import Event
from lookup.identity.models import Claim
from tests.lookup.identity.claiming import account, claim_of
from tests.lookup.identity.login_gov.going import START, answer, question, sign_in
from tests.lookup.identity.signing_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "quick_answers", "login_gov")]


@pytest.fixture
def someone(client):
    """Signed in with a password alone."""
    someone = account()
    signed_in(someone, client, twice=False)
    return someone


def with_second_factor(client: Client, user) -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def test_the_account_stays_the_same_and_gets_a_claim_and_a_second_factor(client, someone):
    before = client.session.session_key
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/mine/")
    assert SocialAccount.objects.get().user == someone == get_user_model().objects.get()
    assert Claim.objects.get().asked_by == someone
    request = client.get("/privacy/").wsgi_request
    assert request.user == someone
    assert has_second_factor(request)
    assert client.session.session_key != before
    assert Event.objects.filter(action="login_gov.connected", subject=f"account:{someone.pk}").count() == 1


def test_once_connected_it_signs_in_to_that_account(client, someone):
    sign_in(client)
    sign_in(another := Client())
    assert another.get("/privacy/").wsgi_request.user == someone


def test_once_connected_it_says_again_who_someone_is(client, someone):
    sign_in(client)
    assert sign_in(client).url == "/mine/"
    assert SocialAccount.objects.count() == 1


def test_what_belongs_to_another_account_is_not_taken_from_it(client, someone):
    sign_in(Client())
    response = sign_in(client)
    assert response.status_code == 409
    assert "Login.gov was not added" in response.content.decode()
    assert SocialAccount.objects.get().user != someone
    assert Claim.objects.filter(asked_by=someone).count() == 0


def test_an_account_takes_one_login_gov_account_only(client, someone, login_gov):
    sign_in(client)
    login_gov.person["sub"] = "another"
    assert sign_in(client).status_code == 409
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("protects", ["second factor", "claim"])
def test_a_password_alone_cannot_connect_where_there_is_something_to_protect(client, someone, protects):
    if protects == "claim":
        claim_of(someone)
    else:
        Authenticator.objects.create(user=someone, type="totp", data={})
    page = client.post(START)
    assert page.status_code == 200
    assert "First, sign in with your second step" in page.content.decode()
    with_second_factor(client, someone)
    assert sign_in(client).url == "/mine/"


def test_what_came_to_be_protected_on_the_way_is(client, someone):
    there = question(client)
    claim_of(someone)
    assert client.get(answer(there)).status_code == 403
    assert not SocialAccount.objects.exists()


def test_staff_accounts_are_not_connected(client, someone):
    someone.is_staff = True
    someone.save()
    with_second_factor(client, someone)
    page = client.post(START)
    assert page.status_code == 200
    assert "This account is for work" in page.content.decode()
    assert not SocialAccount.objects.exists()


def test_an_answer_for_one_account_is_not_taken_by_another(client, someone):
    there = question(client)
    client.logout()
    sign_in_of_another = Client()
    sign_in_of_another.force_login(account("another"))
    asked = client.session.get("login_gov")
    session = sign_in_of_another.session
    session["login_gov"] = asked
    session.save()
    assert sign_in_of_another.get(answer(there)).status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_account_that_was_closed_gets_no_claim(client):
    sign_in(client)
    Claim.objects.all().delete()
    get_user_model().objects.update(is_active=False)
    assert sign_in(another := Client()).status_code == 403
    assert not Claim.objects.exists()
    assert not another.get("/privacy/").wsgi_request.user.is_authenticated
