"""What administrators do with accounts of members of staff: none of it with their own, and each with a reason."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from clearance.accounts.sessions import end_all
from clearance.accounts.staff.lockout import forget_tries
from clearance.accounts.staff.models import StaffLock
from clearance.accounts.staff.names import reference
from clearance.audit import actions as audit

#: CJIS AC-2(3).
IDLE = timedelta(days=90)


class Refused(Exception):
    """It cannot be done now; the text says why, and what to do."""


@transaction.atomic
def invite(*, by: str, username: str, email: str = "", roles: tuple[str, ...] = (), superuser: bool = False) -> str:
    """A new member of staff, who sets a password by the link that this returns. Raises Refused."""
    users = get_user_model().objects
    if users.filter(username=username).exists():
        raise Refused(f"{username} is there already. Choose another name, or give them a new link.")
    groups = list(Group.objects.filter(name__in=roles))
    if unknown := set(roles) - {group.name for group in groups}:
        there = ", ".join(Group.objects.order_by("name").values_list("name", flat=True)) or "none: run staff_roles"
        raise Refused(f"There is no role {', '.join(sorted(unknown))}. The roles are: {there}.")
    user = users.create_user(username, email, is_staff=True, is_superuser=superuser)
    user.groups.set(groups)
    audit.record(by=by, action="staff.added", subject=reference(user), detail={"roles": sorted(roles)})
    return set_up_link(by=by, user=user)


@transaction.atomic
def set_up_link(*, by: str, user: AbstractBaseUser) -> str:
    """A link with which this member of staff sets a password, once, within PASSWORD_RESET_TIMEOUT. Whoever gives it out
    hands it over in person, or by a way that they trust: nobody sets a password for another. Raises Refused.
    """
    _not_ones_own(by, user)
    where = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    audit.record(by=by, action="staff.link_given", subject=reference(user))
    return settings.SITE_ADDRESS + reverse("admin:set_up", kwargs=where)


@transaction.atomic
def release(*, by: str, user: AbstractBaseUser, reason: str, at: datetime) -> None:
    """Unlock an account that five failures locked. Raises Refused."""
    _reasoned(by, user, reason)
    released = {"released_by": by, "released_at": at, "reason": reason.strip()}
    if not StaffLock.objects.open().filter(user=user).update(**released):
        raise Refused(f"{user} is not locked.")
    forget_tries(user)
    _record(by, "staff.released", user, reason)


@transaction.atomic
def suspend(*, by: str, user: AbstractBaseUser, reason: str, at: datetime) -> None:
    """Nobody signs in with this account any more; whoever is signed in with it no longer is. Raises Refused."""
    _reasoned(by, user, reason)
    if not type(user).objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise Refused(f"{user} is suspended already.")
    sessions = end_all(user)
    _record(by, "staff.suspended", user, reason, sessions=sessions)


@transaction.atomic
def suspend_idle(*, by: str, at: datetime) -> int:
    """Suspend everyone who has not signed in for ninety days (CJIS AC-2(3)); how many. None of them has a session."""
    since = at - IDLE
    never = Q(last_login=None, date_joined__lte=since)
    active = get_user_model().objects.select_for_update(no_key=True).filter(is_staff=True, is_active=True)
    idle = list(active.filter(never | Q(last_login__lte=since)))
    for user in idle:
        user.is_active = False
        user.save(update_fields=["is_active"])
    for user in idle:
        audit.record(by=by, action="staff.suspended", subject=reference(user), detail={"idle_days": IDLE.days})
    return len(idle)


@transaction.atomic
def reinstate(*, by: str, user: AbstractBaseUser, reason: str, at: datetime) -> None:
    """Let a suspended member of staff sign in again; ninety days begin anew. Raises Refused."""
    _reasoned(by, user, reason)
    if not type(user).objects.filter(pk=user.pk, is_active=False).update(is_active=True, last_login=at):
        raise Refused(f"{user} is not suspended.")
    _record(by, "staff.reinstated", user, reason)


@transaction.atomic
def take_away_second_factors(*, by: str, user: AbstractBaseUser, reason: str, at: datetime) -> None:
    """For whoever lost theirs: all of them, with every session, so that they set up new ones when they sign in next.
    They are told of it by mail. Raises Refused.
    """
    _reasoned(by, user, reason)
    lost = list(Authenticator.objects.filter(user=user))
    if not lost:
        raise Refused(f"{user} has no second factor.")
    for one in lost:
        one.delete()
    _record(by, "staff.second_factors_taken_away", user, reason, sessions=end_all(user))


def _reasoned(by: str, user: AbstractBaseUser, reason: str) -> None:
    _not_ones_own(by, user)
    if not reason.strip():
        raise Refused("Say why; it is kept in the event log.")


def _not_ones_own(by: str, user: AbstractBaseUser) -> None:
    if by == reference(user):
        raise Refused("This is your own account. Another administrator does that.")


def _record(by: str, action: str, user: AbstractBaseUser, reason: str, **detail: int) -> None:
    audit.record(by=by, action=action, subject=reference(user), purpose=reason.strip()[:200], detail=detail)
