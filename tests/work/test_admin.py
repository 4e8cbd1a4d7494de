"""The page that shows what is stuck."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from clearance.work.models import Worker
from tests.lookup.browser import browser, check, needs_chromium  # noqa: F401
from tests.runs.drafts import ask, draft
from tests.work import sweeps

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/admin/work/worker/"


def a_worker(ago: timedelta = timedelta(0), **more) -> Worker:
    at = timezone.now() - ago
    return Worker.objects.create(
        reference=f"server-1:{Worker.objects.count()}/default", lane="default", started_at=at, beat_at=at, **more
    )


def rows(client, heading: str) -> list[str]:
    """The rows below a heading of the page, as they read."""
    page = client.get(PAGE).content.decode()
    part = page.partition(f"<h2>{heading}</h2>")[2].partition("<h2>")[0]
    return [" ".join(part_of_row.split()) for part_of_row in part.split("<tr>")[2:]]


def test_it_is_linked_from_the_index_of_the_admin(admin_client):
    assert reverse("admin:work_worker_changelist") == PAGE
    assert f'href="{PAGE}"' in admin_client.get("/admin/").content.decode()


@pytest.mark.parametrize("may", [(), ("view_worker",)])
def test_it_asks_for_its_permission(client, django_user_model, may):
    user = django_user_model.objects.create_user("operator", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=may))
    client.force_login(user)
    assert client.get(PAGE).status_code == (200 if may else 403)
    assert (PAGE in client.get("/admin/").content.decode()) is bool(may)


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get(PAGE).url == f"/admin/login/?next={PAGE}"


def test_without_a_worker_it_says_so_and_what_to_do(admin_client):
    first, second = rows(admin_client, "Stuck")
    assert "Nobody works on the lane “default”." in first
    assert "manage.py worker" in second
    assert "No worker runs." in admin_client.get(PAGE).content.decode()


def test_it_shows_each_worker_and_what_it_is_at_since_when(admin_client):
    now = timezone.now()
    a_worker(doing="clearance.runs.analysis.tasks.take_up_analyses", since=now - timedelta(minutes=3))
    a_worker()
    at_work, idle = rows(admin_client, "Workers")
    assert "take up analyses" in at_work
    assert "3 minutes" in at_work
    assert "nothing: it waits for work" in idle


def test_what_waits_leads_to_its_page_and_stands_among_the_stuck_when_it_takes_too_long(admin_client):
    analysis = ask(draft())
    type(analysis).objects.update(asked_at=timezone.now())
    assert not [row for row in rows(admin_client, "Stuck") if "not begun" in row]
    [row] = [row for row in rows(admin_client, "Waiting, no longer than is normal") if "not begun" in row]
    type(analysis).objects.update(asked_at=timezone.now() - timedelta(days=2))
    [row] = [row for row in rows(admin_client, "Stuck") if "not begun" in row]
    assert reverse("admin:runs_analysis_change", args=[analysis.pk]) in row
    assert "2 days" in row
    assert "15 minutes" in row


@pytest.fixture
def page(admin_client, browser, live_server):  # noqa: F811
    session = {"name": "session", "value": admin_client.cookies["session"].value, "url": live_server.url}
    with browser.new_context(base_url=live_server.url) as context:
        context.add_cookies([session])
        yield context.new_page()


@pytest.mark.browser
@needs_chromium
def test_it_can_be_read_at_every_width_and_by_everyone(page):
    a_worker(doing="clearance.runs.analysis.tasks.take_up_analyses", since=timezone.now())
    a_worker(timedelta(days=1))
    ask(draft())
    sweeps.quick.enqueue()
    page.goto(PAGE)
    check(page, part="#content")


@pytest.mark.browser
@needs_chromium
def test_on_paper_there_is_nothing_but_the_page(page):
    page.goto(PAGE)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert not page.locator("#header, #nav-sidebar, .breadcrumbs").filter(visible=True).count()
