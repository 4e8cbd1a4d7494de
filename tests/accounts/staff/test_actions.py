"""What administrators do with accounts of staff, on a page or on the terminal."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clearance.accounts.staff import actions, lockout
from clearance.accounts.staff.models import StaffLock
from clearance.accounts.staff.tasks import suspend_idle_staff
from clearance.audit.models import Event
from clearance.roles.actions import set_up_roles
from tests.accounts.staff.conftest import PASSWORD, recovery_code_of, signed_in, with_password

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()
NEW = "four words that fit together"


def step(user, name):
    return reverse("admin:auth_user_step", args=[user.pk, name])


def said(response):
    return " ".join(map(str, response.context["messages"]))


def of_kind(action):
    return Event.objects.get(action=action)


def test_to_suspend_ends_every_session_at_once(admin_client, admin_user, member):
    user = member()
    there = signed_in(user)
    assert there.get("/admin/").status_code == 200
    assert "signed out everywhere" in admin_client.get(step(user, "suspend")).content.decode()
    assert "done" in said(admin_client.post(step(user, "suspend"), {"reason": "Left."}, follow=True))
    assert not Session.objects.filter(pk=there.session.session_key).exists()
    assert there.get("/admin/").status_code == 302
    assert with_password(Client()).status_code == 200
    event = of_kind("staff.suspended")
    assert (event.actor, event.subject, event.purpose, event.detail) == (
        f"staff:{admin_user.pk}",
        f"staff:{user.pk}",
        "Left.",
        {"sessions": 1},
    )
    assert "done" in said(admin_client.post(step(user, "reinstate"), {"reason": "Back."}, follow=True))
    assert with_password(Client()).status_code == 302


def test_a_lock_is_released_on_a_page_with_a_reason(admin_client, member):
    user = member()
    StaffLock.objects.create(user=user, locked_at=NOW)
    page = reverse("admin:auth_user_change", args=[user.pk])
    assert "Release the lock" in admin_client.get(page).content.decode()
    assert "This field is required" in admin_client.post(step(user, "release")).content.decode()
    assert "done" in said(admin_client.post(step(user, "release"), {"reason": "I called."}, follow=True))
    assert not lockout.is_locked(user)
    assert "Release the lock" not in admin_client.get(page).content.decode()


@pytest.mark.parametrize("name", ["suspend", "take-away"])
def test_nobody_does_it_with_their_own_account(admin_client, admin_user, name):
    page = admin_client.get(reverse("admin:auth_user_change", args=[admin_user.pk])).content.decode()
    assert "Suspend" not in page
    assert "your own account" in said(admin_client.post(step(admin_user, name), {"reason": "Mine."}, follow=True))
    admin_user.refresh_from_db()
    assert admin_user.is_active


@pytest.mark.parametrize("name", ["suspend", "release", "link"])
def test_only_administrators_do_it(member, name):
    user = member()
    client = signed_in(member("clerk"))
    address = reverse("admin:auth_user_link", args=[user.pk]) if name == "link" else step(user, name)
    assert client.post(address, {"reason": "I want to."}).status_code == 403


def test_second_factors_are_taken_away_and_they_are_told(admin_client, member, mailoutbox):
    user = member()
    there = signed_in(user)
    mailoutbox.clear()
    admin_client.post(step(user, "take-away"), {"reason": "Lost the phone."})
    assert not Authenticator.objects.filter(user=user).exists()
    assert there.get("/admin/").status_code == 302
    assert {mail.to[0] for mail in mailoutbox} == {"sam@state.example"}
    assert of_kind("staff.second_factors_taken_away").purpose == "Lost the phone."
    assert with_password(client := Client()).status_code == 302
    assert client.get("/admin/").url == "/admin/second-factors/"


def test_someone_new_sets_a_password_by_a_link_that_works_once(admin_client, client, django_user_model):
    added = admin_client.post(reverse("admin:auth_user_add"), {"username": "kim", "email": "kim@state.example"})
    user = django_user_model.objects.get(username="kim")
    assert added.url == reverse("admin:auth_user_change", args=[user.pk])
    assert (user.is_staff, user.has_usable_password()) == (True, False)
    page = admin_client.post(reverse("admin:auth_user_link", args=[user.pk]))
    link = page.context["link"].removeprefix(settings.SITE_ADDRESS)
    form = client.get(link, follow=True)
    assert "nobody guesses" in form.content.decode()
    address = form.redirect_chain[-1][0]
    assert "too short" in client.post(address, {"new_password1": "short", "new_password2": "short"}).content.decode()
    assert client.post(address, {"new_password1": NEW, "new_password2": NEW}).url == "/admin/login/"
    assert with_password(client, "kim", NEW).status_code == 302
    assert "does not work any more" in Client().get(link, follow=True).content.decode()
    kinds = set(Event.objects.about(f"staff:{user.pk}").values_list("action", flat=True))
    assert kinds == {"staff.added", "staff.link_given", "staff.password_set", "staff.signed_in"}


def test_administrators_set_no_password_and_see_no_people(admin_client, member):
    user, visitor = member(), member("visitor", is_staff=False, app=False)
    assert admin_client.get(f"/admin/auth/user/{user.pk}/password/").status_code in (302, 404)
    page = admin_client.get(reverse("admin:auth_user_change", args=[user.pk])).content.decode()
    assert "password1" not in page
    assert 'name="password"' not in page
    people = admin_client.get(reverse("admin:auth_user_changelist")).content.decode()
    assert "sam" in people
    assert "visitor" not in people
    assert admin_client.get(reverse("admin:auth_user_change", args=[visitor.pk])).status_code == 302
    for listed in ("account/emailaddress", "mfa/authenticator", "usersessions/usersession"):
        assert admin_client.get(f"/admin/{listed}/").status_code == 404


def test_what_changes_in_what_they_may_do_is_an_event(admin_client, admin_user, member):
    set_up_roles(by="command")
    user = member()
    given = {"username": "sam", "groups": [Group.objects.get(name="Approver").pk]}
    assert admin_client.post(reverse("admin:auth_user_change", args=[user.pk]), given).status_code == 302
    event = of_kind("staff.changed")
    assert event.actor == f"staff:{admin_user.pk}"
    assert "groups" in event.detail["changed"]


def test_ninety_idle_days_suspend(member, django_user_model):
    for name, days in (("new", 1), ("late", 89), ("idle", 91)):
        django_user_model.objects.filter(pk=member(name, app=False).pk).update(last_login=NOW - timedelta(days=days))
    django_user_model.objects.filter(pk=member("never", app=False).pk).update(date_joined=NOW - timedelta(days=91))
    visitor = member("visitor", is_staff=False, app=False)
    django_user_model.objects.filter(pk=visitor.pk).update(last_login=NOW - timedelta(days=400))
    suspend_idle_staff.call()
    suspend_idle_staff.call()
    idle = django_user_model.objects.filter(is_active=False).values_list("username", flat=True)
    assert set(idle) == {"idle", "never"}
    events = Event.objects.filter(action="staff.suspended")
    assert [(event.actor, event.detail) for event in events] == [("worker", {"idle_days": 90})] * 2


# On the terminal


def test_the_first_administrator_is_invited_on_the_terminal(client, capsys, django_user_model):
    set_up_roles(by="command")
    call_command("staff", "invite", "ann", "--superuser", "--role", "Approver", "--email", "ann@state.example")
    link = capsys.readouterr().out.splitlines()[0]
    user = django_user_model.objects.get()
    assert (user.is_superuser, user.is_staff, user.groups.get().name) == (True, True, "Approver")
    assert client.get(link.removeprefix(settings.SITE_ADDRESS)).status_code == 302
    assert of_kind("staff.added").actor == "command:staff"
    for arguments, complaint in (
        (["invite", "ann"], "ann is there already"),
        (["invite", "bob", "--role", "Cook"], r"There is no role Cook\. The roles are: Approver, "),
        (["link", "nobody"], "No member of staff has the user name nobody"),
        (["release", "ann", "--why", "So."], "ann is not locked"),
        (["take-away", "ann", "--why", "So."], "ann has no second factor"),
        (["reinstate", "ann", "--why", "So."], "ann is not suspended"),
    ):
        with pytest.raises(CommandError, match=complaint):
            call_command("staff", *arguments)


def test_the_only_administrator_is_released_on_the_terminal(member, capsys):
    user = member()
    StaffLock.objects.create(user=user, locked_at=NOW)
    call_command("staff", "release", "sam", "--why", "It was me.")
    assert capsys.readouterr().out == "Release the lock: done.\n"
    call_command("staff", "suspend", "sam", "--why", "Away.")
    with pytest.raises(CommandError, match="suspended already"):
        call_command("staff", "suspend", "sam", "--why", "Away.")
    assert call_command("staff", "reinstate", "sam", "--why", "Back.") is None
    assert signed_in(user)


@pytest.mark.parametrize(
    ("password", "code", "complaint"),
    [
        ("wrong", "right", "the name or the password is wrong"),
        (PASSWORD, "wrong", "the code is wrong"),
        (PASSWORD, "", "signs in at /admin/second-factors/ and adds an app"),
    ],
)
def test_a_command_asks_for_password_and_code(member, monkeypatch, password, code, complaint):
    user = member(app=bool(code), is_superuser=True)
    typed = {"P": password, "C": recovery_code_of(user) if code == "right" else "000"}
    monkeypatch.setattr("clearance.staff.getpass", lambda prompt: typed[prompt[0]])
    with pytest.raises(CommandError, match=complaint):
        call_command("hold", "lift", "1", "--reason", "So.", "--as", "sam")
    assert Event.objects.filter(action="staff.sign_in_refused").exists()


def test_what_a_member_of_staff_may_not_do_is_refused_after_the_sign_in(member, monkeypatch):
    user = member()
    typed = {"P": PASSWORD, "C": recovery_code_of(user)}
    monkeypatch.setattr("clearance.staff.getpass", lambda prompt: typed[prompt[0]])
    with pytest.raises(CommandError, match=r"the permission runs\.lift_hold is missing"):
        call_command("hold", "lift", "1", "--reason", "So.", "--as", "sam")
    user.refresh_from_db()
    assert timezone.now() - (user.last_login or NOW) < actions.IDLE
