"""What members of staff fill in to sign in, and to do so again."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone

from clearance.accounts.second_factor import right_code

WRONG = (
    "This name and this password do not go together, or the account is locked. Five wrong tries in a row lock it, "
    "until an administrator releases it."
)
WRONG_AGAIN = (
    "The password or the code is wrong, or that code was used before. Five wrong tries in a row lock your account, "
    "until an administrator releases it."
)


class SignInForm(forms.Form):
    """Name and password of a member of staff; `user` is who that is."""

    name = forms.CharField(
        label="User name or e-mail address",
        max_length=254,
        widget=forms.TextInput({"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Password", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    user: AbstractBaseUser | None = None

    def __init__(self, request: HttpRequest, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict:
        given = super().clean()
        if self.errors:
            return given
        user = authenticate(self.request, username=given["name"].strip(), password=given["password"])
        if user is None or not user.is_staff:
            raise forms.ValidationError(WRONG)
        self.user = user
        return given


class AgainForm(forms.Form):
    """Password and code of whoever is signed in; `authenticator` is whose code it is."""

    password = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    code = forms.CharField(
        label="A code from your app, or a recovery code",
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    authenticator: Authenticator | None = None

    def __init__(self, request: HttpRequest, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict:
        given = super().clean()
        if self.errors:
            return given
        user = self.request.user
        if authenticate(self.request, username=user.get_username(), password=given["password"]) == user:
            self.authenticator = right_code(user, given["code"], at=timezone.now(), request=self.request)
        if self.authenticator is None:
            raise forms.ValidationError(WRONG_AGAIN)
        return given
