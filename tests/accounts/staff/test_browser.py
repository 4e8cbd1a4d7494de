"""In a real browser: an approver adds a passkey and approves a run with it; axe on each page."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page

from clearance.accounts.session_store import SessionStore
from clearance.accounts.staff import actions
from clearance.audit.models import Event
from clearance.roles.actions import set_up_roles
from clearance.runs.approval.models import Approval
from tests.accounts.staff.conftest import PASSWORD, shown_by
from tests.lookup.browser import browser, check, needs_chromium, send  # noqa: F401
from tests.runs.eligibility.state import a_state, ready, simple_law

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def run(tmp_path, settings, member):
    settings.DATA_DIR = tmp_path
    a_state(tmp_path)
    set_up_roles(by="staff:9")
    member("olga", app=False)  # the operator who prepared the run
    return ready(simple_law(tmp_path))


@pytest.fixture
def page(browser: Browser, live_server):  # noqa: F811
    context = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()


def press(page: Page, name: str) -> None:
    send(page.get_by_role("button", name=name, exact=True))


def test_an_approver_sets_up_a_passkey_and_approves_with_it(page, run, member):
    user = member(app=False)
    user.groups.add(Group.objects.get(name="Approver"))
    page.goto("/admin/")
    check(page, "login")
    page.get_by_label("User name").fill("sam")
    page.get_by_label("Password").fill("wrong")
    press(page, "Go on")
    check(page, "login-wrong")
    page.get_by_label("User name").fill("sam")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")
    assert page.url.endswith("/admin/second-factors/")
    check(page, "second-factors-none")

    send(page.get_by_role("link", name="Add an app"))
    check(page, "add-app")
    page.get_by_label("The code that your app shows").fill(shown_by(page.locator("ol code").inner_text()))
    press(page, "Add the app")
    check(page, "recovery-codes")

    # With a code alone, this step is not taken.
    approve = f"/admin/runs/run/{run.pk}/step/approve/"
    page.goto(approve)
    assert "This step needs a passkey, and your account has none" in page.locator("#content").inner_text()
    check(page, "again-no-passkey")
    send(page.get_by_role("link", name="Add a passkey"))
    check(page, "add-passkey")
    page.get_by_label("Name").fill("My laptop")
    press(page, "Add a passkey")
    assert "My laptop" in page.locator("#content").inner_text()
    check(page, "second-factors")
    make_stale(user)
    page.goto(approve)
    check(page, "again")
    press(page, "Use your passkey")
    assert page.url.endswith(approve)
    press(page, "Approve")
    assert Approval.objects.get().by == f"staff:{user.pk}"

    # The next sign-in, with the passkey after the password; and what went wrong is said.
    press(page, "Log out")
    page.goto("/admin/")
    page.get_by_label("User name").fill("sam")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")
    check(page, "second-step")
    page.get_by_label("The code that your app shows").fill("000000")
    press(page, "Sign in")
    check(page, "second-step-wrong")
    press(page, "Use your passkey")
    assert page.url.endswith("/admin/")
    assert Event.objects.filter(action="staff.signed_in").latest("id").detail == {"with": ["password", "webauthn"]}


def test_the_pages_of_an_administrator(page, member):
    member("ann", is_superuser=True, app=False)
    other = member()
    page.goto(actions.set_up_link(by="command:staff", user=other).removeprefix("http://localhost:8000"))
    check(page, "set-password")
    page.goto("/admin/set-up/Mg/used-up/")
    check(page, "set-password-old")
    page.goto("/admin/")
    page.get_by_label("User name").fill("ann")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")
    page.goto("/admin/second-factors/passkey/")
    press(page, "Add a passkey")
    page.goto(f"/admin/auth/user/{other.pk}/change/")
    send(page.get_by_role("link", name="Suspend"))
    check(page, "suspend")
    page.goto(f"/admin/auth/user/{other.pk}/link/")
    check(page, "link")
    press(page, "Give a link to set a password")
    check(page, "link-shown")


def make_stale(user) -> None:
    """All that was shown in their sessions was shown an hour ago."""
    for one in Session.objects.all():
        session = SessionStore(one.session_key)
        for record in session.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
            record["at"] -= 3600
        session.save()
