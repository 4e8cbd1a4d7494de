import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from clearance.audit.models import Event
from clearance.records.actions import rejects_path
from clearance.records.models import Import, Source
from tests.records.extracts import PEOPLE, changed, extract, source, take_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def done(tmp_path, settings) -> Import:
    """An import with a rejected row."""
    settings.DATA_DIR = tmp_path
    return take_in(extract(tmp_path / "sent", people=changed(PEOPLE, "P2", birth_date="19-SECRET")), max_bad=1)


@pytest.fixture
def staff(django_user_model, client):
    """Someone of the staff who may see imports."""
    user = django_user_model.objects.create_user("sam", password="not asked for here", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_import"))
    client.force_login(user)
    return user


def rejects_of(one: Import) -> str:
    return reverse("admin:records_rejects", args=[one.pk])


def test_the_page_of_an_import_shows_counts_and_problems_but_no_values(client, staff, done):
    page = client.get(reverse("admin:records_import_change", args=[done.pk])).content.decode()
    assert "people: 2 read, 1 added, 0 changed, 0 unchanged, 1 rejected" in page
    assert "is not a calendar date" in page
    assert "SECRET" not in page


def test_imports_are_listed_and_cannot_be_changed(client, staff, done):
    assert done.rejects_file
    assert client.get(reverse("admin:records_import_changelist")).status_code == 200
    assert client.get(reverse("admin:records_import_add")).status_code == 403
    assert client.post(reverse("admin:records_import_change", args=[done.pk]), {"by": "x"}).status_code == 403
    assert client.post(reverse("admin:records_import_delete", args=[done.pk]), {"post": "yes"}).status_code == 403


def test_rejected_rows_are_for_staff_with_the_permission_only(client, staff, done):
    assert client.get(rejects_of(done)).status_code == 403
    client.logout()
    assert client.get(rejects_of(done)).status_code == 302
    assert not Event.objects.of_kind("rejects.downloaded").exists()


def test_whoever_takes_the_rejected_rows_is_written_down(client, staff, done):
    staff.user_permissions.add(Permission.objects.get(codename="download_rejects"))
    response = client.get(rejects_of(done))
    assert b"19-SECRET" in b"".join(response.streaming_content)
    event = Event.objects.of_kind("rejects.downloaded").get()
    assert (event.actor, event.subject) == (f"staff:{staff.pk}", f"import:{done.pk}")


def test_rejected_rows_that_are_not_there_are_not_found(admin_client, done):
    rejects_path(done).unlink()
    assert admin_client.get(rejects_of(done)).status_code == 404
    assert admin_client.get(reverse("admin:records_rejects", args=[done.pk + 1])).status_code == 404


def test_a_source_can_be_described_and_nothing_else_of_it_changed(admin_client):
    one = source()
    page = reverse("admin:records_source_change", args=[one.pk])
    admin_client.post(page, {"title": "Franklin courts", "agency": "", "profile": "", "name": "other"})
    one.refresh_from_db()
    assert (one.title, one.name) == ("Franklin courts", "courts")
    assert Event.objects.of_kind("source.changed").get().detail["title"] == "Franklin courts"


def test_a_bad_profile_is_refused_with_its_reason(admin_client):
    page = reverse("admin:records_source_change", args=[source().pk])
    response = admin_client.post(page, {"title": "", "agency": "", "profile": "[profile"})
    assert "not TOML" in response.content.decode()
    assert Source.objects.get().profile == ""


def test_sources_are_neither_added_nor_removed_here(admin_client):
    one = source()
    assert admin_client.get(reverse("admin:records_source_changelist")).status_code == 200
    assert admin_client.get(reverse("admin:records_source_add")).status_code == 403
    assert admin_client.post(reverse("admin:records_source_delete", args=[one.pk]), {"post": "yes"}).status_code == 403
