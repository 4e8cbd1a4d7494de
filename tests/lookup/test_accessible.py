"""Every page in every state, narrow and wide: axe finds no violation, nothing is cut off or too small to press."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page

from clearance.runs.actions import put_in_force
from clearance.runs.models import Policy
from lookup.identity.models import CodeTry, Visit
from tests.lookup import people
from tests.lookup.browser import browser, check_public, needs_chromium, send  # noqa: F401
from tests.lookup.clearing import someone_with_cleared_charges
from tests.lookup.visiting import issue_code

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]

STATES = {
    "everything": people.someone_with_everything,
    "waits": people.someone_who_waits,
    "one": people.someone_with_one_to_clear,
    "left out": people.someone_left_out,
    "facts missing": people.someone_with_facts_missing,
    "nothing": people.someone_with_nothing,
    "cleared": someone_with_cleared_charges,
    "many": lambda: people.someone_with_many(12),
}


@pytest.fixture(autouse=True)
def law(live_server, now, quick_answers):
    people.put_franklin_in_force()


@pytest.fixture(params=["en", "es"])
def page(request, browser: Browser, live_server):  # noqa: F811
    context = browser.new_context(locale=request.param, base_url=live_server.url)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", ["/", "/code/", "/privacy/", "/mine/", "/law/", "/nothing-here/"])
def test_pages_without_a_visit(page, address):
    page.goto(address)
    check_public(page)


def test_a_law_that_is_partly_unchecked_and_the_list_of_laws(page, now):
    put_in_force(by="staff:1", policy="minnesota", at=now)
    page.goto("/law/")
    check_public(page, "list")
    page.goto("/law/minnesota/")
    assert page.locator(".unchecked").count() > 1
    for summary in page.locator("summary").all():
        summary.click()
    check_public(page, "law")


def test_a_refused_code_and_too_many_tries(page):
    try_code(page, "0000-0000-00")
    assert page.locator("[aria-invalid]").count() == 1
    check_public(page)
    network = CodeTry.objects.get().network
    CodeTry.objects.bulk_create(CodeTry(network=network, at=people.NOW) for _ in range(19))
    try_code(page, "0000-0000-00")
    assert page.locator("form #id_code").count() == 0
    check_public(page)


@pytest.mark.parametrize(
    ("page", "state"),
    [*(("en", state) for state in STATES), ("es", "everything"), ("es", "cleared")],
    indirect=["page"],
)
def test_the_record_in_every_state_closed_and_open(page, state):
    visit(page, STATES[state]())
    check_public(page)
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    check_public(page)


def test_what_is_asked_and_said_on_the_own_page(page):
    """Empty, and with errors; in one visit after another, since the last step ends it."""
    try_code(page, issue_code(people.someone_with_everything()))
    for address in ("/mine/", "/mine/not-sure/", "/mine/not-mine/"):
        page.goto(address)
        check_public(page, address)
    page.goto("/mine/")
    send(page.locator("main .answers button"))
    for address in ("/mine/wrong/", "/mine/wrong/thanks/", "/mine/looks/", "/mine/alerts/", "/stop/nobody/"):
        page.goto(address)
        check_public(page, address)
    page.goto("/mine/wrong/")
    send(page.locator("main form button"))
    assert page.locator(".usa-error-message").count() == 2
    check_public(page, "errors")
    page.goto("/mine/not-mine/")
    send(page.locator("main .answers button"))
    page.wait_for_url("**/stopped/")
    check_public(page, "stopped")


@pytest.mark.parametrize("page", ["es"], indirect=True)
def test_the_page_to_print(page):
    visit(page, someone_with_cleared_charges())
    Visit.objects.update(recognised_at=people.NOW)
    page.goto("/mine/print/")
    check_public(page)
    page.emulate_media(media="print")
    assert page.locator("header.usa-header, footer, .on-screen").filter(visible=True).count() == 0
    assert page.locator(".on-paper").is_visible()


def test_home_and_privacy_in_a_visit_and_the_page_after_it(page):
    visit(page, people.someone_who_waits())
    for address in ("/", "/privacy/"):
        page.goto(address)
        check_public(page)
    send(page.locator("header .leave button").first)
    check_public(page)


def test_the_page_when_there_is_no_page(page, now):
    visit(page, people.someone_who_waits())
    Policy.objects.update(retired_at=now)
    assert page.reload().status == 503
    check_public(page)


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "500.html"])
def test_the_pages_for_what_went_wrong(page, template):
    with translation.override("es"):
        page.route("**/wrong/", lambda route: route.fulfill(body=render_to_string(template), content_type="text/html"))
    page.goto("/wrong/")
    check_public(page)


def test_text_can_be_twice_as_large(page):
    visit(page, people.someone_with_everything())
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def visit(page: Page, person) -> None:
    try_code(page, issue_code(person))
    page.wait_for_url("**/mine/")
    if page.locator(".first-sight").count():
        send(page.locator("main .answers button"))


def try_code(page: Page, code: str) -> None:
    page.goto("/code/")
    page.locator("#id_code").fill(code)
    send(page.locator("main button"))
