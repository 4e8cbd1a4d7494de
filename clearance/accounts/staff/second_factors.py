"""The pages on which members of staff set up their second factors, and take them away."""

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse, reverse_lazy

from clearance.accounts.sessions import renew


class OfStaff:
    """allauth's page in the admin's look. What changes something asks for a sign-in of the last five minutes."""

    title = ""
    fresh = True
    success_url = reverse_lazy("admin:second_factors")

    @transaction.atomic
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.fresh and not did_recently_reauthenticate(request):
            return redirect(f"{reverse('admin:sign_in_again')}?next={request.path}")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        page = {"title": self.title, "back": reverse("admin:second_factors")}
        return {**super().get_context_data(**kwargs), **admin.site.each_context(self.request), **page}

    def get_success_url(self) -> str:
        """Recovery codes that were made along with a first second factor are to be written down."""
        made = getattr(self, "did_generate_recovery_codes", False)
        return reverse("admin:recovery_codes") if made else str(self.success_url)


class SecondFactors(OfStaff, IndexView):
    template_name, title, fresh = "admin/second_factors.html", "Your second factors", False


class Added(OfStaff):
    """Whoever adds a second factor has shown it with that."""

    kind: str

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        added = Authenticator.objects.filter(user=self.request.user, type=self.kind).latest("pk")
        post_authentication(self.request, added, reauthenticated=True)
        renew(self.request)
        return response


class Removed(OfStaff):
    """The last one stays: without any, a password alone would be enough to set up another."""

    template_name = "admin/step.html"
    extra_context = {"says": ["It counts no more from now on."]}

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if second_factors_of(request.user).count() < 2:
            messages.error(request, "This is your only second factor. Add another one first, then remove this one.")
            return redirect("admin:second_factors")
        return super().dispatch(request, *args, **kwargs)


class AddApp(Added, ActivateTOTPView):
    template_name, title, kind = "admin/add_app.html", "Add an app", Authenticator.Type.TOTP


class RemoveApp(Removed, DeactivateTOTPView):
    title = "Remove the app"


class AddPasskey(Added, AddWebAuthnView):
    template_name, title, kind = "admin/add_passkey.html", "Add a passkey", Authenticator.Type.WEBAUTHN


class RemovePasskey(Removed, RemoveWebAuthnView):
    title = "Remove a passkey"


class Codes(OfStaff, ViewRecoveryCodesView):
    template_name, title = "admin/recovery_codes.html", "Recovery codes"


class NewCodes(OfStaff, GenerateRecoveryCodesView):
    template_name, title = "admin/step.html", "Make new recovery codes"
    success_url = reverse_lazy("admin:recovery_codes")
    extra_context = {"says": ["You get ten new codes. Those from before count no more."]}


def second_factors_of(user: AbstractBaseUser) -> QuerySet[Authenticator]:
    """Those with which one can sign in; recovery codes only stand in for one."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


def urls(view) -> list[URLPattern]:
    """Their addresses in the admin; `view` wraps each."""
    return [
        path("second-factors/", view(SecondFactors.as_view()), name="second_factors"),
        path("second-factors/app/", view(AddApp.as_view()), name="add_app"),
        path("second-factors/app/remove/", view(RemoveApp.as_view()), name="remove_app"),
        path("second-factors/passkey/", view(AddPasskey.as_view()), name="add_passkey"),
        path("second-factors/passkey/<int:pk>/remove/", view(RemovePasskey.as_view()), name="remove_passkey"),
        path("second-factors/codes/", view(Codes.as_view()), name="recovery_codes"),
        path("second-factors/codes/new/", view(NewCodes.as_view()), name="new_recovery_codes"),
    ]
