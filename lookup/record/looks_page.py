"""“Who looked”: every view of this record by anyone, in plain words."""

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from clearance.audit import actions as audit
from lookup.record.looks import all_looks
from lookup.record.room import own_page


@require_safe
@own_page
def looks(request, access, now):
    page = all_looks(access, page=request.GET.get("page", "1"))
    audit.record(by=access.actor, action="record.viewed", subject=f"person:{access.person.pk}", purpose="who looked")
    return TemplateResponse(request, "lookup/looks.html", {"looks": page})
