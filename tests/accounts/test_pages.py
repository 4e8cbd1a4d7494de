"""Every page of accounts keeps to itself: its headers, its title, and nothing in it from elsewhere or inline."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from lookup.context import exit_url
from tests.accounts.test_urls import patterns
from tests.lookup.test_headers import OUTSIDE, PRIVATE, headers

pytestmark = pytest.mark.django_db
WORDS = ("clear", "record", "seal", "expunge", "crim", "court", "charge", "convict")


def addresses():
    return sorted({reverse(one.name, args=[1] if "<" in str(one.pattern) else []) for one in patterns()})


@pytest.mark.parametrize("address", addresses())
def test_a_page_keeps_to_itself(client, member, address):
    for browser in (Client(), member):
        response = browser.get(address)
        assert response.status_code in (200, 302, 401, 404, 405)
        assert headers(response) == PRIVATE
        page = response.content.decode()
        title = "".join(re.findall("<title>(.*?)</title>", page)[:1]).lower()
        assert not any(word in title for word in WORDS)
        if response["Content-Type"].startswith("text/html"):
            assert set(OUTSIDE.findall(page)) <= {exit_url()}
            assert not re.search(r"\s(style|on\w+)=", page)
            scripts = re.findall(r"<script([^>]*)>", page)
            assert all('src="/static/' in one or 'type="application/json"' in one for one in scripts)


@pytest.mark.parametrize("address", addresses())
def test_a_form_from_elsewhere_is_refused(member, address):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = member.cookies
    assert browser.post(address, {"sure": "on"}).status_code in (403, 405)


@pytest.mark.parametrize("address", addresses())
def test_a_page_of_an_account_is_for_whoever_is_signed_in(db, address):
    """Where a visitor without an account may be: the doors, and the steps through them."""
    doors = r"(login/(passkey/)?|signup/(passkey/)?|closed/|signed-out/|password/reset/(done/)?|elsewhere/\w+/)"
    shown = Client().get(address).status_code in (200, 401)
    assert shown == bool(re.fullmatch(doors, address.removeprefix("/account/")))
