"""Agencies in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse

from clearance.agencies import actions
from clearance.agencies.models import Agency, Area, Contact, Key, Member
from clearance.audit.models import Event
from tests.agencies.examples import KEY, agency, contact
from tests.records.extracts import AT
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db

ADD = "/admin/agencies/agency/add/"
LIST = "/admin/agencies/agency/"


def page_of(one: Agency) -> str:
    return reverse("admin:agencies_agency_change", args=[one.pk])


def step(name: str, row) -> str:
    return reverse(f"admin:agencies_{name}", args=[row.pk])


def form(areas=(), contacts=(), **said) -> dict:
    """What the browser sends: rows below are (pk or "", *values) of a kind and a name, or a name and an address."""
    sent = {
        "code": "greene-district-court",
        "name": "Greene District Court",
        "kind": "court",
        "named_as": "",
        "data": ["court", "case_number"],
        "delivery": "pull",
        **said,
    }
    for prefix, columns, rows in (("areas", ("kind", "name"), areas), ("contacts", ("name", "email"), contacts)):
        sent[f"{prefix}-TOTAL_FORMS"] = len(rows)
        sent[f"{prefix}-INITIAL_FORMS"] = sum(bool(pk) for pk, *_ in rows)
        for number, (pk, *values) in enumerate(rows):
            sent[f"{prefix}-{number}-id"] = pk
            sent |= {f"{prefix}-{number}-{column}": value for column, value in zip(columns, values, strict=False)}
            if len(values) > len(columns):
                sent[f"{prefix}-{number}-DELETE"] = "on"
    return sent


def errors(response) -> list[str]:
    return [str(error) for found in response.context["errors"] for error in found]


def warnings(response) -> list[str]:
    return [str(message) for message in response.context["messages"] if message.level_tag == "warning"]


def shown(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def staff(client, django_user_model):
    """Someone of the staff, signed in, with the permissions that the test gives."""

    def signed_in(*codenames):
        user = django_user_model.objects.create_user("sam", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return user

    return signed_in


def test_staff_register_an_agency_with_its_areas_and_contacts(admin_client, admin_user):
    rows = {"areas": [("", "court", "Greene District Court")], "contacts": [("", "Pat Canary", "pat@greene.example")]}
    response = admin_client.post(ADD, form(**rows), follow=True)
    one = Agency.objects.get()
    assert (one.code, one.data, one.statewide) == ("greene-district-court", ["court", "case_number"], False)
    assert one.registered_at
    assert str(Area.objects.get()) == "court Greene District Court"
    assert Contact.objects.get().email == "pat@greene.example"
    actions_done = set(Event.objects.values_list("actor", "action", "subject"))
    by, of = f"staff:{admin_user.pk}", f"agency:{one.pk}"
    assert actions_done == {
        (by, "agency.registered", of),
        (by, "agency.area_saved", of),
        (by, "agency.contact_saved", of),
    }
    assert any(one.startswith("No case on record has the court") for one in warnings(response))


def test_the_name_of_a_person_cannot_be_chosen_and_the_page_says_why(admin_client):
    page = shown(admin_client, ADD)
    assert 'value="birth_date"' in page
    assert 'value="name"' not in page
    assert "the records here hold no names" in page
    response = admin_client.post(ADD, form(data=["name", "court"]))
    assert errors(response) == ["The records here hold no names. Choose data points other than the name."]
    assert not Agency.objects.exists()


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"data": []}, "Choose one data point at least: by these it finds its own record."),
        ({"code": "Greene"}, "Small letters, digits and hyphens, beginning with a letter."),
        ({"kind": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said(admin_client, said, complaint):
    assert errors(admin_client.post(ADD, form(**said))) == [complaint]
    assert not Agency.objects.exists()


def test_staff_change_everything_but_the_code(admin_client):
    one = agency(courts=("Greene District Court", "Old Court"))
    kept, gone = Area.objects.order_by("pk")
    pat = contact(one)
    areas = [(kept.pk, "court", "Greene Court"), (gone.pk, "court", "Old Court", "remove")]
    contacts = [(pat.pk, "Pat Canary", "other@greene.example"), ("", "Sam", "sam@greene.example")]
    admin_client.post(page_of(one), form(areas, contacts, code="other", delivery="folder"))
    one.refresh_from_db()
    assert (one.code, one.delivery) == ("greene-district-court", "folder")
    assert [str(area) for area in Area.objects.all()] == ["court Greene Court"]
    assert set(Contact.objects.values_list("email", flat=True)) == {"other@greene.example", "sam@greene.example"}
    assert Event.objects.of_kind("agency.area_removed").get().detail == {"area": "court Old Court"}
    assert Event.objects.of_kind("agency.contact_saved").count() == 3


def test_rows_below_that_did_not_change_are_not_written_again(admin_client):
    one = agency(courts=("Greene District Court",))
    before = Event.objects.of_kind("agency.area_saved").count()
    admin_client.post(page_of(one), form([(Area.objects.get().pk, "court", "Greene District Court")]))
    assert Event.objects.of_kind("agency.area_saved").count() == before


def test_the_page_says_what_each_law_in_force_asks_of_the_agency(admin_client, tmp_path):
    one = agency(data=["court"])
    assert "no law is in force" in shown(admin_client, page_of(one))
    in_force(tmp_path)
    assert "Example Clean Slate Act: It does not name the agency" in shown(admin_client, page_of(one))
    named = '[[process.agency]]\nid = "courts"\nname = "Courts"\nkind = "court"\nrole = "must_shield"\n'
    in_force(tmp_path, LAW + named)
    assert "It must hide what is cleared; the law sets no time." in shown(admin_client, page_of(one))
    in_force(tmp_path, LAW + named + 'within = { days = 30 }\ndata = ["court", "sequence"]\n')
    page = shown(admin_client, page_of(one))
    assert "It must hide what is cleared, within 30 days of a notice." in page
    assert "The law says that it also needs: number of the charge in its case." in page
    in_force(tmp_path, LAW + named.replace("must_shield", "notified_only"))
    assert "It is only told." in shown(admin_client, page_of(one))


def test_a_repository_that_starts_clearing_sees_so(admin_client, tmp_path):
    in_force(tmp_path, LAW + '[process.initiator]\nagency = "The repository"\nkind = "repository"\n')
    page = shown(admin_client, page_of(agency("bureau", kind="repository")))
    assert "It finds the eligible records and starts clearing." in page


def test_a_key_is_added_after_a_page_that_says_what_it_means(admin_client, admin_user):
    one = agency()
    assert "is taken for the agency’s own" in shown(admin_client, step("add_key", one))
    assert not Key.objects.exists()
    response = admin_client.post(step("add_key", one), {"public_key": KEY}, follow=True)
    assert response.redirect_chain == [(page_of(one), 302)]
    assert Key.objects.get().added_by == f"staff:{admin_user.pk}"
    assert KEY in response.content.decode()


@pytest.mark.parametrize(("text", "complaint"), [("AAAA", "This is no public key."), ("", "This field is required.")])
def test_what_is_no_key_is_refused_on_the_same_page(admin_client, text, complaint):
    response = admin_client.post(step("add_key", agency()), {"public_key": text})
    assert complaint in response.content.decode()
    assert not Key.objects.exists()


def test_a_key_is_ended_after_a_page_that_says_what_it_means(admin_client):
    one = agency()
    key = actions.add_key(by="staff:1", agency=one, public_key=KEY, at=AT)
    assert step("end_key", key) in shown(admin_client, page_of(one))
    assert "Nothing more is taken" in shown(admin_client, step("end_key", key))
    assert Key.objects.valid().exists()
    admin_client.post(step("end_key", key))
    assert not Key.objects.valid().exists()
    assert admin_client.get(step("end_key", key)).status_code == 404


def test_members_come_and_go(admin_client, django_user_model):
    one = agency()
    clerk = django_user_model.objects.create_user("clerk", is_staff=True)
    for name, more in (("visitor", {}), ("gone", {"is_staff": True, "is_active": False})):
        django_user_model.objects.create_user(name, **more)
    choices = shown(admin_client, step("add_member", one))
    assert "clerk" in choices
    assert "visitor" not in choices
    assert "gone" not in choices
    admin_client.post(step("add_member", one), {"user": clerk.pk})
    member = Member.objects.get()
    assert (member.agency, member.user) == (one, clerk)
    assert "clerk" not in shown(admin_client, step("add_member", one))
    admin_client.post(step("end_member", member))
    assert not Member.objects.current().exists()
    assert "clerk" in shown(admin_client, page_of(one))


def test_an_agency_is_closed_after_a_page_that_says_what_it_means_and_never_removed(admin_client):
    one = agency()
    assert "This cannot be undone." in shown(admin_client, step("close", one))
    assert Agency.objects.open().exists()
    admin_client.post(step("close", one))
    assert not Agency.objects.open().exists()
    assert admin_client.get(step("close", one)).status_code == 404
    assert step("close", one) not in shown(admin_client, page_of(one))
    assert admin_client.post(reverse("admin:agencies_agency_delete", args=[one.pk])).status_code == 403


def test_a_name_in_the_form_is_shown_as_text(admin_client):
    one = agency(name="<script>Greene")
    assert "<script>Greene" not in shown(admin_client, page_of(one))
    assert "<script>Greene" not in shown(admin_client, step("close", one))


def test_whoever_may_only_look_sees_everything_and_changes_nothing(client, staff):
    one = agency(courts=("Greene District Court",))
    key = actions.add_key(by="staff:1", agency=one, public_key=KEY, at=AT)
    user = staff("view_agency")
    page = shown(client, page_of(one))
    assert KEY in page
    assert "Greene District Court" in page
    assert "End it" not in page
    assert "Add a key" not in page
    member = actions.add_member(by="staff:1", agency=one, user=user, at=AT)
    for address in [
        step("close", one),
        step("add_key", one),
        step("end_key", key),
        step("add_member", one),
        step("end_member", member),
    ]:
        assert {client.get(address).status_code, client.post(address).status_code} == {403}
    assert {client.post(address, form()).status_code for address in (ADD, page_of(one))} == {403}


def test_whoever_may_change_an_agency_may_not_add_a_key_for_it(client, staff):
    one = agency()
    staff("change_agency")
    assert client.get(step("close", one)).status_code == 200
    assert client.post(step("add_key", one), {"public_key": KEY}).status_code == 403


def test_the_sign_in_page_opens_for_anyone(client):
    agency()
    assert "For members of staff" in shown(client, "/admin/login/")


def test_the_list_shows_each_agency(admin_client):
    agency()
    assert "Greene District Court" in shown(admin_client, LIST)


def test_the_admins_own_log_names_no_contact(admin_client):
    one = agency()
    admin_client.post(page_of(one), form(contacts=[("", "Pat Canary", "pat@greene.example")]))
    assert "Canary" not in LogEntry.objects.get().change_message
