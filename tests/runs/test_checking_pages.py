"""The pages on which decisions are checked and objected to, narrow and wide: axe finds nothing, nothing is cut off."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from clearance.runs.actions import put_in_force
from clearance.runs.objections import actions as objections
from clearance.runs.sample import actions as sampling
from tests.lookup import people
from tests.lookup.browser import browser, check, needs_chromium, send  # noqa: F401
from tests.runs.computed import AT, PREPARER, charge, clear, run_of
from tests.runs.objecting import greene
from tests.runs.staff import member_of_staff, signed_in
from tests.runs.test_objections import OPENED

pytestmark = [pytest.mark.browser, needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    people.someone_with_everything()
    return run_of(put_in_force(by="staff:9", policy="franklin", at=AT))


@pytest.fixture
def opened(browser: Browser, live_server):  # noqa: F811
    """Opens a page of the admin for a member of staff."""
    contexts = []

    def page_for(user, address: str):
        cookie = signed_in(user).cookies["session"].value
        context = browser.new_context(base_url=live_server.url)
        contexts.append(context)
        context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(address)
        return page

    yield page_for
    for context in contexts:
        context.close()


def test_the_pages_of_the_sample(run, opened):
    operator = member_of_staff("olga", "prepare_run")
    reviewer = member_of_staff("rita", "review_sample")
    check(opened(operator, reverse("admin:runs_sample_draw", args=[run.pk])), "draw", part="#content")
    sample = sampling.draw(by=PREPARER, run=run, at=AT)
    place = sample.decisions.get(charge=charge("P1-C2-1")).number
    page = opened(reviewer, reverse("admin:runs_sample_check", args=[sample.pk, place]))
    page.get_by_label("I disagree").check()
    send(page.get_by_role("button", name="Answer"))
    check(page, "decision", part="#content")
    page.get_by_label("What is wrong, if you disagree").select_option("wrong_data")
    page.get_by_label("What you found").fill("The docket says 2019.")
    send(page.get_by_role("button", name="Answer"))
    clear(run, "P1-C2-2")
    sealed = sample.decisions.get(charge=charge("P1-C2-2")).number
    page.goto(reverse("admin:runs_sample_check", args=[sample.pk, sealed]))
    check(page, "decision-sealed", part="#content")
    page.goto(reverse("admin:runs_sample_change", args=[sample.pk]))
    check(page, "sample", part="#content")
    check(opened(operator, reverse("admin:runs_run_change", args=[run.pk])), "run", part="#content")


def test_the_pages_of_objections(run, opened):
    objections.open_window(by=PREPARER, run=run, on=OPENED, at=AT)
    prosecutor = greene()
    page = opened(prosecutor.user, reverse("admin:runs_objection_open"))
    check(page, "open-runs", part="#content")
    send(page.get_by_role("link", name="for Greene"))
    page.get_by_label("Case number").fill("16-CR-2203")
    send(page.get_by_role("button", name="Look"))
    check(page, "agency-run-found", part="#content", widths=(360, 1280))
    send(page.get_by_role("link", name="Object to charge 1 of these"))
    check(page, "object", part="#content")
    page.get_by_label("The record is of another person").check()
    page.get_by_label("Evidence").fill("Docket, entry 4.")
    send(page.get_by_role("button", name="Object to the clearing"))
    page.wait_for_url(f"**{reverse('admin:runs_objection_run', args=[run.pk, 'greene'])}")
    page.goto(reverse("admin:runs_objection_no_more", args=[run.pk, "greene"]))
    check(page, "no-more", part="#content")
    clerk = member_of_staff("clara", "decide_objection")
    objection = run.objections.get()
    page = opened(clerk, reverse("admin:runs_objection_change", args=[objection.pk]))
    check(page, "objection", part="#content")
    send(page.get_by_role("link", name="Decide on it"))
    check(page, "decide", part="#content")
