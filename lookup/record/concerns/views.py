"""“Something is wrong”: say it, and read what came of it."""

from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from clearance.audit import actions as audit
from clearance.records.models import Charge
from lookup.record.concerns.actions import TooMany, say
from lookup.record.concerns.forms import KINDS, ConcernForm
from lookup.record.concerns.models import Concern
from lookup.record.concerns.telling import told
from lookup.record.room import own_page

REFUSED = {
    "open": _("Five things that you told us are still open. When one of them is answered, you can tell us more."),
    "day": _("You have told us ten things today. Come back tomorrow to tell us more."),
}


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def wrong(request, access, now):
    charges = list(Charge.objects.filter(person=access.person).newest_case_first())
    form = ConcernForm(request.POST if request.method == "POST" else None, charges=charges)
    if form.is_valid():
        given = {"kind": form.cleaned_data["kind"], "text": form.cleaned_data["text"]}
        try:
            say(access=access, charge=form.chosen, by=access.actor, at=now, **given)
        except TooMany as refusal:
            form.add_error(None, REFUSED[refusal.what])
        else:
            return redirect("told")
    concerns = told(Concern.objects.of(access.person), get_language())
    audit.record(
        by=access.actor, action="record.viewed", subject=f"person:{access.person.pk}", purpose="something is wrong"
    )
    return TemplateResponse(
        request, "lookup/wrong.html", {"form": form, "concerns": concerns, "kinds": KINDS.items(), "charges": charges}
    )


@require_safe
@own_page
def told_us(request, access, now):
    return TemplateResponse(request, "lookup/told_us.html", {})
