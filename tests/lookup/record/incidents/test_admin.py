import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from clearance.audit.models import Event
from lookup.identity.access import Access
from lookup.record.incidents.actions import not_mine
from tests.lookup import people
from tests.lookup.people import NOW
from tests.lookup.visiting import linked
from tests.runs.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(now, db):
    people.put_franklin_in_force()
    link = linked(people.someone_with_everything("SID-90012"))
    return not_mine(access=Access(link), by=f"account:{link.account_id}", at=NOW)


def staff(name="sam"):
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="work_concern"))
    return user


def test_the_work_list_names_nobody_and_the_page_shows_the_first_screen_only(incident):
    client = signed_in(staff())
    listed = client.get(reverse("admin:record_incident_changelist")).content.decode()
    shown = client.get(reverse("admin:record_incident_change", args=[incident.pk])).content.decode()
    assert str(incident) in listed
    assert "Greene, 2023" in shown
    for word in ("SID-90012", "1980", "Theft", "0912"):
        assert word not in listed + shown
    event = Event.objects.of_kind("incident.viewed").get()
    assert event.subject == f"person:{incident.person_id}"


def test_it_is_taken_and_opened_again_step_by_step(incident):
    client = signed_in(staff())
    for how, data in (("take", {}), ("open-again", {"reason": "They came with their papers."})):
        address = reverse("admin:record_incident_step", args=[incident.pk, how])
        assert client.get(address).status_code == 200
        assert client.post(address, data).url == reverse("admin:record_incident_changelist")
    incident.refresh_from_db()
    assert (incident.outcome, incident.link.state) == ("theirs", "active")
    assert str(incident) not in client.get(reverse("admin:record_incident_changelist")).content.decode()
    done = client.get(reverse("admin:record_incident_changelist"), {"state": "done"}).content.decode()
    assert str(incident) in done


def test_a_step_that_is_refused_says_why(incident):
    client = signed_in(staff())
    address = reverse("admin:record_incident_step", args=[incident.pk, "end"])
    client.post(address, {"reason": "Two people under one number."})
    said = client.post(address, {"reason": "Again."}, follow=True).content.decode()
    assert "Nothing is left to do" in said
    assert client.get(reverse("admin:record_incident_step", args=[incident.pk, "other"])).status_code == 404


def test_others_see_neither_list_nor_page_nor_steps(incident):
    client = signed_in(get_user_model().objects.create_user("kim", is_staff=True))
    for address in (
        reverse("admin:record_incident_changelist"),
        reverse("admin:record_incident_change", args=[incident.pk]),
        reverse("admin:record_incident_step", args=[incident.pk, "take"]),
    ):
        assert client.get(address).status_code == 403
    assert not Event.objects.of_kind("incident.viewed").exists()
