"""A page about a record closes at once when an import changes who the record is about."""

from datetime import timedelta

import pytest

from clearance.audit.models import Event
from lookup.identity.models import Link, Visit
from tests.lookup import people
from tests.lookup.identity.review.asking import identity_changes, judge
from tests.lookup.visiting import begin_visit, linked, sign_in

pytestmark = pytest.mark.django_db
CHANGED = "The state has changed what it writes down about who you are."


@pytest.fixture(autouse=True)
def law(now, quick_answers, db):
    people.put_franklin_in_force()


def views():
    return Event.objects.of_kind("record.viewed").count()


def test_a_visit_ends_with_the_next_page_and_says_what_to_do(client):
    begin_visit(client, person := people.someone_who_waits())
    assert client.get("/mine/").status_code == 200
    identity_changes(person, after=timedelta(0))
    for address in ("/mine/", "/mine/", "/mine/print/"):
        response = client.get(address)
        assert response.status_code == 403
        assert CHANGED in response.content.decode()
        assert "To look again you need a new code." in response.content.decode()
    assert Visit.objects.get().left_at == people.NOW
    assert (views(), Event.objects.of_kind("visit.left").count()) == (1, 1)


def test_a_visit_that_is_over_by_itself_says_nothing_of_it(client, monkeypatch):
    begin_visit(client, people.someone_who_waits())
    monkeypatch.setattr("django.utils.timezone.now", lambda: people.NOW + timedelta(minutes=15))
    assert CHANGED not in client.get("/mine/").content.decode()


def test_an_account_is_led_to_the_page_that_says_what_to_do(client):
    link = linked(person := people.someone_who_waits())
    Link.objects.update(recognised_at=people.NOW)
    sign_in(client, link.account)
    assert client.get("/mine/").status_code == 200
    identity_changes(person, after=timedelta(0))
    response = client.get("/mine/", follow=True)
    assert [to for to, _ in response.redirect_chain] == ["/verify/waiting/", "/verify/"]
    assert CHANGED in response.content.decode()
    link.refresh_from_db()
    assert (link.state, link.because) == ("frozen", "identity_changed")
    assert views() == 1


def test_what_people_kept_since_stays_open(client):
    link = linked(person := people.someone_who_waits())
    Link.objects.update(recognised_at=people.NOW)
    sign_in(client, link.account)
    identity_changes(person, after=timedelta(0))
    client.get("/mine/")
    for by, minute in ((901, 0), (902, 1)):
        judge(link.claim, "keep", by=by, at=people.NOW + timedelta(minutes=minute))
    assert client.get("/mine/").status_code == 200


def test_what_changed_before_the_claim_was_decided_closes_nothing(client):
    identity_changes(person := people.someone_who_waits(), after=timedelta(minutes=-1))
    begin_visit(client, person)
    assert client.get("/mine/").status_code == 200
