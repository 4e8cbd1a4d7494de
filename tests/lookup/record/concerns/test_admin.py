import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from clearance.agencies.models import Agency
from clearance.audit.models import Event
from clearance.records.models import Charge
from lookup.identity.access import Access
from lookup.record.concerns.actions import say
from lookup.record.concerns.models import Concern
from tests.lookup import people
from tests.lookup.people import NOW
from tests.lookup.visiting import linked
from tests.runs.staff import signed_in

pytestmark = pytest.mark.django_db
LIST = "admin:record_concern_changelist"


@pytest.fixture
def concern(now, db) -> Concern:
    access = Access(linked(people.someone_with_everything("SID-90012")))
    charge = Charge.objects.get(charge_id="SID-90012-C2-1")
    return say(access=access, kind="outcome", charge=charge, text="The judge let me go.", by=access.actor, at=NOW)


@pytest.fixture
def worker():
    user = get_user_model().objects.create_user("sam", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="work_concern", content_type__app_label="record"))
    return user


def step(concern, how):
    return reverse("admin:record_concern_step", args=[concern.pk, how])


def test_the_work_list_has_kind_county_and_age_and_no_name_nor_text(concern, worker):
    listed = signed_in(worker).get(reverse(LIST)).content.decode()
    for words in (str(concern), "it ended in another way", "Harlan", "0\xa0minutes", "nobody yet"):
        assert words in listed
    for word in ("SID-90012", "1980", "Theft", "judge", "0912"):
        assert word not in listed
    assert not Event.objects.of_kind("concern.viewed").exists()


def test_the_page_shows_the_charge_masked_and_the_look_is_told(concern, worker):
    page = signed_in(worker).get(reverse("admin:record_concern_change", args=[concern.pk])).content.decode()
    for words in ("The judge let me go.", "Theft under $500", "0912", "Franklin Superior Court"):
        assert words in page
    for word in ("SID-90012", "1980", "20-CR-0912"):
        assert word not in page
    event = Event.objects.of_kind("concern.viewed").get()
    assert (event.actor, event.subject) == (f"staff:{worker.pk}", f"person:{concern.person_id}")


def test_it_is_taken_passed_on_answered_and_opened_again(concern, worker):
    client = signed_in(worker)
    court = Agency.objects.create(
        code="court", name="Court", kind="court", data=["case_number"], statewide=True, registered_at=NOW
    )
    for how, data in (
        ("take", {}),
        ("pass-on", {"agency": court.pk}),
        ("answer", {"outcome": "passed", "english": "It is for the court.", "spanish": ""}),
        ("reopen", {}),
    ):
        assert client.get(step(concern, how)).status_code == 200
        assert client.post(step(concern, how), data).url == reverse(LIST)
    assert [one.kind for one in concern.steps.all()] == ["taken", "passed", "answered", "reopened"]
    assert {one.by for one in concern.steps.all()} == {f"staff:{worker.pk}"}
    page = client.get(reverse("admin:record_concern_change", args=[concern.pk])).content.decode()
    assert "It is for the court." in page
    assert "sam" in page


def test_only_agencies_that_are_responsible_for_the_case_can_be_asked(concern, worker):
    elsewhere = Agency.objects.create(
        code="elsewhere", name="Court of elsewhere", kind="court", data=["case_number"], registered_at=NOW
    )
    client = signed_in(worker)
    assert "Court of elsewhere" not in client.get(step(concern, "pass-on")).content.decode()
    assert "Select a valid choice" in client.post(step(concern, "pass-on"), {"agency": elsewhere.pk}).content.decode()


def test_a_step_that_is_refused_says_why(concern, worker):
    said = signed_in(worker).post(step(concern, "reopen"), follow=True).content.decode()
    assert "is open. Nothing is left to open again." in said


def test_others_see_nothing_and_do_nothing(concern):
    client = signed_in(get_user_model().objects.create_user("kim", is_staff=True))
    for address in (reverse(LIST), reverse("admin:record_concern_change", args=[concern.pk]), step(concern, "take")):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert not Event.objects.of_kind("concern.viewed").exists()
    assert not concern.steps.exists()
