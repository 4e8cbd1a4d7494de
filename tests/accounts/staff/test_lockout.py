"""Five failures within fifteen minutes lock a member of staff out, until an administrator releases the account."""

import re
from datetime import timedelta

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from clearance.accounts.staff import actions, events, lockout
from clearance.accounts.staff.models import StaffLock, StaffTry
from clearance.audit.models import Event
from tests.accounts.staff.conftest import PASSWORD, SECOND, code_of, recovery_code_of, signed_in, with_password

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def fail(times, client=None):
    for _ in range(times):
        with_password(client or Client(), password="wrong")


def test_the_fifth_failure_locks_and_then_the_right_password_does_not_help(client, member):
    user = member()
    fail(4)
    assert not lockout.is_locked(user)
    fail(1)
    assert lockout.is_locked(user)
    assert "This name and this password" in with_password(client).content.decode()
    kinds = list(Event.objects.exclude(action__contains="factor").order_by("id").values_list("action", flat=True))
    assert kinds == ["staff.sign_in_refused"] * 5 + ["staff.locked", "staff.tried_while_locked"]
    assert Event.objects.filter(action="staff.sign_in_refused").first().detail == {"wrong": "password"}


def test_tries_on_a_locked_account_are_one_event_an_hour_and_look_like_any_other(client, member, monkeypatch):
    user = member()
    with_password(inside := Client())
    before = with_password(client, password="wrong").content
    fail(4)
    told = Event.objects.filter(action="staff.tried_while_locked").order_by("id")
    assert lockout.is_locked(user)
    assert not told.exists()
    tokens = re.compile(rb'value="\w{64}"')
    for password in ("wrong", PASSWORD, "wrong"):
        assert tokens.sub(b"", with_password(client, password=password).content) == tokens.sub(b"", before)
    inside.post(SECOND, {"code": recovery_code_of(user)})
    assert list(told.values_list("actor", "subject", "detail")) == [
        (f"staff:{user.pk}", f"staff:{user.pk}", {"with": "password"})
    ]
    hour, now = timedelta(hours=1), timezone.now()
    for later, times in ((hour - timedelta(minutes=1), 1), (hour + timedelta(minutes=1), 2)):
        monkeypatch.setattr("django.utils.timezone.now", lambda later=later: now + later)
        fail(2)
        assert told.count() == times
    assert Event.objects.filter(action="staff.sign_in_refused").count() == 5


def test_whoever_comes_in_by_another_way_is_an_event_too(rf, member):
    user = member()
    StaffLock.objects.create(user=user, locked_at=NOW)
    request = rf.get("/")
    request.session = Client().session
    for _ in range(2):
        with pytest.raises(ImmediateHttpResponse):
            events.signed_in(request, user)
    assert Event.objects.get(action="staff.tried_while_locked").detail == {"with": "passkey"}


def test_wrong_codes_count_too_and_the_right_password_between_them_does_not_begin_anew(client, member):
    user = member()
    fail(2)
    with_password(client)
    for _ in range(2):
        assert "Five wrong tries" in client.post(SECOND, {"code": "000"}).content.decode()
    with_password(client)
    client.post(SECOND, {"code": "000"})
    assert lockout.is_locked(user)
    assert client.post(SECOND, {"code": recovery_code_of(user)}).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_a_whole_sign_in_begins_to_count_anew(member):
    user = member()
    fail(4)
    signed_in(user)
    fail(4)
    assert not lockout.is_locked(user)


def test_failures_more_than_fifteen_minutes_apart_do_not_add_up(member):
    user = member()
    for minutes in (0, 1, 2, 3, 16, 17):
        lockout.is_right(user, "password", lambda: False, at=NOW + timedelta(minutes=minutes))
        assert not lockout.is_locked(user), minutes
    lockout.is_right(user, "password", lambda: False, at=NOW + timedelta(minutes=17, seconds=1))
    assert StaffTry.objects.filter(user=user).count() == 4
    lockout.is_right(user, "password", lambda: False, at=NOW + timedelta(minutes=17, seconds=2))
    assert lockout.is_locked(user)


def test_nobody_is_signed_in_with_a_locked_account_however_they_came(member):
    user = member()
    client = signed_in(user)
    fail(5)
    assert client.get("/admin/").status_code == 302
    other = Client()
    other.force_login(user)
    assert other.get("/admin/").status_code == 302
    actions.release(by="staff:99", user=user, reason="I called them.", at=NOW)
    assert client.get("/admin/").status_code == 200
    assert signed_in(user)


def test_a_release_takes_someone_else_and_a_reason(member):
    user = member()
    with pytest.raises(actions.Refused, match="is not locked"):
        actions.release(by="staff:99", user=user, reason="Why not.", at=NOW)
    fail(5)
    with pytest.raises(actions.Refused, match="your own account"):
        actions.release(by=f"staff:{user.pk}", user=user, reason="Mine.", at=NOW)
    with pytest.raises(actions.Refused, match="Say why"):
        actions.release(by="staff:99", user=user, reason=" ", at=NOW)
    actions.release(by="staff:99", user=user, reason="I called them.", at=NOW)
    event = Event.objects.get(action="staff.released")
    assert (event.actor, event.subject, event.purpose) == ("staff:99", f"staff:{user.pk}", "I called them.")
    fail(4)
    assert not lockout.is_locked(user)


def test_the_database_holds_one_open_lock_and_no_release_without_a_reason(member):
    user = member()
    StaffLock.objects.create(user=user, locked_at=NOW)
    for wrong in ({}, {"released_by": "staff:2", "released_at": NOW}, {"released_by": "staff:2", "reason": "So."}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffLock.objects.create(user=user, locked_at=NOW, **wrong)


def test_people_are_not_locked_but_may_try_five_times_a_minute_from_one_network(rf, member, monkeypatch):
    member("visitor", is_staff=False, app=False, email="visitor@example.org")
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model

    EmailAddress.objects.create(
        user=get_user_model().objects.get(), email="visitor@example.org", verified=True, primary=True
    )
    given = {"email": "visitor@example.org"}
    here, there = rf.post("/", REMOTE_ADDR="192.0.2.1"), rf.post("/", REMOTE_ADDR="198.51.100.1")
    for _ in range(5):
        assert authenticate(here, **given, password="wrong") is None
    assert authenticate(here, **given, password=PASSWORD) is None
    assert authenticate(there, **given, password=PASSWORD)
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert authenticate(here, **given, password=PASSWORD)
    assert not StaffLock.objects.exists()


def test_a_code_of_the_app_is_looked_at_once_in_its_half_minute(member):
    user = member()
    from clearance.accounts.second_factor import right_code

    code = code_of(user)
    assert right_code(user, code, at=timezone.now())
    assert right_code(user, code, at=timezone.now()) is None
