"""Runs in the admin: each step with a page that says what will happen, for whoever may take it and no one else."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clearance.roles.actions import set_up_roles
from clearance.runs.approval.models import Brake
from clearance.runs.eligibility import decide
from clearance.runs.eligibility.models import Run
from tests.lookup.browser import browser, check, needs_chromium  # noqa: F401
from tests.runs.eligibility.state import a_newer_import, a_state, approved, computed, ready, simple_law, worked
from tests.staff import showed_all

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/runs/run/add/"
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def settings_for_tests(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def policy(tmp_path, monkeypatch):
    monkeypatch.setattr(decide, "FIRST_STAGE", 10)
    a_state(tmp_path)
    set_up_roles(by="staff:9")
    return simple_law(tmp_path)


def someone(name: str, role: str) -> Client:
    """A member of staff with a role, signed in."""
    user = get_user_model().objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


@pytest.fixture
def operator(policy):
    return someone("operator", "Run operator")


@pytest.fixture
def approvers(policy):
    return [someone(name, "Approver") for name in ("ann", "bob")]


def page_of(run: Run) -> str:
    return reverse("admin:runs_run_change", args=[run.pk])


def step_of(run: Run, name: str) -> str:
    return reverse("admin:runs_run_step", args=[run.pk, name])


def shown(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def take(client: Client, run: Run, name: str, **data) -> str:
    """Take a step through its page; what is said then."""
    response = client.post(step_of(run, name), data, follow=True)
    assert response.redirect_chain, response.content.decode()
    run.refresh_from_db()
    return said(response)


def test_a_run_from_the_first_page_to_the_last(policy, operator, approvers):
    form = {"policy": policy.pk, "as_of": "2026-01-01", "counties": ""}
    response = operator.post(ADD, form)
    run = Run.objects.get()
    assert response.url == page_of(run)
    waiting = operator.get(page_of(run))
    assert waiting["Refresh"] == "5"
    worked(run)
    page = shown(operator, page_of(run))
    assert "Computed" in page
    assert "By county" in page
    assert "Close the dry run" in page
    assert "Approve" not in page
    assert take(operator, run, "settle") == "Close the dry run: done."
    worked(run)
    for approver in approvers:
        page = shown(approver, step_of(run, "approve"))
        assert run.digest in page
        assert take(approver, run, "approve", digest=run.digest) == "Approve: done."
    assert run.state == "approved"
    assert take(operator, run, "start") == "Let it take effect: done."
    worked(run)
    assert "Stage 1 is done" in shown(operator, page_of(run))
    while run.paused_at:
        take(operator, run, "carry-on")
        worked(run)
    assert "charges were cleared" in shown(operator, page_of(run))


def test_nobody_takes_a_step_without_the_permission_for_it(policy, operator, approvers):
    run = ready(policy)
    assert operator.get(step_of(run, "approve")).status_code == 403
    assert operator.post(step_of(run, "approve"), {"digest": run.digest}).status_code == 403
    for name in ("settle", "start", "stop", "withdraw", "carry-on"):
        assert approvers[0].get(step_of(run, name)).status_code == 403
    assert approvers[0].get(ADD).status_code == 403
    clerk = someone("clerk", "Court clerk")
    assert clerk.get(page_of(run)).status_code == 403
    assert operator.get(step_of(run, "fly")).status_code == 404
    assert not run.approvals.exists()


def test_a_superuser_who_prepared_a_run_does_not_approve_it(policy, admin_client, admin_user):
    run = ready(policy)
    assert "Approve: done." in take(admin_client, run, "approve", digest=run.digest)
    assert "You approved run" in take(admin_client, run, "approve", digest=run.digest)
    other = get_user_model().objects.create_superuser("root", password=PASSWORD)
    client = Client()
    client.login(username="root", password=PASSWORD)
    client.post(step_of(run, "withdraw"), {"why": "Mine this time."})
    client.post(ADD, {"policy": policy.pk, "as_of": "2026-01-01", "counties": ""})
    mine = worked(Run.objects.first())
    assert mine.prepared_by == f"staff:{other.pk}"
    take(client, mine, "settle")
    worked(mine)
    assert "You prepared run" in take(client, mine, "approve", digest=mine.digest)
    assert not mine.approvals.exists()


def test_a_passkey_that_was_shown_too_long_ago_is_asked_for_again(policy, approvers):
    run, client = ready(policy), approvers[0]
    showed_all(client, timezone.now() - timedelta(minutes=11))
    for method in (client.get, client.post):
        response = method(step_of(run, "approve"), {"digest": run.digest})
        assert response.url == (
            f"{reverse('admin:sign_in_again')}?{urlencode({'next': step_of(run, 'approve'), 'with': 'passkey'})}"
        )
    assert not run.approvals.exists()
    assert "This step needs a passkey, and your account has none" in shown(client, response.url)
    showed_all(client, timezone.now())
    assert "Approve: done." in take(client, run, "approve", digest=run.digest)


def test_what_is_refused_is_said_on_the_page_of_the_run(policy, operator, approvers):
    run = ready(policy)
    assert "is not that of run" in take(approvers[0], run, "approve", digest="0" * 64)
    assert "This is done only with a run that is" in take(operator, run, "start")
    a_newer_import()
    assert "came after run" in take(approvers[0], run, "approve", digest=run.digest)
    assert "Records were imported after this run" in shown(operator, page_of(run))


def test_a_second_run_of_the_same_law_is_refused_with_the_reason(policy, operator):
    run = computed(policy)
    form = {"policy": policy.pk, "as_of": "2026-01-01", "counties": ""}
    response = operator.post(ADD, form, follow=True)
    assert f"Run {run.pk}" in said(response)
    assert "is not finished" in said(response)


def test_a_county_that_no_case_is_in_is_refused(policy, operator):
    response = operator.post(ADD, {"policy": policy.pk, "as_of": "2026-01-01", "counties": "Greene\nAtlantis"})
    assert "No case is in Atlantis" in response.content.decode()
    assert not Run.objects.exists()


def test_a_brake_is_released_with_a_reason_by_someone_who_may(policy, operator, approvers):
    run = ready(policy)
    brake = Brake.objects.create(run=run, kind="nobody_told", found="3 charges", threshold="none", tripped=True)
    address = reverse("admin:runs_run_release", args=[run.pk, brake.pk])
    assert "holds the run" in shown(operator, page_of(run))
    assert operator.get(address).status_code == 403
    assert "3 charges" in shown(approvers[0], address)
    assert approvers[0].post(address, {"reason": ""}).status_code == 200
    approvers[0].post(address, {"reason": "The court closed in 1990."})
    assert "The court closed in 1990." in shown(operator, page_of(run))
    assert "Approve: done." in take(approvers[0], run, "approve", digest=run.digest)


def test_a_stop_asks_why_and_the_page_says_so(policy, operator):
    run = approved(policy)
    take(operator, run, "start")
    assert operator.post(step_of(run, "stop"), {"why": ""}).status_code == 200
    take(operator, run, "stop", why="A county called.")
    worked(run)
    page = shown(operator, page_of(run))
    assert "A county called." in page
    assert "0 charges are cleared" in page


@pytest.mark.browser
@needs_chromium
def test_the_pages_of_a_run_are_accessible_narrow_and_wide(policy, operator, approvers, live_server, browser):  # noqa: F811
    run = ready(policy)
    Brake.objects.create(run=run, kind="nobody_told", found="3 charges", threshold="none", tripped=True)
    pages = {
        operator: ["/admin/runs/run/", ADD, page_of(run), step_of(run, "withdraw")],
        approvers[0]: [step_of(run, "approve"), "/admin/runs/run/sign-in-again/"],
    }
    for client, addresses in pages.items():
        context = browser.new_context(base_url=live_server.url)
        context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
        page = context.new_page()
        for address in addresses:
            page.goto(address)
            check(page, part="#content")
        context.close()
