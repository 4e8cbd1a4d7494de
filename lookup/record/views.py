"""The public pages: what this is, how it is kept private, and your own page."""

from django.db import transaction
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clearance.audit import actions as audit
from clearance.days import state_day
from clearance.records.models import Charge
from clearance.runs.reading import explain_person
from lookup.identity.access import current_access
from lookup.identity.forms import CodeForm
from lookup.identity.sessions import current_visit
from lookup.identity.verify.gate import account_of
from lookup.record.cleared import what_became
from lookup.record.looks import latest_looks
from lookup.record.my_record import my_record
from lookup.record.recognise.views import ask
from lookup.record.room import closed, leave_nothing_on_screen, must_be_asked
from lookup.unavailable import NotReady, unavailable_when_not_ready


@require_safe
def home(request):
    visit = current_visit(request, timezone.now())
    context = {"form": CodeForm(), "visit": visit, "account": account_of(request)}
    return render(request, "lookup/home.html", context)


@require_safe
def privacy(request):
    return render(request, "lookup/privacy.html", {"visit": current_visit(request, timezone.now())})


@require_safe
@unavailable_when_not_ready
def mine(request):
    """The person's own record. The look is written down in the transaction in which it is read; unless both are kept,
    nothing is shown. It is written last: from then to the end of the transaction nobody else's look can be.
    """
    now = timezone.now()
    today = state_day(now)
    with transaction.atomic():
        access = current_access(request, now)
        if access is None:
            return closed(request)
        if must_be_asked(access):
            return ask(request, access, now)
        person, visit = access.person, access.visit
        charges = list(Charge.objects.filter(person=person).newest_case_first())
        explanations = explain_person(person, on=today, language=get_language())
        if {charge.charge_id for charge in charges} != {explanation.charge_id for explanation in explanations}:
            raise NotReady("no policy is in force, or an import landed between the two readings")
        became = what_became(person, on=today, language=get_language())
        page = my_record(charges, explanations, became, today)
        audit.record(by=access.actor, action="record.viewed", subject=f"person:{person.pk}", purpose="own record")
    looks = latest_looks(access)
    response = render(
        request,
        "lookup/mine.html",
        {
            "visit": visit,
            "account": visit is None,
            "page": page,
            "looks": looks,
            "minutes_left": max(1, int((visit.ends_at - now).total_seconds()) // 60) if visit else None,
        },
    )
    leave_nothing_on_screen(response, access, now)
    return response
