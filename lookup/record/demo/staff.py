"""The invented staff: who prepares runs, approves them, checks samples, and sits at the desk for people."""

import secrets
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group

from clearance.roles.actions import set_up_roles
from clearance.staff import reference

ADMIN, OPERATOR, APPROVERS, DESK, REVIEWER = (
    "demo-admin",
    "demo-operator",
    ("demo-approver-1", "demo-approver-2"),
    "demo-desk",
    "demo-reviewer",
)
#: The roles of each; the admin may do everything, but for what takes two people.
ROLES = {
    OPERATOR: ("Run operator", "Notice desk"),
    APPROVERS[0]: ("Approver",),
    APPROVERS[1]: ("Approver",),
    DESK: ("Counter agent", "Match reviewer", "Case worker"),
    REVIEWER: ("Sample reviewer",),
}
#: So many codes each gets at every start.
CODES = 4


class SignIn(NamedTuple):
    """With what a newcomer signs in: `codes` are recovery codes, each good once. No password: it was shown before."""

    user: str
    password: str
    codes: list[str]


def make_staff(*, by: str) -> list[SignIn]:
    """The staff: with what those who may sign in do so. Passwords are made once, codes at every start."""
    users, names = get_user_model().objects, (ADMIN, OPERATOR, *APPROVERS, DESK)
    passwords = {} if users.filter(username=ADMIN).exists() else {name: secrets.token_urlsafe(12) for name in names}
    if passwords:
        _make(by, passwords)
    return [SignIn(name, passwords.get(name, ""), _codes(users.get(username=name))) for name in names]


def _make(by: str, passwords: dict[str, str]) -> None:
    users = get_user_model().objects
    set_up_roles(by=by)
    users.create_superuser(ADMIN, password=passwords[ADMIN])
    for name, roles in ROLES.items():
        # Who has no password cannot sign in.
        user = users.create_user(name, password=passwords.get(name), is_staff=True)
        user.groups.set(Group.objects.filter(name__in=roles))


def _codes(user: AbstractBaseUser) -> list[str]:
    """New recovery codes, in place of an app on a phone: an account that has one is asked for a code."""
    there = Authenticator.objects.filter(user=user)
    if not there.filter(type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())
    there.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    return RecoveryCodes.activate(user).get_unused_codes()[:CODES]


def of_staff(name: str) -> str:
    """How the event log names one of them."""
    return reference(get_user_model().objects.get(username=name))
