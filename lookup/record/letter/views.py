"""The letter for one cleared charge, named by the place of the charge on the page: addresses hold no identifiers."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from clearance.audit import actions as audit
from lookup.record.letter.make import letter_pdf
from lookup.record.reading import read_record
from lookup.record.room import own_page


@require_safe
@own_page
def letter(request, access, now, number):
    """The PDF, in the transaction in which it is written down that it was made; or no letter."""
    found = read_record(access, now).charge(number)
    if found is None or found[1].cleared is None:
        raise Http404("no cleared charge in that place")
    made = letter_pdf(*found, now)
    audit.record(by=access.actor, action="letter.made", subject=f"person:{access.by.person_id}", purpose="own record")
    # To look at, and not to keep, where the browser can show it: whoever uses a shared device leaves no file there.
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="letter.pdf"'}
    )
