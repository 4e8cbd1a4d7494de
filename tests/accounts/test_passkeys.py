"""Passkeys, with a Chromium that has an authenticator built in, and without JavaScript, where they are not offered."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from tests.accounts import steps
from tests.accounts.steps import ADDRESS
from tests.lookup.browser import browser, needs_chromium, send  # noqa: F401

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def quick(quick_answers):
    cache.clear()


@pytest.fixture
def page(browser: Browser, live_server):  # noqa: F811
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en", base_url=live_server.url)
    page = context.new_page()
    page.refused = []
    page.on("console", lambda message: page.refused.append(message.text) if message.type == "error" else None)
    yield page
    context.close()


def give_authenticator(page: Page):
    """A phone that knows its owner: what it makes stays on it. Returns how to take it away."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    given = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def set_verified(verified: bool) -> None:
        devtools.send("WebAuthn.setUserVerified", {"authenticatorId": given, "isUserVerified": verified})

    return set_verified


def sign_up(page: Page) -> None:
    page.goto("/account/signup/passkey/")
    page.get_by_label("Email address").fill(ADDRESS)
    send(page.get_by_role("button", name="Go on"))
    page.get_by_label("Code").fill(steps.code_in_mail())
    send(page.get_by_role("button", name="Go on"))
    send(page.get_by_role("button", name="Make a passkey"))
    expect(page.locator("h1")).to_have_text("Your spare codes")


def test_an_account_is_made_and_opened_with_a_passkey_alone(page):
    give_authenticator(page)
    sign_up(page)
    send(page.get_by_role("link", name="I have kept them"))
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    send(page.get_by_role("banner").get_by_role("button", name="Sign out"))
    expect(page.locator("h1")).to_have_text("You have left")
    page.goto("/account/login/")
    send(page.get_by_role("button", name="Sign in with a passkey"))
    expect(page.locator("h1")).to_have_text("Show who you are")  # signed in, and no link yet
    send(page.get_by_role("link", name="Your account"))
    expect(page.get_by_text("Made on")).to_be_visible()
    assert [text for text in page.refused if "403" not in text] == []


def test_a_device_that_cannot_say_who_holds_it_makes_none(page):
    set_verified = give_authenticator(page)
    sign_up(page)
    set_verified(False)
    send(page.get_by_role("banner").get_by_role("button", name="Sign out"))
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That did not work.")).to_be_visible()
    assert page.url.endswith("/account/login/")


def test_a_passkey_is_added_used_as_the_second_step_and_removed(page, client, live_server):
    give_authenticator(page)
    steps.sign_up(client)
    cookie = {"name": "session", "value": client.session.session_key, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto("/account/step/")
    send(page.get_by_role("link", name="Use a passkey"))
    send(page.get_by_role("button", name="Make a passkey"))
    send(page.get_by_role("link", name="I have kept them"))
    send(page.get_by_role("banner").get_by_role("button", name="Sign out"))
    page.goto("/account/login/")
    page.get_by_label("Email address").fill(ADDRESS)
    page.get_by_label("Password").fill(steps.PASSWORD)
    send(page.get_by_role("button", name="Sign in", exact=True))
    send(page.get_by_role("button", name="Use a passkey"))
    send(page.get_by_role("link", name="Your account"))
    send(page.get_by_role("link", name="Remove this passkey"))
    send(page.get_by_role("button", name="Remove this passkey"))
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_without_javascript_passkeys_are_not_offered_and_nothing_breaks(browser, live_server):  # noqa: F811
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.get_by_label("Password")).to_be_visible()
    context.close()
