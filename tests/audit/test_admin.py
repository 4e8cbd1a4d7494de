import pytest
from django.db import DatabaseError
from django.urls import reverse

from clearance.audit import actions
from clearance.audit.models import Event
from tests.audit.full_log import no_more_events

LIST = reverse("admin:audit_event_changelist")


@pytest.fixture
def event(db):
    return actions.record(by="staff:7", action="code.issued", subject="person:1042")


def test_staff_can_read_the_log(admin_client, event):
    assert "code.issued" in admin_client.get(LIST).content.decode()
    assert admin_client.get(reverse("admin:audit_event_change", args=[event.pk])).status_code == 200


def test_the_log_can_be_searched_by_a_whole_reference_only(admin_client, event):
    assert "1 result" in admin_client.get(LIST, {"q": "person:1042"}).content.decode()
    assert "0 results" in admin_client.get(LIST, {"q": "person:104"}).content.decode()


def test_nobody_can_write_the_log_in_the_admin(admin_client, event):
    assert admin_client.get(reverse("admin:audit_event_add")).status_code == 403
    assert admin_client.post(reverse("admin:audit_event_delete", args=[event.pk]), {"post": "yes"}).status_code == 403
    change = admin_client.post(reverse("admin:audit_event_change", args=[event.pk]), {"actor": "staff:8"})
    assert change.status_code == 403
    assert "delete_selected" not in admin_client.get(LIST).content.decode()


def told():
    return list(Event.objects.exclude(action="code.issued").order_by("id").values_list("actor", "action", "subject"))


def test_reading_the_log_and_trying_to_change_it_are_events(admin_client, admin_user, event):
    change = reverse("admin:audit_event_change", args=[event.pk])
    delete = reverse("admin:audit_event_delete", args=[event.pk])
    for ask, address in (
        (admin_client.get, LIST),
        (admin_client.get, change),
        (admin_client.post, change),
        (admin_client.post, delete),
        (admin_client.get, reverse("admin:audit_event_add")),
    ):
        ask(address)
    by = f"staff:{admin_user.pk}"
    assert told() == [(by, "log.read", "log")] * 2 + [(by, "log.change_refused", "log")] * 3


def test_someone_who_may_not_read_the_log_is_refused_and_written_down(client, django_user_model, event):
    someone = django_user_model.objects.create_user("clerk", is_staff=True)
    client.force_login(someone)
    assert client.get(LIST).status_code == 403
    assert told() == [(f"staff:{someone.pk}", "log.read_refused", "log")]


def test_the_log_is_not_read_when_that_cannot_be_written_down(admin_client, event):
    with no_more_events(), pytest.raises(DatabaseError):
        admin_client.get(LIST)


def test_the_page_of_an_event_shows_its_hash(admin_client, event):
    page = admin_client.get(reverse("admin:audit_event_change", args=[event.pk])).content.decode()
    assert bytes(Event.objects.get(pk=event.pk).hash).hex() in page
