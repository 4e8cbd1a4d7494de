"""The whole way of someone with a record, by keyboard alone, without JavaScript: an account, a code from the counter,
the match in the worker, their own page, and the letter.
"""

import pytest
from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from lookup.identity import claims
from lookup.identity.actions import CODE_LIFE, code_for
from lookup.identity.matching.tasks import match_claims
from lookup.identity.models import Claim, Link
from tests.accounts import steps
from tests.accounts.test_walk import WORDS as OF_ACCOUNTS
from tests.accounts.test_walk import enter, fill, press
from tests.lookup import people
from tests.lookup.browser import browser, needs_chromium, press_enter, tab_to  # noqa: F401
from tests.lookup.clearing import someone_with_cleared_charges
from tests.lookup.identity.claiming import attested, identifiers, identity, on_record

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "page": "Go to my page",
        "ways": "Show who you are",
        "enter": "Enter a code",
        "code line": "Enter your code",
        "checking": "We are checking",
        "again": "Look again now",
        "these": "Do you recognize these?",
        "yes": "Yes, these are mine",
        "letter": "Get the letter for this charge",
    },
    "es": {
        "page": "Ir a mi página",
        "ways": "Muestre quién es",
        "enter": "Escribir un código",
        "code line": "Escriba su código",
        "checking": "Estamos revisando",
        "again": "Mirar ahora otra vez",
        "these": "¿Reconoce estos casos?",
        "yes": "Sí, estos son míos",
        "letter": "Obtener la carta de este cargo",
    },
}


@pytest.fixture(params=[("en", 360), ("es", 1280)], ids=["en-360", "es-1280"])
def page(request, browser: Browser, live_server, now, quick_answers):  # noqa: F811
    cache.clear()
    language, width = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale=language,
        base_url=live_server.url,
        java_script_enabled=False,
    )
    page = context.new_page()
    page.words = OF_ACCOUNTS[language] | WORDS[language]
    yield page
    context.close()


def code_from_the_counter() -> str:
    """Of someone who is on record under the name and the number that were seen there."""
    people.put_franklin_in_force()
    on_record(someone_with_cleared_charges(), "Quill, Wren", state_id="FR-7654321001")
    seen = attested(identifiers=identifiers(state_id="FR 7654321001"))
    with transaction.atomic():
        claim = claims.make_claim(attested=seen, identity=identity(method="counter"), by="staff:1", at=people.NOW)
        return code_for(claim=claim, at=people.NOW, life=CODE_LIFE)[0]


def test_from_an_account_to_the_letter(page: Page):
    code = code_from_the_counter()
    page.goto("/account/signup/")
    fill(page, "address", steps.ADDRESS)
    fill(page, "new", steps.PASSWORD)
    press(page, "on", then="mail")
    enter(page, "code", steps.code_in_mail(), then="step")
    press(page, "app", then="set up")
    enter(page, "app code", steps.app_code(page.locator(".secret").inner_text().replace(" ", "")), then="spare")
    press(page, "kept", then="account")
    press(page, "page", then="ways")
    press(page, "enter", then="code line")
    enter(page, "code line", code, then="checking")

    press(page, "again", then="checking")  # nobody has matched it yet
    match_claims.call()
    assert Claim.objects.get().because == "beyond_doubt"
    press(page, "again", then="these")
    assert "11-CR" not in page.content()
    tab_to(page, page.words["yes"])
    press_enter(page)
    expect(page.locator(".case")).not_to_have_count(0)
    assert Link.objects.get().recognised_at == people.NOW

    letter = page.get_by_role("link", name=page.words["letter"]).first.get_attribute("href")
    answer = page.request.get(letter)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
