"""The letter for one cleared charge, named by the place of the charge on the page: addresses hold no identifiers."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from clearance.audit import actions as audit
from lookup.identity.access import current_access
from lookup.record.letter.make import letter_pdf
from lookup.record.reading import read_record
from lookup.record.views import closed
from lookup.unavailable import unavailable_when_not_ready


@require_safe
@unavailable_when_not_ready
def letter(request, number):
    """The PDF, in the transaction in which it is written down that it was made; or no letter."""
    now = timezone.now()
    with transaction.atomic():
        access = current_access(request, now)
        if access is None:
            return closed(request)
        if not access.recognised:
            return redirect("mine")
        found = read_record(access, now).charge(number)
        if found is None or found[1].cleared is None:
            raise Http404("no cleared charge in that place")
        made = letter_pdf(*found, now)
        audit.record(by=access.actor, action="letter.made", subject=f"person:{access.person.pk}", purpose="own record")
    # To look at, and not to keep, where the browser can show it: whoever uses a shared device leaves no file there.
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="letter.pdf"'}
    )
