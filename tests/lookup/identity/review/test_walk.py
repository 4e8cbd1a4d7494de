"""From a reviewer's yes to the page that opens for whoever waited, by keyboard alone, without JavaScript."""

import pytest

from tests.lookup.browser import browser, needs_chromium, press_enter, tab_to  # noqa: F401
from tests.lookup.identity.claiming import account
from tests.lookup.identity.review.asking import doubtful, reviewer
from tests.lookup.identity.signing_in import signed_in

pytestmark = [
    pytest.mark.browser,
    needs_chromium,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("now"),
]


@pytest.mark.parametrize(
    ("width", "language", "waits", "asks"),
    [(360, "en", "We are checking", "Do you recognize these?"), (1280, "es", "Estamos revisando", "¿Reconoce")],
)
def test_what_a_reviewer_links_by_keyboard_opens_for_whoever_waited(
    live_server,
    browser,  # noqa: F811
    width,
    language,
    waits,
    asks,
):
    someone = account("someone")
    claim = doubtful(someone)[0]

    def window(client, **more):
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 800}, java_script_enabled=False, **more
        )
        session = client.cookies["session"].value
        context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
        return context.new_page()

    person, desk = window(signed_in(someone), locale=language), window(signed_in(reviewer()))
    person.goto("/mine/")
    assert waits in person.inner_text("h1")
    desk.goto(f"/admin/identity/claim/{claim.pk}/")
    tab_to(desk, "DECIDE")  # as the admin shows it
    press_enter(desk)
    tab_to(desk, "It is person A: link them")
    desk.keyboard.press("Space")
    tab_to(desk, "Why")
    desk.keyboard.press("ArrowDown")
    tab_to(desk, "This is neither me nor a relative of mine, and I did not type this claim.")
    desk.keyboard.press("Space")
    press_enter(desk)
    person.goto("/mine/")
    assert asks in person.inner_text("h1")
    for page in (person, desk):
        page.context.close()
