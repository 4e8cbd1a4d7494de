"""The forms in which agencies look for a case and object, and in which someone decides."""

from django import forms

from clearance.law.process import Objections
from clearance.runs.objections.rules import grounds


class CaseForm(forms.Form):
    case_number = forms.CharField(
        label="Case number", max_length=200, help_text="Exactly as it stands in the records of the court."
    )


class ObjectionForm(forms.Form):
    """A ground of the law, and what shows it."""

    ground = forms.ChoiceField(label="Ground", widget=forms.RadioSelect)
    evidence = forms.CharField(
        label="Evidence",
        widget=forms.Textarea({"rows": 5, "cols": 60}),
        help_text="What shows it: a document, a date, a docket entry. No names.",
    )

    def __init__(self, rules: Objections, *args, **options):
        super().__init__(*args, **options)
        self.fields["ground"].choices = list(grounds(rules).items())


class DecisionForm(forms.Form):
    sustained = forms.TypedChoiceField(
        label="The objection is",
        choices=[("yes", "sustained: the charge is held back"), ("no", "overruled: the charge may be cleared")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="Reason",
        widget=forms.Textarea({"rows": 5, "cols": 60}),
        help_text="What was found, by whom and when: a court's decision with its date and number. No names.",
    )
