"""The invented staff: one who prepares runs, two who approve them, one who checks samples."""

import secrets
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from clearance.roles.actions import set_up_roles
from clearance.staff import reference

ADMIN, OPERATOR, APPROVERS, REVIEWER = (
    "demo-admin",
    "demo-operator",
    ("demo-approver-1", "demo-approver-2"),
    "demo-reviewer",
)
#: The roles of each; the admin may do everything, but for what takes two people.
ROLES = {
    OPERATOR: ("Run operator", "Notice desk"),
    APPROVERS[0]: ("Approver",),
    APPROVERS[1]: ("Approver",),
    REVIEWER: ("Sample reviewer",),
}


class SignIn(NamedTuple):
    """With what a newcomer signs in."""

    user: str
    password: str


def make_staff(*, by: str) -> list[SignIn]:
    """The staff, and the new passwords of those who may sign in; none where they are there already."""
    users = get_user_model().objects
    if users.filter(username=ADMIN).exists():
        return []
    set_up_roles(by=by)
    made = [SignIn(name, secrets.token_urlsafe(12)) for name in (ADMIN, OPERATOR, *APPROVERS)]
    passwords = dict(made)
    users.create_superuser(ADMIN, password=passwords[ADMIN])
    for name, roles in ROLES.items():
        # Who has no password cannot sign in.
        user = users.create_user(name, password=passwords.get(name), is_staff=True)
        user.groups.set(Group.objects.filter(name__in=roles))
    return made


def of_staff(name: str) -> str:
    """How the event log names one of them."""
    return reference(get_user_model().objects.get(username=name))
