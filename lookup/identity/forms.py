"""The form to enter a code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lookup.identity import codes


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=40,
        error_messages={
            "required": _("Type your code first."),
            "max_length": _("That is too long for a code. A code has 10 letters and numbers."),
        },
    )

    def clean_code(self) -> str:
        code = codes.read(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("A code has 10 letters and numbers. Check it and type it again."))
        return code

    def refuse(self) -> None:
        """Say that the code does not open a visit: the same words for unknown, wrong, used, expired and void."""
        self.add_error("code", _("This code does not work. Check it and type it again, or ask for a new one."))
