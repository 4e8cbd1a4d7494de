import pytest
from django.test import Client

from lookup.identity.models import Visit
from lookup.record.incidents.models import Incident
from tests.audit.full_log import no_more_events
from tests.lookup import people
from tests.lookup.visiting import begin_visit, linked, open_visit, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def law(now, quick_answers, db):
    people.put_franklin_in_force()


def test_it_asks_first_and_hides_nothing_by_that(client):
    begin_visit(client, people.someone_with_everything())
    assert "Is this not about you?" in client.get("/mine/not-mine/").content.decode()
    assert client.get("/mine/").status_code == 200


def test_a_visitor_leads_to_a_calm_page_and_sees_nothing_again(client):
    open_visit(client, people.someone_with_everything())
    response = client.post("/mine/not-mine/")
    assert (response.status_code, response.url) == (302, "/stopped/")
    assert response["Clear-Site-Data"] == '"cache"'
    assert response["Cache-Control"] == "no-store"
    assert "ask for a new code" in client.get("/stopped/").content.decode()
    assert dict(client.session) == {}
    assert client.get("/mine/").status_code == 403
    assert Incident.objects.get().link is None


def test_in_every_window_of_an_account_it_is_hidden_and_says_what_happens_now(client):
    link = linked(people.someone_with_everything())
    other = Client()
    for window in (client, other):
        sign_in(window, link.account)
    client.post("/mine/yes/")
    assert "Theft" in other.get("/mine/").content.decode()
    client.post("/mine/not-mine/")
    for window in (client, other):
        for address in ("/mine/", "/mine/wrong/", "/mine/looks/", "/mine/alerts/"):
            response = window.get(address)
            assert response.status_code == 403
            assert "It is hidden. Thank you for telling us" in response.content.decode()
            assert "Greene" not in response.content.decode()
    assert Incident.objects.get().link == link


def test_nothing_is_hidden_unless_that_can_be_written_down(client):
    begin_visit(client, people.someone_with_everything())
    with no_more_events():
        assert client.post("/mine/not-mine/").status_code == 503
    assert Visit.objects.get().left_at is None
    assert not Incident.objects.exists()
    assert client.get("/mine/").status_code == 200


def test_without_access_there_is_nothing_to_hide(client):
    assert client.post("/mine/not-mine/").status_code == 403
    assert client.get("/stopped/").status_code == 200
