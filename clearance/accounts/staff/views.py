"""Signing in to the admin, the second factor after the password, and stepping up for what asks for it."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from clearance.accounts.sessions import renew
from clearance.accounts.staff.forms import AgainForm, SignInForm
from clearance.accounts.staff.names import reference
from clearance.audit import actions as audit


def back_to(request: HttpRequest) -> str:
    """The page of this site that asked for a sign-in."""
    asked_by = request.POST.get("next") or request.GET.get("next", "")
    return asked_by if url_has_allowed_host_and_scheme(asked_by, allowed_hosts=None) else reverse("admin:index")


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then allauth asks for the second factor, if there is one, and signs in."""
    if request.user.is_authenticated:
        if not request.user.is_staff:
            raise PermissionDenied
        return redirect(back_to(request))
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        # Whoever sets up a first second factor has given the password just now.
        record_authentication(request, form.user, "password", reauthenticated=True)
        response = perform_login(request, Login(form.user, email_verification="none", redirect_url=back_to(request)))
        return redirect("admin:second_step") if response.url == reverse("mfa_authenticate") else response
    context = {**admin.site.each_context(request), "title": "Sign in", "form": form, "next": back_to(request)}
    return render(request, "admin/login.html", context)


class SecondStep(AuthenticateView):
    """The second factor after the password: a passkey, a code of the app, or a recovery code."""

    template_name = "admin/second_step.html"

    def get_context_data(self, **kwargs) -> dict:
        kinds = Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True)
        title = {"title": "Your second factor", "kinds": set(kinds)}
        return {**super().get_context_data(**kwargs), **admin.site.each_context(self.request), **title}


@sensitive_post_parameters("password", "code")
@never_cache
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Ask whoever is signed in to show it once more, then go on to the page that asked for that.

    `?with=passkey`: nothing but a passkey will do.
    """
    passkey_only = request.GET.get("with") == "passkey" and not settings.DEMO
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists()
    posted = request.POST if request.method == "POST" else None
    with_passkey = ReauthenticateWebAuthnForm(posted if posted and "credential" in posted else None, user=request.user)
    with_code = AgainForm(request, posted if posted and "code" in posted and not passkey_only else None)
    if with_passkey.is_valid():
        return _shown(request, with_passkey.cleaned_data["credential"])
    if with_code.is_valid():
        return _shown(request, with_code.authenticator)
    context = {
        **admin.site.each_context(request),
        "title": "Sign in again",
        "back": back_to(request),
        "passkey_only": passkey_only,
        "with_passkey": with_passkey if passkeys else None,
        "with_code": None if passkey_only else with_code,
        "options": {"request_options": webauthn.begin_authentication(request.user)} if passkeys else None,
        "demo": settings.DEMO,
    }
    return render(request, "admin/sign_in_again.html", context)


@transaction.atomic
def _shown(request: HttpRequest, authenticator: Authenticator) -> HttpResponse:
    post_authentication(request, authenticator, reauthenticated=True)
    renew(request)
    by = reference(request.user)
    audit.record(by=by, action="staff.signed_in_again", subject=by, detail={"with": authenticator.type})
    return redirect(back_to(request))
