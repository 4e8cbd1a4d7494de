"""“Do you recognise these?”: yes, no, or not sure. Nothing else of the record is shown before a yes."""

from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from clearance.audit import actions as audit
from lookup.identity.links import recognise
from lookup.record.recognise.cases import first_sight
from lookup.record.room import own_page_before_yes


def ask(request, access) -> TemplateResponse:
    """The first screen, for the transaction of the page that asks. That it was shown is written down."""
    seen = first_sight(access.person)
    audit.record(
        by=access.actor, action="record.first_seen", subject=f"person:{access.person.pk}", purpose="own record"
    )
    return TemplateResponse(request, "lookup/recognise.html", {"seen": seen})


@require_POST
@own_page_before_yes
def yes(request, access, now):
    recognise(what=access.by, by=access.actor, at=now)
    return redirect("mine")


@require_safe
@own_page_before_yes
def not_sure(request, access, now):
    return TemplateResponse(request, "lookup/not_sure.html", {})
