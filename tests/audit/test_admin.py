import pytest
from django.urls import reverse

from clearance.audit import actions

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
