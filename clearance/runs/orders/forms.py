"""The forms in which a clerk records what the court did with an order: filled in first, then confirmed."""

from datetime import datetime
from typing import Self

from django import forms
from django.core.exceptions import ValidationError

from clearance.runs.orders.actions import may_be_signed_on
from clearance.runs.orders.models import Order
from clearance.runs.refusals import Refused


class AnswerForm(forms.Form):
    """What is recorded is final, so it is sent twice: the second time with `confirmed`."""

    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, order: Order, at: datetime, **options):
        super().__init__(*args, **options)
        self.order, self.at = order, at

    @property
    def answer(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "confirmed"}

    def to_confirm(self) -> Self:
        """The same with nothing to fill in."""
        again = type(self)(initial={**self.answer, "confirmed": True}, order=self.order, at=self.at)
        for field in again.fields.values():
            field.widget = forms.HiddenInput()
        return again


class SignedForm(AnswerForm):
    signed_on = forms.DateField(
        label="Day on which the judge signed", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def clean_signed_on(self):
        try:
            may_be_signed_on(self.order, self.cleaned_data["signed_on"], self.at)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None
        return self.cleaned_data["signed_on"]


class RefusedForm(AnswerForm):
    reason = forms.CharField(
        label="The court’s reason", widget=forms.Textarea({"rows": 3}), help_text="In the court’s words. No names."
    )
