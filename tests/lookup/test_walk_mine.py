"""A person's walk around their own page, by keyboard and without JavaScript: yes, something is wrong, the answer, and
in another walk: this is not mine, with the way back.
"""

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from clearance.agencies.models import Agency
from lookup.record.alerts.models import Alert
from lookup.record.concerns.models import Concern
from lookup.record.incidents.models import Incident
from tests.lookup import people
from tests.lookup.browser import browser, check_public, needs_chromium, press_enter, send, tab_to  # noqa: F401
from tests.lookup.visiting import linked, sign_in

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "yes": "Yes, these are mine",
        "tell": "Tell us what is wrong",
        "charge": "Theft under $500",
        "first kind": "This charge is not mine",
        "kind": "It ended in another way",
        "text": "In your own words",
        "send": "Send it",
        "thanks": "We have it. Thank you",
        "see": "See what you told us",
        "waits": "Not answered yet",
        "asked": "We asked Franklin Superior Court to check.",
        "answer": "There was an error, and it was corrected where the record is kept.",
        "words": "The court has changed it.",
        "looked": "A state worker, to look into what you told us is wrong:",
        "not mine": "This is not my record",
        "hide": "This is not mine. Hide it",
        "hidden": "It is hidden. Thank you for telling us",
    },
    "es": {
        "yes": "Sí, estos son míos",
        "tell": "Díganos qué está mal",
        "charge": "Theft under $500",
        "first kind": "Este cargo no es mío",
        "kind": "Terminó de otra manera",
        "text": "Con sus propias palabras",
        "send": "Enviar",
        "thanks": "Lo recibimos. Gracias",
        "see": "Ver lo que usted nos dijo",
        "waits": "Todavía sin respuesta",
        "asked": "Le pedimos a Franklin Superior Court que lo revise.",
        "answer": "Había un error, y se corrigió donde se guardan los datos.",
        "words": "El tribunal lo cambió.",
        "looked": "Un empleado del estado, para revisar lo que usted nos dijo que está mal:",
        "not mine": "No son mis antecedentes",
        "hide": "Esto no es mío. Ocultarlo",
        "hidden": "Está oculto. Gracias por decírnoslo",
    },
}
#: What only the record itself says.
DETAILS = ("Theft", "Greene", "Harlan", "Superior Court")


@pytest.fixture
def link(live_server, now, quick_answers):
    people.put_franklin_in_force()
    return linked(people.someone_with_everything())


@pytest.fixture
def windows(browser: Browser, live_server, link):  # noqa: F811
    """Opens windows of one browser in which the account is signed in."""
    contexts = []

    def window(language: str, width: int = 360) -> Page:
        if not contexts:
            client = Client()
            sign_in(client, link.account)
            contexts.append(browser.new_context(locale=language, base_url=live_server.url, java_script_enabled=False))
            session = client.cookies["session"].value
            contexts[0].add_cookies([{"name": "session", "value": session, "url": live_server.url}])
        page = contexts[0].new_page()
        page.set_viewport_size({"width": width, "height": 800})
        return page

    yield window
    for context in contexts:
        context.close()


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    press_enter(page)


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("es", 1280)])
def test_what_is_wrong_is_said_worked_on_and_answered(windows, link, language, width, admin_user):
    words = WORDS[language]
    page = windows(language, width)
    page.goto("/mine/")
    press(page, words["yes"])
    press(page, words["tell"])
    # With the Tab key to the first of a group, with the arrows to the others.
    for first, chosen in (("Speeding", words["charge"]), (words["first kind"], words["kind"])):
        tab_to(page, first)
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label(chosen)).to_be_checked()
    tab_to(page, words["text"])
    page.keyboard.type("The judge let me go.")
    press(page, words["send"])
    expect(page.locator("h1")).to_have_text(words["thanks"])
    press(page, words["see"])
    expect(page.get_by_text(words["waits"])).to_be_visible()

    answered_by_staff(admin_user)
    page.reload()
    for said in ("asked", "answer", "words"):
        expect(page.get_by_text(words[said])).to_be_visible()
    page.goto("/mine/looks/")
    expect(page.get_by_text(words["looked"])).to_be_visible()
    everything_about_messages(page, link)


def answered_by_staff(member) -> None:
    """In the admin, where who looked is written down."""
    court = Agency.objects.create(
        code="court",
        name="Franklin Superior Court",
        kind="court",
        data=["case_number"],
        statewide=True,
        registered_at=people.NOW,
    )
    client, concern = Client(), Concern.objects.get()
    client.force_login(member)
    assert "The judge let me go." in client.get(f"/admin/record/concern/{concern.pk}/change/").content.decode()
    for how, data in (
        ("take", {}),
        ("pass-on", {"agency": court.pk}),
        (
            "answer",
            {
                "outcome": "corrected",
                "english": "The court has changed it.",
                "spanish": "El tribunal lo cambió.",
            },
        ),
    ):
        assert client.post(f"/admin/record/concern/{concern.pk}/step/{how}/", data).status_code == 302


def everything_about_messages(page: Page, link) -> None:
    """The page in its fullest state, which no visit without an account shows, and what was told and answered."""
    for kind in Alert.Kind:
        Alert.objects.get_or_create(account=link.account, kind=kind, about="it", at=people.NOW)
    page.goto("/mine/alerts/")
    page.locator("#id_number").fill("911")
    send(page.locator("form:has(#id_number) button"))
    expect(page.locator(".usa-error-message")).to_be_visible()
    scripted = page.context.browser.new_context(storage_state=page.context.storage_state())
    other = scripted.new_page()
    for address in ("/mine/", "/mine/wrong/", "/mine/looks/", "/mine/alerts/"):
        other.goto(f"{page.url.partition('/mine')[0]}{address}")
        check_public(other)
    scripted.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 360)])
def test_what_is_not_mine_is_hidden_in_every_window_and_no_way_back_shows_it(windows, language, width):
    words = WORDS[language]
    page, other = windows(language, width), windows(language, width)
    page.goto("/mine/")
    press(page, words["yes"])
    other.goto("/mine/wrong/")
    expect(other.get_by_text("Theft under $500")).to_be_visible()

    press(page, words["not mine"])
    press(page, words["hide"])
    expect(page.locator("h1")).to_have_text(words["hidden"])
    assert Incident.objects.count() == 1
    for _ in range(3):
        page.go_back()
        assert [word for word in DETAILS if word in page.content()] == []
    other.reload()
    expect(other.locator("h1")).to_have_text(words["hidden"])
    other.go_back()
    assert [word for word in DETAILS if word in other.content()] == []
