"""The form in which staff ask for a run."""

from django import forms
from django.core.exceptions import ValidationError

from clearance.records.models import Case
from clearance.runs.eligibility.models import Run
from clearance.runs.models import Policy


class PrepareForm(forms.ModelForm):
    """A policy in force, the day, and the counties, a line each."""

    policy = forms.ModelChoiceField(Policy.objects.in_force())
    counties = forms.CharField(
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Only cases of these counties, a line each, as they stand in the records. Empty: the whole state.",
    )

    class Meta:
        model = Run
        fields = ("policy", "as_of")

    def clean_counties(self) -> list[str]:
        names = sorted({line.strip() for line in self.cleaned_data["counties"].splitlines()} - {""})
        known = set(Case.objects.filter(county__in=names).values_list("county", flat=True))
        if unknown := [name for name in names if name not in known]:
            raise ValidationError(f"No case is in {', '.join(unknown)}. Write a county as the records have it.")
        return names
