"""Setting up what signs in besides a password, in steps that lead on by themselves."""

from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, SignupWebAuthnView
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from clearance.accounts.second_factor import count_new_factor, has_second_factor


class SetUpApp(ActivateTOTPView):
    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"new": not has_second_factor(self.request)}

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        count_new_factor(self.request, "totp")
        return response


class SetUpPasskey(AddWebAuthnView):
    """Each is one that signs in by itself, so it must ask who holds it."""

    def get_context_data(self, **kwargs) -> dict:
        options = auth.begin_registration(self.request.user, passwordless=True)
        facts = {"js_data": {"creation_options": options}, "new": not has_second_factor(self.request)}
        return super(AddWebAuthnView, self).get_context_data(**kwargs) | facts

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        count_new_factor(self.request, "webauthn")
        return response


class SignUpWithPasskey(SignupWebAuthnView):
    extra_context = {"new": True}

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        if not self.request.user.is_authenticated:
            return response
        count_new_factor(self.request, "webauthn")
        auto_generate_recovery_codes(self.request)
        return redirect("mfa_view_recovery_codes")


class SignInWithPasskey(LoginWebAuthnView):
    def get(self, request, *args, **kwargs) -> HttpResponse:
        """What the script asks for when the button is pressed."""
        return JsonResponse({"request_options": auth.begin_authentication(user=None)})
