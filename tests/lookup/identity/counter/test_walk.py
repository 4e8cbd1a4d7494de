"""From the counter to the own page, by keyboard alone, without JavaScript: slip, code, page; with an account or not."""

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from lookup.identity import claims
from lookup.identity.models import Claim, Link
from tests.lookup import people
from tests.lookup.browser import browser, check, check_public, needs_chromium, press_enter, send, tab_to  # noqa: F401
from tests.lookup.identity.claiming import account
from tests.lookup.identity.signing_in import counter_agent, signed_in

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]
WALKS = pytest.mark.parametrize(("language", "width"), [("en", 360), ("en", 1280), ("es", 360), ("es", 1280)])
WORDS = {
    "en": {
        "code": "Enter your code",
        "checking": "We are still checking",
        "waiting": "We are checking",
        "ways": "Show who you are",
        "enter": "Enter a code",
    },
    "es": {
        "code": "Escriba su código",
        "checking": "Todavía estamos revisando",
        "waiting": "Estamos revisando",
        "ways": "Muestre quién es",
        "enter": "Escribir un código",
    },
}
#: More than what is typed: to move between fields, to choose and to tick, to send.
MOST_KEYS = 25


class Keys:
    """A keyboard that counts how often anything but text is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


@pytest.fixture
def open_page(browser: Browser, live_server, now, quick_answers):  # noqa: F811
    """Opens the site in a new browser, in which someone may be signed in; without JavaScript unless said."""
    contexts = []

    def visitor(width: int, language: str = "en", who=None, script: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            locale=language,
            java_script_enabled=script,
            base_url=live_server.url,
        )
        contexts.append(context)
        if who:
            key = signed_in(who).cookies["session"].value
            context.add_cookies([{"name": "session", "value": key, "url": live_server.url}])
        return context.new_page()

    people.put_franklin_in_force()
    yield visitor
    for context in contexts:
        context.close()


def code_from_the_counter(page: Page, language: str) -> tuple[str, int]:
    """What the slip shows, and how many keys it took besides what was typed."""
    page.goto("/admin/identity/attestation/")
    expect(page.get_by_label("driver’s license or state ID", exact=True)).to_be_focused()
    keys = Keys(page)
    keys.press("Space", "Tab", "Tab", "Space", "Tab")  # a license, nothing else, the photo
    keys.type("Quill")
    keys.press("Tab")
    keys.type("Wren")
    keys.press("Tab", "Tab", "Tab")
    keys.type("01021980")
    keys.press("Tab")
    keys.type("12345")
    keys.press("Tab")
    keys.type("nc")
    keys.press("Tab", "Tab", "Tab")
    if language == "es":
        keys.press("ArrowDown")
    keys.press("Tab", "Tab", "Space")  # no hold; it is not me
    with page.expect_navigation():
        keys.press("Enter")
    return page.locator(".slip__code").inner_text(), keys.pressed


def enter(page: Page, code: str, words: dict[str, str]) -> None:
    tab_to(page, words["code"])
    page.keyboard.type(code.lower())
    press_enter(page)


def found() -> None:
    """The worker finds the one person."""
    with transaction.atomic():
        claim, person = Claim.objects.latest("pk"), people.someone_who_waits()
        claims.settle(claim=claim, outcome="link", because="rule", person=person, by="worker", at=people.NOW)


@WALKS
def test_once_without_an_account(open_page, language, width):
    words = WORDS[language]
    code, keys = code_from_the_counter(open_page(width, who=counter_agent()), language)
    assert keys < MOST_KEYS
    page = open_page(width, language)
    page.goto("/code/")
    enter(page, code, words)
    expect(page.locator("h1")).to_have_text(words["checking"])
    found()
    page.goto("/code/")
    enter(page, code, words)
    page.wait_for_url("**/mine/")
    assert page.get_by_text("Greene").count() + page.get_by_text("Harlan").count() > 0


@WALKS
def test_with_an_account(open_page, language, width):
    words = WORDS[language]
    code, _ = code_from_the_counter(open_page(width, who=counter_agent()), language)
    page = open_page(width, language, who=(someone := account()))
    page.goto("/verify/")
    expect(page.locator("h1")).to_have_text(words["ways"])
    tab_to(page, words["enter"])
    press_enter(page)
    page.wait_for_url("**/code/")
    enter(page, code, words)
    expect(page.locator("h1")).to_have_text(words["waiting"])
    found()
    assert Link.objects.get().account == someone
    page.goto("/verify/waiting/")
    page.wait_for_url("**/mine/")


@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing_on_any_of_the_pages(open_page, language, settings):
    settings.LETTERS = True
    page = open_page(1280, language, who=account(), script=True)
    for address in ("/verify/", "/code/", "/verify/letter/"):
        page.goto(address)
        check_public(page, address)
    send(page.locator("main button"))
    check_public(page, "letter with errors")
    for name, text in (("last_name", "Quill"), ("first_name", "Wren"), ("birth_date", "01/02/1980")):
        page.fill(f"#id_{name}", text)
    send(page.locator("main button"))
    page.wait_for_url("**/waiting/")
    check_public(page, "waiting")


def test_axe_finds_nothing_at_the_counter(open_page):
    page = open_page(1280, who=counter_agent(), script=True)
    for address in ("/admin/identity/attestation/second/", "/admin/identity/attestation/"):
        page.goto(address)
        check(page, address, part="#content")
    send(page.locator(".submit-row [type=submit]"))
    check(page, "counter with errors", part="#content")
    code, _ = code_from_the_counter(page, "en")
    check(page, "slip")
    page = open_page(1280, script=True)
    page.goto("/code/")
    page.fill("#id_code", code)
    send(page.locator("main button"))
    expect(page.locator("h1")).to_have_text("We are still checking")
    check_public(page, "checking")
