"""The first screen: nothing of the record but county and year leaves the site before a yes."""

from datetime import date

import pytest
from django.urls import URLPattern, get_resolver

from clearance.audit.models import Event
from lookup.identity.models import Link, Visit
from lookup.record.recognise.cases import Seen, first_sight
from tests.audit.full_log import no_more_events
from tests.lookup import people
from tests.lookup.visiting import begin_visit, linked, open_visit, sign_in

pytestmark = pytest.mark.django_db
#: What only the record itself says.
DETAILS = ("Theft", "Trespass", "Speeding", "cannabis", "assault", "Superior Court", "District Court", "0912", "felony")


@pytest.fixture(autouse=True)
def law(now, quick_answers, db):
    people.put_franklin_in_force()


def page(response) -> str:
    return response.content.decode()


def own_pages() -> list[str]:
    """Every address under /mine/ that asks for no argument: those too that others add."""
    patterns = [str(one.pattern) for one in get_resolver("lookup.urls").url_patterns if isinstance(one, URLPattern)]
    return [f"/{one}" for one in patterns if one.startswith("mine/") and "<" not in one]


def test_each_case_is_county_and_year_the_newest_first():
    assert first_sight(people.someone_with_everything()) == [
        Seen("Greene", 2023, 1),
        Seen("Harlan", 2020, 1),
        Seen("Greene", 2016, 1),
        Seen("Greene", 2011, 1),
    ]
    greene = {"county": "Greene", "filed_date": date(2020, 1, 8)}
    assert first_sight(people.person((greene, []), (greene, []), ({}, []), person_id="P9")) == [
        Seen("Greene", 2020, 2),
        Seen("", None, 1),
    ]


def test_the_first_screen_shows_county_and_year_and_no_detail(client):
    open_visit(client, person := people.someone_with_everything())
    shown = page(client.get("/mine/"))
    assert "Do you recognize these?" in shown
    for line in ("Greene County", "Harlan County", "2023", "2020", "2016", "2011"):
        assert line in shown
    assert [word for word in DETAILS if word in shown] == []
    assert [event.subject for event in Event.objects.of_kind("record.first_seen")] == [f"person:{person.pk}"]
    assert not Event.objects.of_kind("record.viewed").exists()


@pytest.mark.parametrize("address", own_pages())
@pytest.mark.parametrize("way", ["visit", "account"])
def test_no_page_shows_a_detail_before_a_yes(client, address, way):
    someone = people.someone_with_everything()
    if way == "visit":
        open_visit(client, someone)
    else:
        sign_in(client, linked(someone).account)
    for response in (client.get(address, follow=True), client.head(address)):
        assert [word for word in DETAILS if word in page(response)] == []
    assert not Event.objects.of_kind("record.viewed").exists()


def test_after_a_yes_the_record_opens(client):
    open_visit(client, person := people.someone_with_everything())
    assert client.post("/mine/yes/").url == "/mine/"
    assert "Two of your five charges can be cleared now." in page(client.get("/mine/"))
    assert Visit.objects.get().recognised_at == people.NOW
    event = Event.objects.of_kind("record.recognised").get()
    assert event.subject == f"person:{person.pk}"


def test_an_account_says_yes_once_and_for_all_its_visits(client):
    link = linked(people.someone_with_everything())
    sign_in(client, link.account)
    assert "¿Reconoce estos casos?" in page(client.get("/mine/", headers={"accept-language": "es"}))
    client.post("/mine/yes/", headers={"accept-language": "es"})
    client.logout()
    sign_in(client, link.account)
    assert "Two of your five charges" in page(client.get("/mine/"))
    assert Link.objects.get().recognised_at == people.NOW


def test_whoever_is_not_sure_gets_advice_and_nothing_opens(client):
    open_visit(client, people.someone_with_everything())
    shown = page(client.get("/mine/not-sure/"))
    assert "Nothing has opened, and nothing has changed." in shown
    assert Visit.objects.get().recognised_at is None
    assert "Do you recognize these?" in page(client.get("/mine/"))


def test_where_there_is_no_case_the_page_says_so_at_once(client):
    open_visit(client, people.someone_with_nothing())
    assert "The state has no charges on file for you." in page(client.get("/mine/"))
    assert client.get("/mine/wrong/").status_code == 200


def test_the_first_screen_is_not_shown_when_that_cannot_be_written_down(client):
    open_visit(client, people.someone_with_everything())
    with no_more_events():
        response = client.get("/mine/")
    assert response.status_code == 503
    assert "Greene" not in page(response)


@pytest.mark.parametrize("address", own_pages())
def test_the_way_out_for_whoever_finds_that_it_is_not_theirs_stands_on_every_page(client, address):
    begin_visit(client, people.someone_with_everything())
    response = client.get(address)
    if response.status_code == 200 and address not in ("/mine/not-mine/", "/mine/not-sure/"):
        assert 'href="/mine/not-mine/">This is not my record</a>' in page(response)


def test_saying_yes_needs_access(client):
    assert client.post("/mine/yes/").status_code == 403
    assert client.get("/mine/yes/").status_code == 405
