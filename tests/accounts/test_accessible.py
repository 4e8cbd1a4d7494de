"""Every page of an account, empty, refused and full, narrow and wide: axe finds nothing, nothing is cut off."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page

from tests.accounts import steps
from tests.accounts.steps import ADDRESS, PASSWORD
from tests.accounts.test_passkeys import give_authenticator
from tests.lookup.browser import browser, check_public, needs_chromium, send  # noqa: F401

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]

#: Pages of a signed-in account, and whether sending their form empty gives an error to look at.
PAGES = {
    "/account/": False,
    "/account/email/": True,
    "/account/password/change/": True,
    "/account/app/remove/": False,
    "/account/passkeys/add/": False,
    "/account/codes/": False,
    "/account/codes/new/": False,
    "/account/signed-in/": False,
    "/account/delete/": True,
    "/account/sure/": True,
    "/account/sure/code/": True,
}
#: Pages for everyone.
DOORS = {
    "/": False,
    "/account/login/": True,
    "/account/signup/": True,
    "/account/signup/passkey/": True,
    "/account/password/reset/": True,
    "/account/signed-out/": False,
    "/account/closed/": False,
    "/account/password/reset/done/": False,
    "/account/elsewhere/cancelled/": False,
    "/account/elsewhere/error/": False,
}
BOTH = pytest.mark.parametrize("page", ["en", "es"], indirect=True)
SEND = "main form.usa-form:not([hidden]) button"


@pytest.fixture(autouse=True)
def quick(quick_answers):
    cache.clear()


@pytest.fixture(params=["en"])
def page(request, browser: Browser, live_server):  # noqa: F811
    context = browser.new_context(locale=request.param, base_url=live_server.url)
    page = context.new_page()
    page.address = live_server.url
    yield page
    context.close()


def look(page: Page, address: str, *, refuse: bool) -> None:
    page.goto(address)
    check_public(page, address)
    if refuse:
        send(page.locator(SEND).first)
        assert page.locator("[aria-invalid]").count(), address
        check_public(page, f"{address} refused")


def be(page: Page, client) -> None:
    page.context.add_cookies([{"name": "session", "value": client.session.session_key, "url": page.address}])


@BOTH
def test_the_doors(page):
    for address, refuse in DOORS.items():
        look(page, address, refuse=refuse)


def test_a_refused_sign_in_and_too_many(page):
    page.goto("/account/login/")
    page.locator("#id_login").fill(ADDRESS)
    page.locator("#id_password").fill(PASSWORD)
    send(page.locator(SEND).first)
    assert page.locator(".usa-alert--error").count() == 1
    check_public(page)
    for status in ("code", "too many"):
        page.goto("/account/signup/")
        page.locator("#id_email").fill(ADDRESS)
        page.locator("#id_password1").fill(PASSWORD)
        send(page.locator(SEND).first)
        check_public(page, status)
        page.context.clear_cookies()


def test_the_steps_of_a_new_account(page, client):
    give_authenticator(page)
    steps.sign_up(client)
    be(page, client)
    for address, refuse in {"/account/": False, "/account/step/": False, "/account/app/": True}.items():
        look(page, address, refuse=refuse)
    page.goto("/account/passkeys/add/")
    send(page.locator("form[data-passkey] button"))
    page.wait_for_url("**/account/codes/")
    check_public(page, "spare codes")
    page.goto("/account/sure/passkey/")
    check_public(page, "sure")
    page.goto("/account/")
    check_public(page, "with a passkey")


@BOTH
def test_a_full_account(page, member):
    be(page, member)
    for address, refuse in PAGES.items():
        look(page, address, refuse=refuse)
    idle = member.session
    idle["seen"] -= 800
    idle.save()
    look(page, "/account/still-there/", refuse=False)


def test_the_second_step_and_the_new_password(page, member, client):
    page.goto("/account/login/")
    page.locator("#id_login").fill(ADDRESS)
    page.locator("#id_password").fill(PASSWORD)
    send(page.locator(SEND).first)
    look(page, "/account/login/step/", refuse=True)
    page.context.clear_cookies()
    page.goto("/account/password/reset/")
    page.locator("#id_email").fill(ADDRESS)
    send(page.locator(SEND).first)
    check_public(page, "reset code")
    page.locator("#id_code").fill(steps.code_in_mail())
    send(page.locator(SEND).first)
    look(page, "/account/password/reset/new/", refuse=True)
