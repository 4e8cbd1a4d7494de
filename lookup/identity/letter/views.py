"""Ask for a letter."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clearance.days import state_day
from lookup.identity.letter.actions import ask
from lookup.identity.network import network_digest
from lookup.identity.verify.gate import for_accounts
from lookup.identity.who import NumbersForm
from lookup.unavailable import unavailable_when_not_ready


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@unavailable_when_not_ready
@for_accounts
def ask_for_letter(request: HttpRequest) -> HttpResponse:
    """The same answer for everyone, whoever is on record and wherever they live."""
    if not settings.LETTERS:
        raise Http404
    now = timezone.now()
    form = NumbersForm(request.POST or None, today=state_day(now), own=True)
    if form.is_valid():
        ask(attested=form.attested(), account=request.user, network=network_digest(request), at=now)
        return redirect("verify_waiting")
    return render(request, "lookup/verify/letter.html", {"form": form})
