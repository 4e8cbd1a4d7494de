"""The public pages: what this is, how it is kept private, and your own page, on the screen and on paper."""

from functools import partial

from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clearance.audit import actions as audit
from lookup.identity.forms import CodeForm
from lookup.identity.sessions import current_visit
from lookup.identity.verify.gate import account_of
from lookup.record.looks import latest_looks
from lookup.record.reading import read_record
from lookup.record.recognise.views import ask
from lookup.record.room import must_be_asked, own_page, own_page_before_yes


@require_safe
def home(request):
    visit = current_visit(request, timezone.now())
    context = {"form": CodeForm(), "visit": visit, "account": account_of(request)}
    return render(request, "lookup/home.html", context)


@require_safe
def privacy(request):
    return render(request, "lookup/privacy.html", {"visit": current_visit(request, timezone.now())})


@require_safe
@own_page_before_yes
def mine(request, access, now):
    """The person's own record, once they have said that it is theirs."""
    if must_be_asked(access):
        return ask(request, access)
    return _own_record(request, access, now, "lookup/mine.html", on_paper=False)


@require_safe
@own_page
def to_print(request, access, now):
    """The same on paper: everything open, nothing to press."""
    return _own_record(request, access, now, "lookup/print.html", on_paper=True)


def _own_record(request, access, now, template, *, on_paper):
    """The look is written down last: from then to the end of the transaction nobody else's look can be. Who looked is
    read as the page is made, after that, so that this look is among them.
    """
    page = read_record(access, now)
    audit.record(by=access.actor, action="record.viewed", subject=f"person:{access.by.person_id}", purpose="own record")
    context = {"page": page, "looks": partial(latest_looks, access), "now": now, "on_paper": on_paper}
    return TemplateResponse(request, template, context)
