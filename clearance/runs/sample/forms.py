"""The forms in which staff draw a sample and answer what they checked."""

from django import forms
from django.core.exceptions import ValidationError

from clearance.runs.sample.models import SampledDecision

Answer = SampledDecision.Answer
ANSWERS = [
    (Answer.AGREE, "I agree: the law and the facts give this decision"),
    (Answer.DISAGREE, "I disagree: the decision is wrong"),
    (Answer.CANNOT_TELL, "I cannot tell from what I see here and in the files"),
]


class DrawForm(forms.Form):
    per_outcome = forms.IntegerField(label="Decisions of each outcome", min_value=1)


class AnswerForm(forms.Form):
    """An answer, and, of whoever disagrees, what is wrong."""

    answer = forms.ChoiceField(label="Your answer", choices=ANSWERS, widget=forms.RadioSelect)
    code = forms.ChoiceField(
        label="What is wrong, if you disagree",
        choices=[("", "---------"), *SampledDecision.Code.choices],
        required=False,
    )
    note = forms.CharField(
        label="What you found", widget=forms.Textarea({"rows": 4, "cols": 60}), required=False, help_text="No names."
    )

    def clean(self):
        answer, code = self.cleaned_data.get("answer"), self.cleaned_data.get("code")
        if answer == Answer.DISAGREE and not code:
            self.add_error("code", "Choose what is wrong.")
        if answer and answer != Answer.DISAGREE and code:
            self.add_error("code", "Only who disagrees says what is wrong. Choose nothing here, or disagree.")
        if code == SampledDecision.Code.OTHER and not self.cleaned_data.get("note"):
            raise ValidationError({"note": "Say in a few words what is wrong."})
