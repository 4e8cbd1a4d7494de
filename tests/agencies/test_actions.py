import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from clearance.agencies import actions
from clearance.agencies.models import Agency, Area, Key, Member
from clearance.audit.models import Event
from tests.agencies.examples import KEY, agency, contact
from tests.records.extracts import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def last_event() -> Event:
    return Event.objects.first()


def test_an_agency_is_registered_with_its_event():
    one = agency()
    assert (one.registered_at, one.closed_at) == (AT, None)
    event = last_event()
    assert (event.actor, event.action, event.subject) == ("staff:1", "agency.registered", f"agency:{one.pk}")
    assert event.detail == {
        "code": "greene-district-court",
        "name": "Greene District Court",
        "kind": "court",
        "named_as": "",
        "statewide": False,
        "data": ["court", "case_number"],
        "delivery": "pull",
    }


def test_data_points_are_kept_in_the_order_in_which_they_are_sent():
    assert agency(data=["case_number", "birth_date", "court", "court"]).data == ["birth_date", "court", "case_number"]


@pytest.mark.parametrize(
    ("said", "field", "complaint"),
    [
        ({"data": ["court", "name"]}, "data", "The records here hold no names."),
        ({"data": ["court", "shoe_size"]}, "data", "Found shoe_size; allowed: birth_date, court, case_number"),
        ({"data": []}, "data", "Choose one data point at least"),
        ({"code": "Greene Court"}, "code", "Small letters, digits and hyphens"),
        ({"kind": "school"}, "kind", "Value 'school' is not a valid choice."),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_allowed(said, field, complaint):
    with pytest.raises(ValidationError) as refused:
        agency(**said)
    assert refused.value.message_dict[field][-1].startswith(complaint)
    assert not Agency.objects.exists()
    assert not Event.objects.exists()


def test_two_agencies_cannot_have_one_code():
    agency()
    with pytest.raises(ValidationError, match="Agency with this Code already exists"):
        agency(name="Another court")


def test_an_agency_is_changed_with_its_event():
    one = agency()
    one.delivery = "folder"
    actions.change(by="staff:2", agency=one)
    assert Agency.objects.get().delivery == "folder"
    assert (last_event().actor, last_event().action) == ("staff:2", "agency.changed")
    assert last_event().detail["delivery"] == "folder"


def test_a_closed_agency_does_not_take_part_and_is_closed_once():
    one = agency()
    actions.close(by="staff:1", agency=one, at=LATER)
    actions.close(by="staff:1", agency=one, at=LATER + timedelta(days=1))
    assert not Agency.objects.open().exists()
    assert Agency.objects.get().closed_at == LATER
    assert Event.objects.of_kind("agency.closed").count() == 1


def test_areas_are_added_renamed_and_removed():
    one = agency(courts=("Greene District Court",))
    area = Area.objects.get()
    assert last_event().detail == {"area": "court Greene District Court"}
    area.name = "Greene Court"
    actions.save_area(by="staff:1", area=area)
    assert Area.objects.get().name == "Greene Court"
    actions.remove_area(by="staff:1", area=area)
    assert not Area.objects.exists()
    assert (last_event().action, last_event().subject) == ("agency.area_removed", f"agency:{one.pk}")


def test_contacts_come_and_go_and_no_event_names_them():
    one = contact(agency())
    one.reminders = False
    actions.save_contact(by="staff:1", contact=one)
    assert last_event().detail == {"contact": one.pk, "reminders": False}
    actions.remove_contact(by="staff:1", contact=one)
    assert last_event().action == "agency.contact_removed"
    assert "canary" not in json.dumps(list(Event.objects.values_list("detail", flat=True))).lower()


def test_a_key_is_valid_until_it_is_ended():
    one = agency()
    key = actions.add_key(by="staff:1", agency=one, public_key=f" {KEY}\n", at=AT)
    assert (key.public_key, key.added_at, key.added_by) == (KEY, AT, "staff:1")
    assert last_event().detail == {"key": KEY}
    assert list(one.keys.valid()) == [key]
    actions.end_key(by="staff:2", key=key, at=LATER)
    actions.end_key(by="staff:2", key=key, at=LATER + timedelta(days=1))
    assert not one.keys.valid().exists()
    assert Key.objects.get().ended_at == LATER
    assert Event.objects.of_kind("agency.key_ended").count() == 1


@pytest.mark.parametrize("text", ["", "not base64", KEY[:-1], KEY[:-2] + "9=", "AAAA", KEY[:-1] + "==", "é" * 44])
def test_what_is_no_public_key_is_refused(text):
    one = agency()
    with pytest.raises(ValidationError):
        actions.add_key(by="staff:1", agency=one, public_key=text, at=AT)
    assert not Key.objects.exists()


def test_a_key_is_never_used_again_by_any_agency():
    key = actions.add_key(by="staff:1", agency=agency(), public_key=KEY, at=AT)
    actions.end_key(by="staff:1", key=key, at=LATER)
    other = agency("police", kind="police")
    with pytest.raises(ValidationError, match="already exists"):
        actions.add_key(by="staff:1", agency=other, public_key=KEY, at=LATER)


def test_a_member_acts_for_an_agency_until_that_is_ended(django_user_model):
    one, user = agency(), django_user_model.objects.create_user("clerk", is_staff=True)
    member = actions.add_member(by="staff:1", agency=one, user=user, at=AT)
    assert last_event().detail == {"member": f"staff:{user.pk}"}
    assert list(Agency.objects.of_member(user)) == [one]
    with pytest.raises(ValidationError):
        actions.add_member(by="staff:1", agency=one, user=user, at=LATER)
    assert not Agency.objects.of_member(AnonymousUser()).exists()
    actions.end_member(by="staff:1", member=member, at=LATER)
    assert not Agency.objects.of_member(user).exists()
    assert Member.objects.get().ended_at == LATER
    assert actions.add_member(by="staff:1", agency=one, user=user, at=LATER)
