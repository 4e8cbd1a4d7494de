"""The whole walk of a person, by keyboard alone, without JavaScript: home, code, record, leave."""

import pytest
from playwright.sync_api import Browser, Page, expect

from clearance.audit.models import Event
from tests.lookup import people
from tests.lookup.browser import browser, needs_chromium, press_enter, send, tab_to  # noqa: F401
from tests.lookup.visiting import issue_code

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]

WIDTHS = pytest.mark.parametrize("width", [360, 1280])
WORDS = {
    "en": {
        "enter": "Enter your code",
        "recognize": "Do you recognize these?",
        "yes": "Yes, these are mine",
        "answer": "Two of your five charges can be cleared now.",
        "why": "Why",
        "reason": "Every charge in the case has ended.",
        "leave": "Sign out",
        "left": "You have left",
        "exit": "Exit this page",
        "closed": "This page is closed",
        "skip": "Skip to content",
    },
    "es": {
        "enter": "Escriba su código",
        "recognize": "¿Reconoce estos casos?",
        "yes": "Sí, estos son míos",
        "answer": "Dos de sus cinco cargos se pueden borrar ahora.",
        "why": "Por qué",
        "reason": "Todos los cargos del caso han terminado.",
        "leave": "Cerrar sesión",
        "left": "Usted ha salido",
        "exit": "Salir ya",
        "closed": "Esta página está cerrada",
        "skip": "Saltar al contenido",
    },
}


@pytest.fixture
def code(live_server, now, quick_answers):
    people.put_franklin_in_force()
    return issue_code(people.someone_with_everything())


@pytest.fixture
def open_page(browser: Browser, live_server):  # noqa: F811
    """Opens the site as a new visitor with a screen of that width and a browser in that language."""
    contexts = []

    def visitor(width: int, language: str = "en") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale=language, java_script_enabled=False
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(live_server.url)
        return page

    yield visitor
    for context in contexts:
        context.close()


def enter(page: Page, code: str, words: dict[str, str]) -> None:
    tab_to(page, words["enter"])
    page.keyboard.type(code.lower())
    press_enter(page)
    expect(page.locator("h1")).to_have_text(words["recognize"])
    tab_to(page, words["yes"])
    press_enter(page)
    expect(page.locator("h1")).to_have_text(words["answer"])


@WIDTHS
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_whole_walk_by_keyboard(open_page, code, width, language):
    words = WORDS[language]
    page = open_page(width, language)
    enter(page, code, words)

    page.keyboard.press("Tab")
    expect(page.get_by_text(words["skip"])).to_be_in_viewport()
    tab_to(page, words["why"])
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["reason"])).to_be_visible()

    tab_to(page, words["leave"])
    press_enter(page)
    expect(page.locator("h1")).to_have_text(words["left"])
    assert Event.objects.of_kind("record.viewed").count() == 1
    assert Event.objects.of_kind("visit.left").count() == 1


@WIDTHS
def test_after_leaving_the_back_button_shows_no_record(open_page, code, width):
    page = open_page(width)
    enter(page, code, WORDS["en"])
    send(page.get_by_role("banner").get_by_role("button", name="Sign out"))
    expect(page.locator("h1")).to_have_text("You have left")
    page.go_back()
    expect(page.locator("h1")).to_have_text("This page is closed")
    assert "charge" not in page.content()
    assert page.context.cookies() == [] or {cookie["name"] for cookie in page.context.cookies()} == {"csrf"}


def test_exit_leads_out_at_once_and_the_back_button_shows_no_record(open_page, code, settings, live_server):
    settings.EXIT_URL = f"{live_server.url}/privacy/"
    page = open_page(360)
    enter(page, code, WORDS["en"])
    tab_to(page, "Exit this page")
    page.keyboard.press("Enter")
    page.wait_for_url("**/privacy/")
    page.go_back()
    assert "charge" not in page.content()


def test_the_way_out_stays_in_sight(open_page, code):
    page = open_page(360)
    enter(page, code, WORDS["en"])
    page.mouse.wheel(0, 3000)
    expect(page.get_by_role("contentinfo")).to_be_attached()
    expect(page.get_by_role("button", name="Exit this page")).to_be_in_viewport(ratio=1)


def test_the_language_can_be_changed_on_the_record_by_keyboard(open_page, code):
    page = open_page(360)
    enter(page, code, WORDS["en"])
    tab_to(page, "Español")
    press_enter(page)
    expect(page.locator("h1")).to_have_text(WORDS["es"]["answer"])


def test_a_word_of_law_leads_to_what_it_means_by_keyboard(open_page, code):
    page = open_page(360)
    enter(page, code, WORDS["en"])
    tab_to(page, "Misdemeanor")
    press_enter(page)
    expect(page.get_by_text("A less serious crime.")).to_be_in_viewport()


def test_a_wrong_code_can_be_mended_by_keyboard(open_page, code):
    page = open_page(360)
    tab_to(page, "Enter your code")
    page.keyboard.type(code[:-1])
    press_enter(page)
    expect(page.get_by_text("A code has 10 letters and numbers.")).to_be_visible()
    expect(page.get_by_label("Enter your code")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(code[-1])
    press_enter(page)
    expect(page.locator("h1")).to_have_text(WORDS["en"]["recognize"])
