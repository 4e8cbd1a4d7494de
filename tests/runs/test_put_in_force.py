from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from clearance.audit.models import Event
from clearance.law.policy import PolicyError
from clearance.runs.actions import put_in_force
from clearance.runs.laws import law_of
from clearance.runs.models import Policy
from tests.records.extracts import AT
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def test_a_policy_in_force_keeps_its_text_hash_and_dates(tmp_path):
    policy = in_force(tmp_path)
    assert (policy.policy_id, policy.title, policy.citation) == ("example", "Example Clean Slate Act", "X.S. 12-34")
    assert (policy.text, policy.put_in_force_at, policy.put_in_force_by) == (LAW, AT, "staff:1")
    assert law_of(policy).sha256 == policy.sha256
    assert Event.objects.of_kind("policy.put_in_force").get().detail["sha256"] == policy.sha256


def test_the_version_in_force_already_is_left_as_it_is(tmp_path):
    first = in_force(tmp_path)
    again = in_force(tmp_path, f"# only a comment more\n{LAW}", LATER)
    assert again == first
    assert Policy.objects.get().put_in_force_at == AT


def test_a_new_version_retires_the_one_before(tmp_path):
    first = in_force(tmp_path)
    second = in_force(tmp_path, LAW.replace("years = 3", "years = 5"), LATER)
    first.refresh_from_db()
    assert first.retired_at == LATER
    assert list(Policy.objects.in_force()) == [second]


def test_a_version_that_was_retired_can_come_back(tmp_path):
    first = in_force(tmp_path)
    in_force(tmp_path, LAW.replace("years = 3", "years = 5"), LATER)
    again = in_force(tmp_path, LAW, LATER + timedelta(days=1))
    assert again != first
    assert again.sha256 == first.sha256


def test_only_one_version_of_a_policy_is_in_force(tmp_path):
    first = in_force(tmp_path)
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(
            policy_id="example", sha256="0" * 64, put_in_force_at=AT, title=first.title, citation=first.citation
        )


@pytest.mark.parametrize("column", ["text", "sha256", "policy_id", "title", "citation", "put_in_force_by"])
def test_the_database_refuses_to_change_what_a_policy_says(tmp_path, column):
    policy = in_force(tmp_path)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Policy.objects.filter(pk=policy.pk).update(**{column: "something else"})


def test_a_text_that_is_not_what_was_put_in_force_is_not_applied(tmp_path):
    policy = in_force(tmp_path)
    policy.text = policy.text.replace("years = 3", "years = 0")
    with pytest.raises(PolicyError, match="The text was changed in the database"):
        law_of(policy)


def test_a_bad_policy_is_refused_and_nothing_is_kept(tmp_path):
    with pytest.raises(PolicyError):
        in_force(tmp_path, LAW.replace("years", "yaers"))
    assert not Policy.objects.exists()


def test_a_law_of_the_library_goes_by_its_name():
    assert put_in_force(by="staff:1", policy="franklin", at=AT).policy_id == "franklin"


def test_the_command_says_what_is_in_force(capsys):
    call_command("put_in_force", "franklin")
    assert "is in force now" in capsys.readouterr().out
    call_command("put_in_force", "franklin")
    assert "is in force already" in capsys.readouterr().out


def test_the_command_says_why_a_policy_is_refused():
    with pytest.raises(CommandError, match="no law of that name"):
        call_command("put_in_force", "frankling")


def test_the_command_warns_of_provisions_that_nobody_has_verified(capsys):
    call_command("put_in_force", "michigan")
    assert "provisions of this law are not verified against the official code" in capsys.readouterr().err
    call_command("put_in_force", "franklin")
    assert capsys.readouterr().err == ""
