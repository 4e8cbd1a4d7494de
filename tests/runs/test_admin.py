import pytest
from django.contrib import admin
from django.urls import reverse

from clearance.records.models import Case, Charge, Person
from clearance.runs.models import Determination
from tests.law.test_words import UNSTATED
from tests.records.extracts import extract, take_in
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_of_a_policy_says_what_it_says_and_how_many_charges_it_answers(admin_client, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    policy = in_force(tmp_path)
    take_in(extract(tmp_path / "sent"))
    page = admin_client.get(reverse("admin:runs_policy_change", args=[policy.pk])).content.decode()
    for words in ("Dismissed charges are sealed.", "Three years have passed.", "X.S. 12-34(1)(a)", policy.sha256):
        assert words in page
    assert "<li>eligible: 1</li>" in page
    assert "<li>undetermined: 1</li>" in page


def test_the_page_of_a_policy_marks_what_is_not_verified(admin_client, tmp_path):
    policy = in_force(tmp_path, LAW + UNSTATED)
    page = admin_client.get(reverse("admin:runs_policy_change", args=[policy.pk])).content.decode()
    assert "Compacts between states. (X.S. 12-35) <strong>not verified</strong>" in page


def test_policies_are_listed_and_cannot_be_added_changed_or_removed(admin_client, tmp_path):
    policy = in_force(tmp_path)
    assert policy.title in admin_client.get(reverse("admin:runs_policy_changelist")).content.decode()
    assert admin_client.get(reverse("admin:runs_policy_add")).status_code == 403
    assert admin_client.post(reverse("admin:runs_policy_delete", args=[policy.pk]), {"post": "yes"}).status_code == 403
    assert admin_client.post(reverse("admin:runs_policy_change", args=[policy.pk]), {"title": "x"}).status_code == 403


@pytest.mark.parametrize("model", [Person, Case, Charge, Determination])
def test_no_page_of_the_admin_lists_people_or_what_is_known_of_them(model):
    assert not admin.site.is_registered(model)
