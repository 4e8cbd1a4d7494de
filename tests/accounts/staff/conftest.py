"""Members of staff who really sign in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client

PASSWORD = "correct horse battery staple"
LOGIN, SECOND = "/admin/login/", "/admin/login/second-step/"
AGAIN, FACTORS = "/admin/sign-in-again/", "/admin/second-factors/"


@pytest.fixture(autouse=True)
def what_allauth_remembers_it_forgets():
    cache.clear()


@pytest.fixture
def member(django_user_model):
    """A member of staff with a password, and with an app unless the test says otherwise."""

    def made(name="sam", *, app=True, **options):
        given = {"password": PASSWORD, "is_staff": True, "email": f"{name}@state.example"} | options
        user = django_user_model.objects.create_user(name, **given)
        if app:
            TOTP.activate(user, generate_totp_secret())
            RecoveryCodes.activate(user)
        return user

    return made


def code_of(user) -> str:
    """What their app shows now."""
    return shown_by(decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"]))


def shown_by(secret: str) -> str:
    """What an app with this secret shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def recovery_code_of(user) -> str:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]


def with_password(client: Client, name="sam", password=PASSWORD, **more):
    return client.post(LOGIN, {"name": name, "password": password, **more})


def signed_in(user) -> Client:
    """Password, then a recovery code."""
    client = Client()
    assert with_password(client, user.username).url == SECOND
    assert client.post(SECOND, {"code": recovery_code_of(user)}).url == "/admin/"
    return client
