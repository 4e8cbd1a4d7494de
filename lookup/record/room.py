"""What every page about someone's own record begins with: whose it is, and that they said it is theirs."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import ngettext

from clearance.records.models import Case, Person
from lookup.identity.access import Access, current_access
from lookup.identity.disown import BECAUSE
from lookup.identity.models import Link, Visit
from lookup.identity.sessions import was_closed
from lookup.record.templatetags.plain import clock
from lookup.unavailable import unavailable_when_not_ready

Page = Callable[..., HttpResponse]


def own_page(page: Page) -> Callable[..., HttpResponse]:
    """A page for whoever has access to a record and has said that it is theirs. Others see that it is closed, or are
    asked first.

    The page takes the request, the Access and the moment. It is read, and the look written down, in one transaction:
    unless both are kept, nothing is shown. It answers with a TemplateResponse, which is made into text after that.
    """
    return _guarded(page, asked_first=True)


def own_page_before_yes(page: Page) -> Callable[..., HttpResponse]:
    """The same for pages that show nothing of the record, or that ask."""
    return _guarded(page, asked_first=False)


def _guarded(page: Page, *, asked_first: bool) -> Callable[..., HttpResponse]:
    @wraps(page)
    @unavailable_when_not_ready
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        now = timezone.now()
        with transaction.atomic():
            access = current_access(request, now)
            if access is None:
                return closed(request)
            if asked_first and must_be_asked(access):
                return redirect("mine")
            response = page(request, access, now, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            response.context_data |= {"visit": access.visit, "account": access.visit is None}
            if access.visit:
                _close_with_the_visit(response, access.visit, now)
            response.render()
        return response

    return guarded


def must_be_asked(access: Access) -> bool:
    """Whether they have yet to say that the cases are theirs. Where there is no case there is nothing to ask."""
    return not access.recognised and has_cases(access.person)


def has_cases(person: Person) -> bool:
    return Case.objects.filter(person=person).exists()


def closed(request: HttpRequest) -> HttpResponse:
    """What someone sees who may see no record now. Whoever said that it is not theirs reads what happens now; others
    who are signed in go on to what is missing: a second step, or who they are.
    """
    if not request.user.is_authenticated:
        return render(request, "lookup/closed.html", {"changed": was_closed(request)}, status=403)
    frozen = Link.objects.filter(state=Link.State.FROZEN, because=BECAUSE)
    if frozen.filter(account=request.user).exists():
        return render(request, "lookup/stopped.html", {"account": True}, status=403)
    return redirect("verify_waiting")  # which leads on to where something is missing


def _close_with_the_visit(response: TemplateResponse, visit: Visit, at: datetime) -> None:
    """An unattended screen does not go on showing the page when the visit is over. Pages of accounts warn before
    (clearance/accounts/idle.py).
    """
    seconds = int((visit.ends_at - at).total_seconds())
    minutes = max(1, seconds // 60)
    closes = ngettext(
        "It closes at %(time)s, in %(minutes)s minute.", "It closes at %(time)s, in %(minutes)s minutes.", minutes
    )
    response.context_data["closes"] = closes % {"time": clock(visit.ends_at), "minutes": minutes}
    response["Refresh"] = str(seconds + 1)
