"""Enter a code; leave."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lookup.context import exit_url
from lookup.identity import actions, sessions
from lookup.identity.forms import CodeForm
from lookup.identity.network import network_digest
from lookup.unavailable import unavailable_when_not_ready


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@unavailable_when_not_ready
def enter_code(request):
    now = timezone.now()
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            visit = actions.redeem_code(
                text=form.cleaned_data["code"], network=network_digest(request), by="visitor", at=now
            )
        except actions.TooManyTries as refusal:
            return _too_many_tries(request, refusal, now)
        if visit:
            sessions.begin(request, visit)
            return redirect("mine")
        form.refuse()
    return render(request, "lookup/code.html", {"form": form, "visit": sessions.current_visit(request, now)})


def _too_many_tries(request, refusal: actions.TooManyTries, now) -> HttpResponse:
    response = render(request, "lookup/too_many.html", {"again_at": refusal.again_at}, status=429)
    response["Retry-After"] = str(int((refusal.again_at - now).total_seconds()) + 1)
    return response


def leave(request):
    """End the visit, and the browser's memory of it; with `away` in the form, go on to a page outside."""
    if request.method != "POST":
        return redirect("home")
    response = _end_visit(request)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    if "away" in request.POST:
        # Not a redirect: the policy `form-action 'self'` forbids forms to lead outside.
        response["Refresh"] = f"0; url={exit_url()}"
    return response


@unavailable_when_not_ready
def _end_visit(request):
    now = timezone.now()
    if visit := sessions.current_visit(request, now):
        actions.end_visit(visit=visit, by=str(visit), at=now)
    request.session.flush()
    return render(request, "lookup/left.html")
