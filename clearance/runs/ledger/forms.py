"""The forms in which staff look up a cleared charge, ask to undo its clearance, and lift a hold."""

from django import forms
from django.core.exceptions import ValidationError

#: As the event log keeps it.
MOST_PURPOSE = 200


class LookUpForm(forms.Form):
    """One charge, by a number that is known exactly, and why someone looks."""

    number = forms.IntegerField(
        required=False, min_value=1, label="Clearance number", help_text="As a notice or a letter gives it."
    )
    case_number = forms.CharField(
        required=False, label="or the case number", help_text="Exactly as it is on record, with every hyphen."
    )
    sequence = forms.IntegerField(required=False, label="with the number of the charge in the case")
    court = forms.CharField(
        required=False, label="and the court", help_text="Only where two courts have a case of this number."
    )
    purpose = forms.CharField(
        max_length=MOST_PURPOSE,
        label="Why you look",
        help_text="Kept in the event log, where the person sees it. No names.",
    )

    def clean(self):
        given = bool(self.cleaned_data.get("number")), bool(self.cleaned_data.get("case_number"))
        if given not in ((True, False), (False, True)) and not self.errors:
            raise ValidationError("Give either the clearance number or the case number with the charge’s number in it.")

    @property
    def which(self) -> dict[str, object]:
        """What finds the charge."""
        return {name: value for name, value in self.cleaned_data.items() if name != "purpose"}


class AskForm(forms.Form):
    """Why a clearance is to be undone. `grounds`: each the id of a ground of the law, and what the law says of it."""

    clearance = forms.IntegerField(widget=forms.HiddenInput)
    purpose = forms.CharField(max_length=MOST_PURPOSE, widget=forms.HiddenInput)
    ground = forms.ChoiceField(label="Ground of the law", widget=forms.RadioSelect)
    legal_basis = forms.CharField(
        label="Legal basis", help_text="The citation, or the court’s decision, on which it rests."
    )
    note = forms.CharField(
        required=False,
        label="What happened",
        widget=forms.Textarea({"rows": 3}),
        help_text="For whoever decides. No names.",
    )

    def __init__(self, *args, grounds: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        self.fields["ground"].choices = grounds


class ConfirmForm(forms.Form):
    """Nothing to fill in."""


class LiftForm(forms.Form):
    reason = forms.CharField(
        label="What you found",
        widget=forms.Textarea({"rows": 3}),
        help_text="Why the charge may be cleared all the same. No names.",
    )
