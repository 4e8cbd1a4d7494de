"""Five wrong passwords or codes in a row lock a member of staff out, until an administrator says otherwise (CJIS AC-7).

A try is written down before it is looked at, so that of many at the same moment no more than five are looked at.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from clearance.accounts.staff.models import FAILURES, WITHIN, StaffLock, StaffTry
from clearance.accounts.staff.names import reference
from clearance.audit import actions as audit

#: Of the tries on a locked account, one in so long is an event: enough to see them, and nobody fills the log with them.
TOLD_AGAIN_AFTER = timedelta(hours=1)


def is_locked(user: AbstractBaseUser) -> bool:
    """Whether nobody can be signed in with this account now."""
    return user.is_staff and StaffLock.objects.open().filter(user=user).exists()


def is_right(user: AbstractBaseUser, what: str, check: Callable[[], bool], *, at: datetime) -> bool:
    """Whether `check` says yes to what a member of staff gave: `what` is `password` or `code`.

    It is not asked, and the answer is no, while the account is locked, and while as many tries as may fail are open.
    """
    if is_locked(user):
        tell_of_a_try(user, what, at=at)
    one = _begin(user, at)
    if one is None:
        return False
    if check():
        one.delete()
        return True
    _failed(one, what, at)
    return False


@transaction.atomic
def tell_of_a_try(user: AbstractBaseUser, what: str, *, at: datetime) -> None:
    """Write down, once in a while, that someone tries to sign in with a locked account: with a `password`, a `code` or
    a `passkey`. Whoever tries is told nothing of it.
    """
    due = Q(tried_at=None) | Q(tried_at__lte=at - TOLD_AGAIN_AFTER)
    if StaffLock.objects.open().filter(due, user=user).update(tried_at=at):
        by = reference(user)
        audit.record(by=by, action="staff.tried_while_locked", subject=by, detail={"with": what})


def forget_tries(user: AbstractBaseUser) -> None:
    """Whoever has signed in, with all that it takes, begins to count anew."""
    StaffTry.objects.filter(user=user).delete()


@transaction.atomic
def _begin(user: AbstractBaseUser, at: datetime) -> StaffTry | None:
    _one_at_a_time(user)
    StaffTry.objects.filter(user=user, at__lte=at - WITHIN).delete()
    if is_locked(user) or StaffTry.objects.filter(user=user).count() >= FAILURES:
        return None
    return StaffTry.objects.create(user=user, at=at)


@transaction.atomic
def _failed(one: StaffTry, what: str, at: datetime) -> None:
    user = one.user
    _one_at_a_time(user)
    StaffTry.objects.filter(pk=one.pk).update(failed=True)
    failed = StaffTry.objects.filter(user=user, failed=True, at__gt=at - WITHIN).count()
    lock = failed >= FAILURES and not is_locked(user)
    if lock:
        StaffLock.objects.create(user=user, locked_at=at)
    by = reference(user)
    audit.record(by=by, action="staff.sign_in_refused", subject=by, detail={"wrong": what})
    if lock:
        audit.record(by=by, action="staff.locked", subject=by, detail={"failures": FAILURES})


def _one_at_a_time(user: AbstractBaseUser) -> None:
    """Whoever else counts tries of this account waits until the end of the transaction."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
