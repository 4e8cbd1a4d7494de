"""From the home page to Login.gov's own page and back, and what happens when it does not work; without a violation."""

import pytest
from playwright.sync_api import Browser, Page, expect

from lookup.identity.models import Claim
from tests.lookup import people
from tests.lookup.browser import browser, check_public, needs_chromium, send  # noqa: F401
from tests.lookup.identity.login_gov.misbehaving import WRONG

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "start": "Sign in with Login.gov",
        "agree": "Sign in and share",
        "cancel": "Cancel",
        "cancelled": "You stopped on the way",
        "failed": "Login.gov could not tell us who you are",
        "leave": "Sign out here and at Login.gov",
        "left": "You have left",
    },
    "es": {
        "start": "Entrar con Login.gov",
        "agree": "Entrar",
        "cancel": "Cancelar",
        "cancelled": "Se detuvo en el camino",
        "failed": "Login.gov no pudo decirnos quién es usted",
        "leave": "Salir de aquí y de Login.gov",
        "left": "Usted ha salido",
    },
}


@pytest.fixture
def page(request, browser: Browser, live_server, now, login_gov, settings):  # noqa: F811
    settings.SITE_ADDRESS = live_server.url
    login_gov.begin_anew(live_server.url)
    people.put_franklin_in_force()
    context = browser.new_context(locale=request.param, base_url=live_server.url)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("page", "language"), [("en", "en"), ("es", "es")], indirect=["page"])
def test_to_login_gov_and_back(page: Page, language, login_gov):
    words = WORDS[language]
    page.goto("/")
    send(page.get_by_role("link", name=words["start"]))
    expect(page.get_by_role("heading", level=1)).to_have_text(words["start"])
    check_public(page, "start")
    go_on(page, words)
    press(page, words["cancel"])
    arrives(page, words["cancelled"])

    login_gov.twist = WRONG["not verified"](login_gov)
    send(page.get_by_role("main").get_by_role("link").first)
    go_on(page, words)
    press(page, words["agree"])
    arrives(page, words["failed"])

    login_gov.twist = {}
    send(page.get_by_role("main").get_by_role("link").first)
    go_on(page, words)
    press(page, words["agree"])
    page.wait_for_url("**/verify/waiting/")
    assert Claim.objects.waiting().count() == 1

    page.goto("/verify/login-gov/")
    check_public(page, "signed in")
    press(page, words["leave"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign out of Login.gov?")
    press(page, "Yes, sign out")
    arrives(page, words["left"])


def go_on(page: Page, words: dict[str, str]) -> None:
    send(page.get_by_role("main").get_by_role("button", name=words["start"]))
    expect(page.get_by_role("heading", level=1)).to_have_text("Login.gov Wren")


def press(page: Page, button: str) -> None:
    send(page.get_by_role("button", name=button, exact=True))


def arrives(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    check_public(page, heading)
