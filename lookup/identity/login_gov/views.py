"""The pages on the way to Login.gov and back."""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from lookup.headers import CONTENT_SECURITY_POLICY
from lookup.identity.login_gov import actions, arriving, asking, client
from lookup.identity.login_gov.refused import Refused
from lookup.identity.login_gov.registration import Registration, registration
from lookup.identity.sessions import current_visit
from lookup.unavailable import unavailable_when_not_ready


def where_registered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page is there only where this site is registered with Login.gov; the view gets the registration."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        site = registration()
        if site is None:
            raise Http404
        return view(request, site)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@where_registered
@unavailable_when_not_ready
def start(request: HttpRequest, site: Registration) -> HttpResponse:
    """What Login.gov is and what one needs there; the button leads there."""
    now = timezone.now()
    may_go_on = not request.user.is_authenticated or arriving.may_connect(request)
    if request.method == "POST" and may_go_on:
        question = client.Question()
        try:
            there = client.authorization_address(site, question, get_language())
        except Refused as refusal:
            return _refuse(request, refusal)
        arriving.leave_visit(request, now)
        asking.keep(request, question, now)
        return redirect(there)
    shown = {"visit": current_visit(request, now), "may_go_on": may_go_on, "is_here": arriving.is_here(request)}
    response = render(request, "lookup/login_gov/start.html", shown)
    # A browser lets the form lead no further than this policy says.
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {site.origin}"
    )
    return response


@require_GET
@where_registered
@unavailable_when_not_ready
def back(request: HttpRequest, site: Registration) -> HttpResponse:
    """Where Login.gov sends people back to, with a code or with an error."""
    now = timezone.now()
    try:
        question = asking.take(request, request.GET.get("state", ""), now)
        if request.GET.get("error") == "access_denied":
            return redirect("login_gov_cancelled")
        if not request.GET.get("code"):
            raise Refused("no_code")
        return arriving.arrive(request, client.answer(site, question, request.GET["code"], now), now)
    except arriving.Taken:
        return render(request, "lookup/login_gov/taken.html", status=409)
    except Refused as refusal:
        return _refuse(request, refusal)


@require_safe
@where_registered
def failed(request: HttpRequest, site: Registration) -> HttpResponse:
    """Where Login.gov sends people whom it could not verify."""
    return render(request, "lookup/login_gov/failed.html")


@require_safe
@where_registered
def cancelled(request: HttpRequest, site: Registration) -> HttpResponse:
    return render(request, "lookup/login_gov/cancelled.html")


@require_http_methods(["GET", "POST"])
@where_registered
@unavailable_when_not_ready
def leave(request: HttpRequest, site: Registration) -> HttpResponse:
    """Sign out here, and then on to Login.gov, which asks whether to sign out there as well."""
    if request.method != "POST":
        return redirect("home")
    arriving.leave_visit(request, timezone.now())
    get_adapter(request).logout(request)
    try:
        there = client.logout_address(site)
    except Refused:
        there = None
    response = render(request, "lookup/login_gov/leaving.html", {"there": there})
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    if there:
        # Not a redirect: the policy `form-action 'self'` of the page that leads here forbids that.
        response["Refresh"] = f"0; url={there}"
    return response


@require_safe
@where_registered
def left(request: HttpRequest, site: Registration) -> HttpResponse:
    """Where Login.gov sends people back to after they have signed out there."""
    return render(request, "lookup/login_gov/left.html")


def _refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The same words whatever was wrong; the event log has the code."""
    by = f"account:{request.user.pk}" if request.user.is_authenticated else "visitor"
    actions.refused(because=refusal.because, by=by)
    return render(request, "lookup/login_gov/failed.html", status=403)
