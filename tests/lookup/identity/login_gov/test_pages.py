"""The pages on the way: there only where the site is registered, and leading no further than they must."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from lookup.headers import CONTENT_SECURITY_POLICY
from lookup.identity.login_gov.urls import addresses
from tests.lookup.identity.login_gov.conftest import CLIENT_ID
from tests.lookup.identity.login_gov.going import START, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

NAMES = [address.name for address in addresses]
SHOWN = ("login_gov", "login_gov_failed", "login_gov_cancelled", "login_gov_left")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_where_the_site_is_not_registered_they_are_not_there(client, settings, name, method):
    settings.LOGIN_GOV = None
    assert getattr(client, method)(reverse(name)).status_code in (404, 405)
    assert 404 in (client.get(reverse(name)).status_code, client.post(reverse(name)).status_code)


def test_allauth_has_no_way_in_of_its_own(client, login_gov):
    for path in ("login_gov/login/", "login_gov/login/callback/", "oidc/login_gov/login/", "verify/login-gov/"):
        assert client.get(f"/account/{path}").status_code == 404


@pytest.mark.parametrize("name", SHOWN)
def test_each_has_a_neutral_title_and_no_script(client, login_gov, name):
    page = client.get(reverse(name)).content.decode()
    title = re.search("<title>(.*?)</title>", page)[1]
    for word in ("clear", "record", "seal", "expunge", "crim", "court", "charge", "convict"):
        assert word not in (title + reverse(name)).lower()
    assert "<script" not in page
    assert not re.search(r"\s(style|on\w+)=", page)


def test_the_start_page_alone_may_lead_to_login_gov(client, login_gov):
    policy = client.get(START).headers["Content-Security-Policy"]
    assert policy == CONTENT_SECURITY_POLICY.replace("form-action 'self'", f"form-action 'self' {login_gov.origin}")
    for name in SHOWN[1:]:
        assert client.get(reverse(name)).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_whoever_is_there_already_is_told_so_and_can_sign_out_of_both(client, login_gov):
    assert "Sign out here and at Login.gov" not in client.get(START).content.decode()
    sign_in(client)
    assert "Sign out here and at Login.gov" in client.get(START).content.decode()


def test_signing_out_ends_our_session_first_and_then_leads_to_login_gov(client, login_gov):
    sign_in(client)
    response = client.post("/verify/login-gov/leave/")
    assert not client.get("/privacy/").wsgi_request.user.is_authenticated
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    there = response.headers["Refresh"].removeprefix("0; url=")
    assert there.startswith(f"{login_gov.origin}/openid_connect/logout?")
    assert parse_qs(urlsplit(there).query) == {
        "client_id": [CLIENT_ID],
        "post_logout_redirect_uri": ["http://testserver/verify/login-gov/left/"],
    }


def test_signing_out_here_works_while_login_gov_is_away(client, login_gov, settings):
    sign_in(client)
    settings.LOGIN_GOV = settings.LOGIN_GOV | {"issuer": "http://127.0.0.1:9/"}
    response = client.post("/verify/login-gov/leave/")
    assert "Refresh" not in response.headers
    assert "We cannot reach Login.gov now" in response.content.decode()
    assert not client.get("/privacy/").wsgi_request.user.is_authenticated


def test_nobody_is_signed_out_by_following_a_link(client, login_gov):
    sign_in(client)
    assert client.get("/verify/login-gov/leave/").url == "/"
    assert client.get("/privacy/").wsgi_request.user.is_authenticated
