"""When a signed-in session ends, how the page warns before it does, and who is asked for their password again.

A session ends after fifteen minutes without a page, and twelve hours after it was begun. There is no script that could
warn: each page carries a Refresh header that leads, 150 seconds before the end, to a page that says so and has one
button, "Stay signed in" (WCAG 2.2.1). It also takes what was on the screen away from whoever passes by. If nothing is
pressed it leads on to "You were signed out". Whoever went on in another window is led back to where they were. A page
on which people write long texts sets `response.stays_put` to keep what was typed; one that looks for news by itself
sets a Refresh of its own, for a while.
"""

from collections.abc import Callable
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

#: How exactly a session knows when it was last used, in seconds: it is not written anew for every page.
EXACT = 60


def seconds_left(request: HttpRequest) -> int:
    """Until a signed-in session ends, if nothing more is asked for. Zero if nobody is signed in."""
    if not request.user.is_authenticated:
        return 0
    at = _at()
    idle = settings.SESSION_COOKIE_AGE - (at - request.session.get("seen", at))
    return max(0, min(idle, settings.SESSION_LONGEST - signed_in_for(request)))


def signed_in_for(request: HttpRequest) -> int:
    """How long ago this session was begun, in seconds."""
    at = _at()
    return at - request.session.get("began", at)


def use(request: HttpRequest) -> None:
    """Let the session go on from here."""
    at = _at()
    request.session.setdefault("began", at)
    if at - request.session.get("seen", 0) >= EXACT:
        request.session["seen"] = at


class EndsWhenIdle:
    """Middleware. Stands after the one that says who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        warning = reverse("still_there")
        if request.user.is_authenticated:
            if not seconds_left(request):
                logout(request)
            elif not (request.path == warning and request.method == "GET"):
                use(request)
        response = self.get_response(request)
        if request.path != warning and _is_page_of_an_account(request, response):
            after = max(0, seconds_left(request) - settings.SESSION_WARNING)
            response["Refresh"] = f"{after}; url={warning}?next={quote(request.path)}"
        return response


class AsksAgain:
    """Middleware. Stands last. Where allauth asks for the password again it would keep what was sent, passwords and
    cookies and all, in the session; here the form is simply filled in once more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ReauthenticationRequired) and request.method == "POST":
            methods = get_adapter().get_reauthentication_methods(request.user)
            to = methods[0]["url"] if methods else reverse("account_login")
            return redirect(f"{to}?next={quote(request.path)}")
        return None


def _at() -> int:
    return int(timezone.now().timestamp())


def _is_page_of_an_account(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and request.user.is_authenticated
        and response.status_code == 200
        and response.get("Content-Type", "").startswith("text/html")
        and request.resolver_match.app_name != "admin"
        and not getattr(response, "stays_put", False)
        and not response.has_header("Refresh")
    )
