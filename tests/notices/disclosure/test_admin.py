"""The page on which members of an agency check a record before they disclose it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clearance.agencies.models import Member
from clearance.audit.models import Event
from clearance.notices.disclosure import actions
from clearance.staff import reference
from tests.lookup.browser import browser, check, needs_chromium, send  # noqa: F401
from tests.notices.told import AT, agency, charges, clear, policy, run_of

pytestmark = pytest.mark.django_db
PAGE = "/admin/notices/disclosurecheck/"
YES = "This record has been cleared. Do not disclose it."
NO = "We have no cleared record with these data."
ASKED = {"tracking_number": " T1 ", "arrest_date": "2011-03-01"}


@pytest.fixture
def law(tmp_path):
    return policy(tmp_path)


@pytest.fixture
def police(law):
    return agency("police", "police", ("county", "Greene"))


def member(*agencies, **said):
    """Signed in as someone who acts for these agencies."""
    user = get_user_model().objects.create_user("pat", is_staff=True, **said)
    for one in agencies:
        Member.objects.create(agency=one, user=user, since=AT)
    client = Client()
    client.force_login(user)
    return client


def shown(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_member_asks_and_gets_yes_or_no(law, police):
    of = charges(1, tracking_number="T1")
    clear(run_of(law, of), of)
    client = member(police)
    assert YES in shown(client.post(PAGE, ASKED))
    answer = shown(client.post(PAGE, ASKED | {"tracking_number": "T2"}))
    assert NO in answer
    assert YES not in answer
    user = get_user_model().objects.get()
    events = Event.objects.of_kind("disclosure.checked").order_by("id")
    assert [event.subject for event in events] == [f"person:{of[0].person_id}", police.reference]
    assert {event.actor for event in events} == {reference(user)}


def test_the_form_has_the_agencys_data_points_and_no_answer_yet(police):
    page = shown(member(police).get(PAGE))
    assert 'name="tracking_number"' in page
    assert 'name="arrest_date"' in page
    assert 'name="statute"' not in page
    assert YES not in page
    assert NO not in page


@pytest.mark.parametrize("given", [{"tracking_number": ""}, {"arrest_date": ""}, {"arrest_date": "03/01/2011"}])
def test_all_data_points_are_needed_and_nothing_is_asked_without(police, given):
    page = shown(member(police).post(PAGE, ASKED | given))
    assert "errorlist" in page
    assert NO not in page
    assert not Event.objects.of_kind("disclosure.checked").exists()


def test_it_stands_in_the_admin_of_members_only(law, police):
    assert PAGE in shown(member(police).get("/admin/"))


@pytest.mark.parametrize("superuser", [False, True])
def test_who_acts_for_no_such_agency_has_no_page(law, police, superuser):
    client = member(agency("court", "court"), is_superuser=superuser)
    for answer in (client.get(PAGE), client.post(PAGE, ASKED)):
        assert answer.status_code == 403
    assert PAGE not in shown(client.get("/admin/"))


def test_a_membership_that_ended_counts_no_more(police):
    client = member(police)
    Member.objects.update(ended_at=timezone.now())
    assert client.get(PAGE).status_code == 403


def test_a_member_of_several_chooses_and_asks_for_no_other(law, police):
    sheriff = agency("sheriff", "police", data=["court", "case_number"])
    agency("rangers", "police")
    client = member(police, sheriff)
    assert f'<a href="?agency={sheriff.code}">' in shown(client.get(PAGE))
    assert 'name="case_number"' in shown(client.get(f"{PAGE}?agency=sheriff"))
    assert client.get(f"{PAGE}?agency=rangers").status_code == 403
    asked = {"court": "Greene District Court", "case_number": "9"}
    assert NO in shown(client.post(f"{PAGE}?agency=sheriff", asked))
    assert Event.objects.of_kind("disclosure.checked").get().detail["agency"] == "sheriff"


def test_after_so_many_questions_the_page_says_when_to_ask_again(police, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AN_HOUR", 0)
    response = member(police).post(PAGE, ASKED)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert "You can ask again at" in response.content.decode()


def test_the_agency_itself_is_not_on_the_page_of_checks(police):
    client = member(police, is_superuser=True)
    for address in ("add/", f"{police.pk}/change/", f"{police.pk}/delete/", f"{police.pk}/history/"):
        assert client.get(PAGE + address).status_code == 404


def test_the_page_says_nothing_in_its_address_or_title(police):
    page = shown(member(police).post(PAGE, ASKED))
    assert "<title>Check before disclosing" in page
    assert "T1" not in page.partition("</title>")[0]
    assert reverse("admin:notices_disclosurecheck_changelist") == PAGE


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@needs_chromium
def test_the_page_is_accessible_narrow_and_wide(tmp_path, browser, live_server):  # noqa: F811
    law = policy(tmp_path)
    clear(run_of(law, of := charges(1, tracking_number="T1")), of)
    session = member(agency("police", "police"), agency("sheriff", "police")).cookies["session"].value
    with browser.new_context(base_url=live_server.url) as context:
        context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(PAGE)
        check(page, part="#content")
        for number, answer in (("T1", YES), ("T2", NO)):
            page.get_by_label("tracking number").fill(number)
            page.get_by_label("arrest date").fill("2011-03-01")
            send(page.get_by_role("button", name="Check before disclosing"))
            assert page.get_by_text(answer).is_visible()
            check(page, part="#content")
