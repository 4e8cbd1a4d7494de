import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from clearance.audit.models import Event
from clearance.roles.actions import set_up_roles
from clearance.roles.roles import ROLES, Role

#: What one person prepares, and another decides.
TWO_PEOPLE = [
    ("runs.prepare_run", "runs.approve_run"),
    ("runs.prepare_run", "runs.release_brake"),
    ("runs.add_reversalrequest", "runs.decide_reversal"),
    ("runs.add_objection", "runs.decide_objection"),
    ("runs.prepare_run", "runs.review_sample"),
]
by_name = {role.name: role for role in ROLES}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_no_role_both_prepares_and_decides(role):
    assert not [pair for pair in TWO_PEOPLE if set(pair) <= set(role.permissions)]


@pytest.mark.parametrize("pair", TWO_PEOPLE)
def test_someone_may_prepare_and_someone_may_decide(pair):
    given = {permission for role in ROLES for permission in role.permissions}
    assert set(pair) <= given


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_no_role_reaches_people_accounts_or_takes_anything_away(role):
    for permission in role.permissions:
        app, _, codename = permission.partition(".")
        assert app != "auth"
        assert not codename.startswith("delete_")
        assert not codename.endswith(("_person", "_case", "_charge", "_determination", "_decision"))


def test_the_auditor_only_reads():
    assert all(".view_" in permission for permission in by_name["Auditor"].permissions)


@pytest.mark.django_db
def test_every_permission_exists_and_each_role_has_exactly_its_own():
    assert set_up_roles(by="command") == list(ROLES)
    for role in ROLES:
        held = Permission.objects.filter(group__name=role.name).select_related("content_type")
        assert {f"{one.content_type.app_label}.{one.codename}" for one in held} == set(role.permissions)
    event = Event.objects.get(detail__name="Approver")
    assert (event.actor, event.action) == ("command", "role.set_up")
    assert "runs.approve_run" in event.detail["permissions"]


@pytest.mark.django_db
def test_set_up_again_changes_nothing():
    set_up_roles(by="command")
    before = Event.objects.count()
    assert set_up_roles(by="command") == []
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_what_was_added_to_a_role_by_hand_is_taken_away_and_who_holds_it_stays(django_user_model):
    set_up_roles(by="command")
    group = Group.objects.get(name="Run operator")
    user = django_user_model.objects.create_user("sam", is_staff=True)
    user.groups.add(group)
    group.permissions.add(Permission.objects.get(codename="approve_run"))
    assert set_up_roles(by="command") == [by_name["Run operator"]]
    user = django_user_model.objects.get()
    assert user.has_perm("runs.prepare_run")
    assert not user.has_perm("runs.approve_run")


@pytest.mark.django_db
def test_the_command_says_what_each_role_does(capsys):
    call_command("staff_roles")
    first = capsys.readouterr().out.splitlines()
    assert first[0].startswith("Run operator (set up): prepares runs")
    call_command("staff_roles")
    assert capsys.readouterr().out.splitlines()[0].startswith("Run operator: prepares runs")


@pytest.mark.django_db
def test_a_permission_that_the_database_does_not_know_is_named(monkeypatch):
    monkeypatch.setattr("clearance.roles.actions.ROLES", (Role("Cook", "cooks", ("runs.cook_run",)),))
    with pytest.raises(CommandError, match=r"no permission runs\.cook_run\. Run `manage\.py migrate`"):
        call_command("staff_roles")
    assert not Group.objects.exists()
