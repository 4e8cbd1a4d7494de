"""The public pages: what this is, how it is kept private, and your own page, on the screen and on paper."""

from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clearance.audit import actions as audit
from lookup.identity.access import current_access
from lookup.identity.forms import CodeForm
from lookup.identity.sessions import current_visit
from lookup.record.looks import latest_looks
from lookup.record.reading import read_record
from lookup.unavailable import unavailable_when_not_ready


@require_safe
def home(request):
    visit = current_visit(request, timezone.now())
    return render(request, "lookup/home.html", {"form": CodeForm(), "visit": visit})


@require_safe
def privacy(request):
    return render(request, "lookup/privacy.html", {"visit": current_visit(request, timezone.now())})


@require_safe
@unavailable_when_not_ready
def mine(request):
    """The person's own record."""
    return _own_record(request, "lookup/mine.html")


@require_safe
@unavailable_when_not_ready
def to_print(request):
    """The same on paper, for someone who has said that it is theirs: everything open, nothing to press."""
    return _own_record(request, "lookup/print.html", recognised=True)


def _own_record(request, template, *, recognised=False):
    """The page about the own record. The look is written down in the transaction in which it is read; unless both are
    kept, nothing is shown. It is written last: from then to the end of the transaction nobody else's look can be.
    """
    now = timezone.now()
    with transaction.atomic():
        access = current_access(request, now)
        if access is None:
            return closed(request)
        if recognised and not access.recognised:
            return redirect("mine")
        page, subject = read_record(access, now), f"person:{access.person.pk}"
        audit.record(by=access.actor, action="record.viewed", subject=subject, purpose="own record")
    visit, looks = access.visit, latest_looks(access)
    seconds_left = int((visit.ends_at - now).total_seconds()) if visit else settings.SESSION_COOKIE_AGE
    response = render(
        request,
        template,
        {"visit": visit, "page": page, "looks": looks, "now": now, "minutes_left": max(1, seconds_left // 60)},
    )
    # An unattended screen does not go on showing the page when the visit is over.
    response["Refresh"] = str(seconds_left + 1)
    return response


def closed(request):
    """There is no access: the visit is over, or there was none."""
    return render(request, "lookup/closed.html", status=403)
