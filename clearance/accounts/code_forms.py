"""The forms that ask for a code of an app or a recovery code, with the tries counted in the database."""

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.utils import timezone

from clearance.accounts.second_factor import right_code


class CountedTries:
    """In place of allauth's own check, whose counts are in the memory of one process."""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        found = right_code(self.user, code, at=timezone.now(), request=context.request)
        if found is None:
            raise get_adapter().validation_error("incorrect_code")
        self.authenticator = found
        return code


class CodeForm(CountedTries, AuthenticateForm):
    """The code after the password."""


class CodeAgainForm(CountedTries, ReauthenticateForm):
    """The code of someone who is signed in, once more."""
