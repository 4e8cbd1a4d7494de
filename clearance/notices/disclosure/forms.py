"""The data by which an agency asks, on the page and over HTTPS alike."""

from collections.abc import Iterable

from django import forms

from clearance.law.vocabulary import FACTS
from clearance.records.models import Charge

#: Longer than any number of a case that a court gives.
LONGEST = 200


class QuestionForm(forms.Form):
    """One field for each of the agency's data points, all of them required."""

    def __init__(self, points: Iterable[str], *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields |= {point: _field(point) for point in points}


def _field(point: str) -> forms.Field:
    kind = FACTS[point][1].kind
    label = point.replace("_", " ")
    if kind == "date":
        widget = forms.DateInput(attrs={"placeholder": "YYYY-MM-DD"})
        return forms.DateField(label=label, input_formats=["%Y-%m-%d"], widget=widget, help_text="Such as 2019-05-03.")
    if kind == "whole":
        return Charge._meta.get_field(point).formfield(label=label, required=True)
    return forms.CharField(label=label, max_length=LONGEST, help_text="Exactly as it stands in the records.")
