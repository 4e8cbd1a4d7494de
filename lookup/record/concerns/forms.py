"""The form on which a person says what is wrong: which charge, what is wrong with it, and more in their own words."""

from collections.abc import Sequence

from django import forms
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from clearance.records.models import Charge
from lookup.record.concerns.models import LONGEST, Concern

KINDS = {
    Concern.Kind.NOT_MINE: _("This charge is not mine"),
    Concern.Kind.OUTCOME: _("It ended in another way"),
    Concern.Kind.CLEARED: _("It should be cleared by now"),
    Concern.Kind.FACT: _("A name, a date or another fact is wrong"),
}
#: What stands for none of the charges.
NONE = "0"


class ConcernForm(forms.Form):
    """A charge is chosen by its place on the page, counted from 1; `shown` says which charges stood there."""

    charge = forms.ChoiceField(error_messages={"required": _("Choose what it is about.")})
    kind = forms.ChoiceField(choices=KINDS.items(), error_messages={"required": _("Choose what is wrong.")})
    text = forms.CharField(required=False)
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data, *, charges: Sequence[Charge]):
        super().__init__(data)
        self.charges = charges
        self.mark = salted_hmac("lookup.record.concerns", ",".join(str(charge.pk) for charge in charges)).hexdigest()
        choose_again = _("That is not on your page. Choose what it is about.")
        self.fields["charge"].choices = [(str(place), place) for place in range(len(charges) + 1)]
        self.fields["charge"].error_messages["invalid_choice"] = choose_again
        self.fields["kind"].error_messages["invalid_choice"] = _("Choose one of the four.")

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            raise forms.ValidationError(
                _("Your text has %(found)s characters. There is room for %(allowed)s. Make it shorter."),
                params={"found": f"{len(text):,}", "allowed": f"{LONGEST:,}"},
            )
        return text

    def clean(self):
        cleaned = super().clean()
        if not constant_time_compare(cleaned.get("shown", ""), self.mark):
            self.add_error("charge", _("Your page has changed since you opened it. Choose again what it is about."))
        elif cleaned.get("charge") == NONE and cleaned.get("kind") not in (None, Concern.Kind.FACT):
            self.add_error("charge", _("Choose the charge that this is about."))
        elif cleaned.get("charge") == NONE and "text" in cleaned and not cleaned["text"]:
            self.add_error("text", _("Tell us what is wrong, in your own words."))
        return cleaned

    @property
    def chosen(self) -> Charge | None:
        """The charge that was chosen; None for none of them."""
        place = int(self.cleaned_data["charge"])
        return self.charges[place - 1] if place else None
