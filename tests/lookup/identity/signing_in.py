"""Accounts that are signed in, as allauth leaves a session behind after a second factor."""

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.test import Client
from django.utils import timezone

from tests.lookup.identity.claiming import account


def signed_in(someone: AbstractBaseUser, client: Client | None = None, *, twice: bool = True) -> Client:
    """A browser in which this account is signed in, with a second factor or only with a password."""
    client = client or Client()
    client.force_login(someone)
    session = client.session
    session["account_authentication_methods_user"] = user_id_to_str(someone)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa" if twice else "password", "at": timezone.now().timestamp(), "type": "totp"}
    ]
    session.save()
    return client


def counter_agent(name: str = "kim") -> AbstractBaseUser:
    """A member of staff who may attest at a counter, and nothing else."""
    agent = account(name)
    agent.is_staff = True
    agent.save()
    agent.user_permissions.add(Permission.objects.get(codename="attest_at_counter"))
    return agent
