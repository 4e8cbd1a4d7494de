"""Staff sign in with a password and a second factor, and nothing opens with a password alone."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from clearance.accounts.staff import gate
from clearance.audit.models import Event
from clearance.staff import passkey_at
from tests.accounts.staff.conftest import (
    AGAIN,
    FACTORS,
    LOGIN,
    PASSWORD,
    SECOND,
    code_of,
    recovery_code_of,
    shown_by,
    signed_in,
    with_password,
)
from tests.staff import showed_all

pytestmark = pytest.mark.django_db(transaction=True)

WRONG = "This name and this password do not go together"


def told(about=None):
    return list(Event.objects.filter(action__startswith="staff.").order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize("name", ["sam", "sam@state.example", "Sam@State.Example "])
def test_a_name_or_an_address_with_the_password_and_then_a_code(client, member, name):
    user = member()
    assert with_password(client, name, next="/admin/runs/run/").url == SECOND
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert "The code that your app shows" in client.get(SECOND).content.decode()
    assert client.post(SECOND, {"code": code_of(user)}).url == "/admin/runs/run/"
    assert client.get("/admin/").status_code == 200
    assert told() == ["staff.second_factor_added"] * 2 + ["staff.signed_in"]
    event = Event.objects.get(action="staff.signed_in")
    assert (event.actor, event.detail) == (f"staff:{user.pk}", {"with": ["password", "totp"]})


def test_no_session_holds_a_name_or_an_address(member):
    kept = str(dict(signed_in(member()).session))
    assert "sam" not in kept
    assert "state.example" not in kept


@pytest.mark.parametrize(
    ("name", "password"), [("sam", "wrong"), ("nobody", PASSWORD), ("visitor@example.org", PASSWORD), ("sam", "")]
)
def test_who_is_no_member_of_staff_or_gives_a_wrong_password_is_told_the_same(client, member, name, password):
    member()
    member("visitor", is_staff=False, email="visitor@example.org", app=False)
    page = with_password(client, name, password)
    assert page.status_code == 200
    assert (WRONG in page.content.decode()) == bool(password)
    assert "_auth_user_id" not in client.session


def test_people_do_not_sign_in_by_a_user_name(client, member):
    member("visitor", is_staff=False, app=False)
    assert not client.login(username="visitor", password=PASSWORD)


def test_a_code_counts_once(member):
    user = member()
    code = code_of(user)
    for answer in (302, 200):
        client = Client()
        with_password(client)
        assert client.post(SECOND, {"code": code}).status_code == answer
    spent = recovery_code_of(user)
    assert signed_in(user)
    again = Client()
    with_password(again)
    assert "was used before" in again.post(SECOND, {"code": spent}).content.decode()


def test_a_person_who_is_signed_in_is_not_let_into_the_admin(client, member):
    client.force_login(member("visitor", is_staff=False, app=False))
    assert client.get(LOGIN).status_code == 403


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, member, elsewhere):
    user = member()
    with_password(client, next=elsewhere)
    assert client.post(SECOND, {"code": recovery_code_of(user)}).url == "/admin/"
    given = {"password": PASSWORD, "code": recovery_code_of(user)}
    assert client.post(f"{AGAIN}?next={elsewhere}", given).url == "/admin/"


# Without a second factor


def addresses(resolver=None, prefix="/"):
    """Every address of the site, with 1 for what stands in it."""
    for one in (resolver or get_resolver()).url_patterns:
        where = prefix + str(one.pattern).replace("^", "").replace("$", "").replace("\\Z", "")
        if hasattr(one, "url_patterns"):
            yield from addresses(one, where)
        else:
            yield one, where


def test_with_a_password_alone_no_page_opens_but_to_set_up_a_second_factor(client, member):
    member(app=False, is_superuser=True)
    assert with_password(client).url == "/admin/"
    opened = set()
    for pattern, _ in addresses():
        name = pattern.name and f"admin:{pattern.name}"
        arguments = dict.fromkeys(pattern.pattern.converters, 1)
        try:
            address = reverse(name, kwargs=arguments) if name else None
        except Exception:
            continue
        if address and address != "/admin/logout/":
            response = client.get(address)
            if response.status_code != 302 or response.url != FACTORS:
                opened.add(name)
    assert opened == gate.TO_SET_UP - {"language", "leave", "account_logout", "admin:logout"}
    assert client.get("/mine/").url == FACTORS


def test_an_app_is_set_up_then_the_codes_are_shown_and_the_admin_opens(client, member, mailoutbox):
    user = member(app=False)
    with_password(client)
    page = client.get("/admin/", follow=True)
    assert "Set up a second factor now" in page.content.decode()
    page = client.get(f"{FACTORS}app/").content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    assert "<svg" in page
    wrong = client.post(f"{FACTORS}app/", {"code": "1"})
    assert "does not fit the picture" in wrong.content.decode()
    assert client.post(f"{FACTORS}app/", {"code": shown_by(secret)}).url == f"{FACTORS}codes/"
    assert recovery_code_of(user) in client.get(f"{FACTORS}codes/").content.decode()
    assert client.get("/admin/").status_code == 200
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    assert told() == ["staff.signed_in"] + ["staff.second_factor_added"] * 2
    assert {mail.subject for mail in mailoutbox} == {"How you sign in has changed"}
    assert mailoutbox[0].to == ["sam@state.example"]
    assert "sam" not in mailoutbox[0].body


def test_a_password_alone_adds_no_second_factor_to_one_that_is_there(client, member):
    user = member(app=False)
    with_password(client)
    other = Client()
    with_password(other)
    other.get(f"{FACTORS}app/")
    other.post(f"{FACTORS}app/", {"code": shown_by(other.session["mfa.totp.secret"])})
    for address in ("app/", "passkey/", "codes/", ""):
        assert client.get(FACTORS + address).url == f"{AGAIN}?next={FACTORS}{address}"
    given = {"password": PASSWORD, "code": recovery_code_of(user)}
    assert client.post(f"{AGAIN}?next={FACTORS}", given).url == FACTORS
    assert client.get("/admin/").status_code == 200


def test_whoever_becomes_a_member_of_staff_while_signed_in_shows_a_second_factor_first(client, member):
    user = member("visitor", is_staff=False, app=False)
    client.post(reverse("account_login"), {"login": "visitor@state.example", "password": PASSWORD})
    user.is_staff = True
    user.save()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}]
    session.save()
    assert client.get("/admin/").url == FACTORS


def test_the_last_second_factor_is_not_taken_away(member):
    user = member()
    page = signed_in(user).post(f"{FACTORS}app/remove/", follow=True).content.decode()
    assert "This is your only second factor" in page
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_new_recovery_codes_take_the_place_of_the_old_for_whoever_signed_in_a_moment_ago(member):
    user = member()
    client, before = signed_in(user), recovery_code_of(user)
    showed_all(client, timezone.now() - timedelta(minutes=11))
    assert client.get(f"{FACTORS}codes/new/").url == f"{AGAIN}?next={FACTORS}codes/new/"
    client.post(f"{AGAIN}?next=/", {"password": PASSWORD, "code": code_of(user)})
    assert client.post(f"{FACTORS}codes/new/").url == f"{FACTORS}codes/"
    assert recovery_code_of(user) != before


def test_staff_have_pages_of_their_own_for_second_factors(member):
    client = signed_in(member())
    for name in ("mfa_index", "mfa_deactivate_totp"):
        assert client.get(reverse(name)).url == FACTORS


# Signing in again


def test_a_fresh_sign_in_is_password_and_code_and_gives_the_session_a_new_key(member):
    user = member()
    client = signed_in(user)
    key = client.session.session_key
    wrong = client.post(AGAIN, {"password": "wrong", "code": recovery_code_of(user)})
    assert "The password or the code is wrong" in wrong.content.decode()
    assert client.session.session_key == key
    assert client.post(AGAIN, {"password": PASSWORD, "code": recovery_code_of(user)}).url == "/admin/"
    assert client.session.session_key != key
    assert told()[-2:] == ["staff.sign_in_refused", "staff.signed_in_again"]


def test_a_code_is_no_passkey(member, rf, settings):
    user = member()
    client = signed_in(user)
    page = client.post(f"{AGAIN}?with=passkey", {"password": PASSWORD, "code": recovery_code_of(user)})
    assert "This step needs a passkey, and your account has none" in page.content.decode()
    request = rf.get("/")
    request.session, request.user = client.session, user
    assert passkey_at(request) is None
    settings.DEMO = True
    assert passkey_at(request)
    assert "here a code stands in for a passkey" in client.get(f"{AGAIN}?with=passkey").content.decode()


# How long a session lasts


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(member, monkeypatch):
    client, start = signed_in(member()), timezone.now()
    for minutes in range(0, 12 * 60, 14):
        monkeypatch.setattr("django.utils.timezone.now", lambda m=minutes: start + timedelta(minutes=m))
        assert client.get(FACTORS).status_code == 200, minutes
    monkeypatch.setattr("django.utils.timezone.now", lambda: start + timedelta(hours=12, minutes=1))
    assert client.get(FACTORS).url == f"/admin/login/?next={FACTORS}"
    assert told()[-1] == "staff.signed_out"


def test_a_session_ends_after_fifteen_idle_minutes(member, monkeypatch):
    client, start = signed_in(member()), timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: start + timedelta(minutes=16))
    assert client.get(FACTORS).url == f"/admin/login/?next={FACTORS}"


def test_signing_out_is_an_event(member):
    client = signed_in(member())
    client.post("/admin/logout/")
    assert told()[-1] == "staff.signed_out"
    assert client.get("/admin/").status_code == 302


def test_a_role_says_what_opens(member):
    user = member()
    user.user_permissions.add(Permission.objects.get(codename="view_policy"))
    assert signed_in(user).get("/admin/runs/policy/").status_code == 200
