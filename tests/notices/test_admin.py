from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clearance.agencies.models import Member
from clearance.audit.models import Event
from clearance.notices.acknowledgements.actions import take_in
from clearance.notices.messages import Item
from clearance.notices.models import Acknowledgement, Notice, WorkItem
from tests.notices.told import AT, agency, answer, key_of, sealed

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=40)
UPLOAD = reverse("admin:notices_acknowledgement_add")
LISTS = [reverse(f"admin:notices_{name}_changelist") for name in ("notice", "acknowledgement", "workitem")]


@pytest.fixture
def court():
    return agency("greene-court", "court", ("court", "Greene District Court"), delivery="folder")


@pytest.fixture
def key(court):
    return key_of(court)


@pytest.fixture
def notice(court, tmp_path) -> Notice:
    [notice] = sealed(court, folder=tmp_path)
    return notice


@pytest.fixture
def item(notice, key) -> WorkItem:
    """The court has the second line under another number."""
    items = [Item(1, "done"), Item(2, "conflict", theirs={"case_number": "11-THEIRS"})]
    take_in(by="worker", agency=notice.agency, body=answer(notice, key, items=items), at=AT)
    return WorkItem.objects.get()


@pytest.fixture
def user(client, django_user_model):
    """Someone of the staff who may do nothing yet."""
    user = django_user_model.objects.create_user("sam", is_staff=True)
    client.force_login(user)
    return user


def may(user, *names: str) -> None:
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="notices", codename__in=names))


def page_of(row) -> str:
    return reverse(f"admin:notices_{row._meta.model_name}_change", args=[row.pk])


def step(item: WorkItem, how: str) -> str:
    return reverse("admin:notices_settle", args=[item.pk, how])


def again(notice: Notice) -> str:
    return reverse("admin:notices_try_again", args=[notice.pk])


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def upload(client, of, body: bytes):
    sent = {"agency": of.pk, "file": SimpleUploadedFile("answer.json", body)}
    return client.post(UPLOAD, sent, follow=True)


def test_notices_are_listed_by_agency_in_counts_and_no_page_shows_what_is_in_them(client, user, notice, item):
    may(user, "view_notice", "view_acknowledgement", "view_workitem")
    for address in (*LISTS, page_of(notice), page_of(Acknowledgement.objects.get())):
        page = client.get(address).content.decode()
        assert "11-CR-000" not in page
        assert "11-THEIRS" not in page
        assert "person" not in page.casefold()
    assert "Notice 1 to Greene-Court" in client.get(LISTS[0]).content.decode()
    page = client.get(page_of(notice)).content.decode()
    assert "court, case_number, sequence" in page
    assert "<li>1 no answer yet</li>" in page
    assert "1 done, 1 conflict" in client.get(LISTS[1]).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"answers": "waiting"}, True),
        ({"answers": "overdue"}, True),
        ({"answers": "complete"}, False),
        ({"delivery": "open"}, False),
        ({"delivery": "waiting"}, True),
        ({"delivery": "given_up"}, False),
        ({"q": "run:"}, False),
        ({"q": "no such thing"}, False),
    ],
)
def test_notices_are_filtered_by_how_far_they_are(client, user, notice, query, found):
    may(user, "view_notice")
    assert ("Notice 1 to" in client.get(LISTS[0], query).content.decode()) is found


@pytest.mark.parametrize("by", ["pk", "origin"])
def test_a_notice_is_found_by_its_id_or_origin(client, user, notice, by):
    may(user, "view_notice")
    assert "Notice 1 to" in client.get(LISTS[0], {"q": str(getattr(notice, by))}).content.decode()


def test_nobody_adds_changes_or_deletes_what_was_told_or_answered(admin_client, notice, item):
    for row in (notice, item, Acknowledgement.objects.get()):
        names = f"admin:notices_{row._meta.model_name}"
        assert admin_client.post(page_of(row), {"lines": 7}).status_code == 403
        assert admin_client.post(reverse(f"{names}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    for name in ("notice", "workitem"):
        assert admin_client.get(reverse(f"admin:notices_{name}_add")).status_code == 403


def test_each_page_asks_for_its_permission(client, user, notice, item):
    pages = [*LISTS, page_of(notice), page_of(item), page_of(Acknowledgement.objects.get()), UPLOAD]
    steps = [step(item, "accept"), step(item, "send-again"), again(notice)]
    assert {client.get(address).status_code for address in [*pages, *steps]} == {403}
    assert {client.post(address, {"reason": "why"}).status_code for address in [*steps, UPLOAD]} == {403}
    may(user, "view_notice", "view_acknowledgement", "view_workitem")
    assert {client.get(address).status_code for address in pages[:-1]} == {200}
    assert {client.get(address).status_code for address in [*steps, UPLOAD]} == {403}
    assert WorkItem.objects.open().exists()


def test_each_look_at_a_work_item_is_written_down_with_the_person(client, user, item):
    may(user, "view_workitem")
    page = client.get(page_of(item)).content.decode()
    assert "<td>11-CR-0002</td>" in page
    assert "<td>11-THEIRS</td>" in page
    client.get(page_of(item))
    looks = Event.objects.of_kind("work_item.viewed")
    assert looks.count() == 2
    assert {look.actor for look in looks} == {f"staff:{user.pk}"}
    assert {look.subject for look in looks} == {f"person:{item.its_line().clearance.person_id}"}


def test_a_look_that_cannot_be_written_down_shows_nothing(client, user, item, monkeypatch):
    def fail(**options):
        raise RuntimeError

    may(user, "view_workitem")
    monkeypatch.setattr("clearance.notices.work_items.actions.audit.record", fail)
    with pytest.raises(RuntimeError):
        client.get(page_of(item))


def test_who_may_not_look_leaves_no_trace_and_a_work_item_that_is_not_there_is_not_found(client, user, item):
    assert client.get(page_of(item)).status_code == 403
    may(user, "view_workitem")
    client.get(reverse("admin:notices_workitem_change", args=[item.pk + 1]))
    assert not Event.objects.of_kind("work_item.viewed").exists()


@pytest.mark.parametrize(("how", "resolution"), [("send-again", "corrected"), ("accept", "accepted")])
def test_a_work_item_is_settled_with_a_reason(client, user, item, how, resolution):
    may(user, "resolve_work_item")
    assert step(item, how) in client.get(page_of(item)).content.decode()
    assert "No names." in client.get(step(item, how)).content.decode()
    assert client.post(step(item, how), {"reason": ""}).status_code == 200
    looks = Event.objects.of_kind("work_item.viewed").count()
    response = client.post(step(item, how), {"reason": "A slip of the pen."}, follow=True)
    assert response.redirect_chain == [(LISTS[2], 302)]
    assert said(response).endswith("done.")
    item.refresh_from_db()
    assert (item.resolution, item.reason, item.resolved_by) == (resolution, "A slip of the pen.", f"staff:{user.pk}")
    assert Event.objects.of_kind("work_item.viewed").count() == looks
    assert step(item, how) not in client.get(page_of(item)).content.decode()
    assert "is settled" in said(client.post(step(item, how), {"reason": "Once more."}, follow=True))


def test_there_are_two_ways_to_settle_one(client, user, item):
    may(user, "resolve_work_item")
    assert client.get(step(item, "forget")).status_code == 404


def test_staff_upload_the_signed_file_of_any_agency(client, user, notice, key):
    may(user, "add_acknowledgement", "view_acknowledgement")
    assert 'enctype="multipart/form-data"' in client.get(UPLOAD).content.decode()
    body = answer(notice, key)
    assert "taken in. 3 done." in said(upload(client, notice.agency, body))
    assert Acknowledgement.objects.get().taken_by == f"staff:{user.pk}"
    assert "taken in. 3 done." in said(upload(client, notice.agency, body))
    assert Acknowledgement.objects.count() == 1


def test_a_forged_file_is_refused_with_the_reason_and_logged(client, user, notice, key):
    may(user, "add_acknowledgement")
    forged = answer(notice, key).replace(b'"done": 3', b'"done": 2')
    assert "Refused (wrong_signature): " in said(upload(client, notice.agency, forged))
    assert Event.objects.of_kind("acknowledgement.refused").get().actor == f"staff:{user.pk}"
    assert not Acknowledgement.objects.exists()


def test_a_member_of_an_agency_uploads_for_that_one_only(client, user, notice, key):
    other = agency("bureau", "repository")
    Member.objects.create(agency=notice.agency, user=user, since=AT)
    page = client.get(UPLOAD).content.decode()
    assert f'<option value="{notice.agency.pk}" selected>' in page
    assert "Bureau" not in page
    assert "Select a valid choice." in upload(client, other, answer(notice, key)).content.decode()
    assert "taken in." in said(upload(client, notice.agency, answer(notice, key)))
    assert client.get(LISTS[1]).status_code == 403


def test_a_delivery_that_was_given_up_is_tried_again(client, user, notice):
    may(user, "view_notice", "redeliver_notice")
    Notice.objects.update(tries=20, given_up_at=AT, last_error="OSError: gone", next_try_at=LATER)
    assert again(notice) in client.get(page_of(notice)).content.decode()
    assert "OSError: gone" in client.get(again(notice)).content.decode()
    assert "is tried again" in said(client.post(again(notice), follow=True))
    notice.refresh_from_db()
    assert (notice.tries, notice.given_up_at, notice.next_try_at) == (0, None, None)
    Notice.objects.update(delivered_at=AT)
    assert again(notice) not in client.get(page_of(notice)).content.decode()
    assert "nothing to try again" in said(client.post(again(notice), follow=True))
