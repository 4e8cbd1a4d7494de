"""The pages of an account that are our own, and what ours do beyond allauth's."""

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from clearance.accounts import actions, idle
from clearance.accounts.devices import device
from clearance.accounts.forms import DeleteForm
from clearance.accounts.mfa_adapter import SecondFactors
from clearance.accounts.second_factor import has_second_factor


def reference(account) -> str:
    """How the event log names whoever is signed in."""
    return f"{'staff' if account.is_staff else 'account'}:{account.pk}"


@require_safe
@login_required
def your_account(request):
    """All of an account on one page."""
    factors = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    codes = next((one for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None)
    facts = {
        "address": EmailAddress.objects.get_primary_email(request.user),
        "app": any(one.type == Authenticator.Type.TOTP for one in factors),
        "passkeys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "elsewhere": request.user.socialaccount_set.exists(),
        "has_password": request.user.has_usable_password(),
        "second_factor": has_second_factor(request),
    }
    return render(request, "account/your_account.html", facts)


@require_safe
@login_required
def second_step(request):
    """Step 2 of making an account: choose an app or a passkey."""
    if has_second_factor(request):
        return redirect("your_account")
    return render(request, "account/second_step.html")


@require_safe
@login_required
def square_code(request):
    """What an app photographs: the secret that is being set up, as a square of dots."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if secret is None:
        raise Http404
    maker = SecondFactors()
    return HttpResponse(maker.build_totp_svg(maker.build_totp_url(request.user, secret)), "image/svg+xml")


#: Where to begin anew, by what was begun.
BEGIN = {"new": "account_signup", "forgotten": "account_reset_password"}


@require_POST
def start_again(request):
    """Forget what was begun: a sign-in, a new account or a forgotten password."""
    if not request.user.is_authenticated:
        request.session.flush()
    return redirect(BEGIN.get(request.POST.get("what"), "account_login"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sign_ins(request):
    """Where this account is signed in, newest first; each can be ended, or all others at once."""
    if request.method == "POST":
        _end_sessions(request)
        return redirect("usersessions_list")
    found = sorted(UserSession.objects.purge_and_list(request.user), key=lambda one: one.created_at, reverse=True)
    sessions = [{"one": one, "device": device(one.user_agent), "here": one.is_current()} for one in found]
    return render(request, "usersessions/usersession_list.html", {"sessions": sessions})


def _end_sessions(request):
    others = [one for one in UserSession.objects.filter(user=request.user) if not one.is_current()]
    asked = request.POST.get("session", "")
    for one in others:
        if asked in ("all", str(one.pk)):
            actions.end_session(account=request.user, session=one.pk, by=reference(request.user))
    if asked == "all":
        get_adapter().add_message(request, messages.INFO, "usersessions/messages/sessions_logged_out.txt")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request):
    """Asks for the password again, says what goes, and deletes the account."""
    if request.user.is_staff:
        raise Http404
    if get_reauthentication_flows(request.user):
        return _delete_when_sure(request)
    return _delete(request)


def _delete(request):
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "account/delete.html", {"form": form})
    account, at = request.user, timezone.now()
    logout(request)
    actions.delete_account(account=account, by=f"account:{account.pk}", at=at)
    response = render(request, "account/deleted.html")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


_delete_when_sure = reauthentication_required(app="allauth.account")(_delete)


@require_http_methods(["GET", "POST"])
def still_there(request):
    """Where a page leads when nothing was done for a while: one button keeps the session."""
    left, to = idle.seconds_left(request), request.GET.get("next", "")
    if not get_adapter().is_safe_url(to):
        to = app_settings.LOGOUT_REDIRECT_URL
    if not left:
        return redirect("signed_out")
    if request.method == "POST" or left > settings.SESSION_WARNING + idle.EXACT:
        return redirect(to)
    response = render(request, "account/still_there.html", {"minutes": max(1, round(left / 60))})
    response["Refresh"] = f"{left + 1}; url={reverse('signed_out')}"
    return response


@require_safe
def signed_out(request):
    """After a session has ended by itself."""
    if request.user.is_authenticated:
        return redirect("your_account")
    return render(request, "account/signed_out.html")


@require_http_methods(["GET", "HEAD", "POST"])
def language(request):
    """Django's own way to choose a language; an account keeps it for its mail."""
    response = set_language(request)
    if request.method == "POST" and request.user.is_authenticated:
        chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
        actions.remember_language(account=request.user, language=chosen.value if chosen else get_language())
    return response
