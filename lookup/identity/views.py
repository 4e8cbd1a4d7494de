"""Enter a code; leave."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clearance.accounts.sessions import renew
from lookup.context import exit_url
from lookup.identity import actions, sessions
from lookup.identity.forms import CodeForm
from lookup.identity.login_gov import arriving
from lookup.identity.login_gov import views as login_gov
from lookup.identity.login_gov.registration import registration
from lookup.identity.models import Link, Visit
from lookup.identity.network import network_digest
from lookup.identity.verify.gate import account_of
from lookup.unavailable import unavailable_when_not_ready


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@unavailable_when_not_ready
def enter_code(request):
    now, account = timezone.now(), account_of(request)
    if account and Link.objects.active(now).filter(account=account).exists():
        return render(request, "lookup/code_not_needed.html")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        by = f"account:{account.pk}" if account else "visitor"
        try:
            gives = actions.redeem_code(
                text=form.cleaned_data["code"], network=network_digest(request), by=by, at=now, account=account
            )
        except actions.TooManyTries as refusal:
            return _too_many_tries(request, refusal, now)
        if gives is not None:
            return _opened(request, gives, account)
        form.refuse()
    context = {"form": form, "visit": sessions.current_visit(request, now), "account": account}
    return render(request, "lookup/code.html", context)


def _opened(request, gives, account) -> HttpResponse:
    if isinstance(gives, Visit):
        sessions.begin(request, gives)
        return redirect("mine")
    if account is None:
        return render(request, "lookup/checking.html")
    renew(request)
    return redirect("verify_waiting")


def _too_many_tries(request, refusal: actions.TooManyTries, now) -> HttpResponse:
    response = render(request, "lookup/too_many.html", {"again_at": refusal.again_at}, status=429)
    response["Retry-After"] = str(int((refusal.again_at - now).total_seconds()) + 1)
    return response


def leave(request):
    """End the visit or the sign-in, and the browser's memory of it; with `away`, go on to an outside page."""
    if request.method != "POST":
        return redirect("home")
    if registration() and "away" not in request.POST and arriving.is_here(request):
        return login_gov.leave(request)
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
    logout(request)
    return render(request, "lookup/left.html")
