"""Members of staff in tests: what they type on a terminal, and how long ago they signed in."""

from collections.abc import Callable
from datetime import datetime

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client


def showed_all(client: Client, at: datetime) -> None:
    """All that was shown in this session, a passkey or a password and a code, was shown at that moment."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] = at.timestamp()
    session.save()


def codes_of(user: AbstractBaseUser) -> list[str]:
    """Their recovery codes that are not used yet; they have some from now on."""
    return RecoveryCodes.activate(user).get_unused_codes()


def types(password: str) -> Callable[[str], str]:
    """In place of `getpass`: types this password, and one of their recovery codes, whoever is asked."""

    def typed(prompt: str) -> str:
        if prompt.startswith("Password"):
            return password
        name = prompt.removeprefix("Code from the app of ").partition(",")[0]
        return codes_of(get_user_model().objects.get(username=name))[0]

    return typed
