"""The browser's side of a visit: a session that holds the visit's id and nothing else."""

from datetime import datetime

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from lookup.identity.models import Visit


def begin(request: HttpRequest, visit: Visit) -> None:
    """Give the browser a new session for this visit, whatever it came with."""
    request.session.flush()
    request.session["visit"] = visit.pk
    rotate_token(request)


def current_visit(request: HttpRequest, at: datetime) -> Visit | None:
    """The open visit of this browser, with its person."""
    visit = request.session.get("visit")
    return visit and Visit.objects.open(at).select_related("code__claim").filter(pk=visit).first()


def was_closed(request: HttpRequest) -> bool:
    """Whether the visit of this browser was ended before its time: whoever leaves it by themselves leaves the session,
    too, so the records changed.
    """
    return Visit.objects.filter(pk=request.session.get("visit"), left_at__isnull=False).exists()
