"""The ways to say who you are, and the page that waits."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lookup.identity.models import Claim, Link
from lookup.identity.verify.closed import Closed, closed_link
from lookup.identity.verify.gate import for_accounts
from lookup.unavailable import unavailable_when_not_ready

#: How soon the page that waits looks again, by how long ago the claim was made; later it does so no more by itself.
LOOKS_AGAIN = ((timedelta(minutes=1), 5), (timedelta(minutes=15), 60))


@require_safe
@unavailable_when_not_ready
@for_accounts
def ways(request: HttpRequest) -> HttpResponse:
    """All the ways, side by side."""
    now = timezone.now()
    if _has_link(request.user, now):
        return redirect("mine")
    claimed_at, closed = _how_it_stands(request.user, now)
    context = {
        "closed": closed and closed.because,
        "login_gov": settings.LOGIN_GOV is not None,
        "letters": settings.LETTERS,
        "claimed_at": claimed_at,
    }
    return render(request, "lookup/verify/ways.html", context)


@require_safe
@unavailable_when_not_ready
@for_accounts
def waiting(request: HttpRequest) -> HttpResponse:
    """The same page for whatever came of a claim, until a link is active: by the page, nobody learns who is on record.

    When it looks again depends on when the claim was made, and on nothing else. Whoever had a page that is closed now
    reads that first.
    """
    now = timezone.now()
    if _has_link(request.user, now):
        return redirect("mine")
    claimed_at, _ = _how_it_stands(request.user, now)
    if claimed_at is None:
        return redirect("verify")
    again = next((seconds for age, seconds in LOOKS_AGAIN if now - claimed_at < age), None)
    response = render(request, "lookup/verify/waiting.html", {"again": again, "letters": settings.LETTERS})
    if again:
        response["Refresh"] = str(again)
    return response


def _has_link(account: AbstractBaseUser, at: datetime) -> bool:
    return Link.objects.active(at).filter(account=account).exists()


def _how_it_stands(account: AbstractBaseUser, at: datetime) -> tuple[datetime | None, Closed | None]:
    """Since when their last claim waits, or why the page that they had is closed: one at most."""
    claimed_at, closed = _claimed_at(account), closed_link(account, at)
    if closed and claimed_at and claimed_at > closed.at:
        closed = None  # they have shown again who they are
    return (None, closed) if closed else (claimed_at, None)


def _claimed_at(account: AbstractBaseUser) -> datetime | None:
    """When this account last made a claim, or redeemed the code of one."""
    own = Claim.objects.filter(Q(asked_by=account) | Q(identity__account=account))
    last = own.aggregate(made=Max("made_at"), redeemed=Max("codes__used_at"))
    return max(filter(None, last.values()), default=None)
