"""The forms that are more than allauth's own."""

from allauth.account.forms import SignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SignUpForm(SignupForm):
    def try_save(self, request: HttpRequest):
        """Where an account with this address exists, a password is hashed all the same: both take as long."""
        if self.account_already_exists and self.cleaned_data.get("password1"):
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class DeleteForm(forms.Form):
    sure = forms.BooleanField(
        error_messages={"required": _("Tick the box if you are sure. To keep your account, leave this page.")}
    )
