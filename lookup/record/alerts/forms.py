"""The forms on which an account's holder chooses how to hear that there is news."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lookup.record.alerts import numbers


class NumberForm(forms.Form):
    number = forms.CharField(
        max_length=30,
        error_messages={
            "required": _("Type your phone number first."),
            "max_length": _("That is too long for a phone number. It has 10 digits."),
        },
    )

    def clean_number(self) -> str:
        number = numbers.read(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(
                _("This is not a phone number of this country. It has 10 digits, such as 555-201-4233. Check it.")
            )
        return number


class NumberCodeForm(forms.Form):
    code = forms.RegexField(
        r"\s*(\d\s*){6}",
        error_messages={
            "required": _("Type the code from the text message first."),
            "invalid": _("The code has 6 digits. Check it and type it again."),
        },
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
