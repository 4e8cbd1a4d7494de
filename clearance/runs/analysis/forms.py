"""The forms in which staff give a draft, and ask for an analysis."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import F

from clearance.law.files import MAX_BYTES, as_text
from clearance.law.policy import PolicyError, parse_policy
from clearance.runs.analysis.models import Analysis, Draft
from clearance.runs.models import Policy


class DraftForm(forms.ModelForm):
    """A policy as a file or as text; `text` is what was given, whichever way."""

    file = forms.FileField(
        required=False, label="policy file", help_text="A policy as a TOML file. It takes the place of the text below."
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label="or its text",
        widget=AdminTextareaWidget({"rows": 25, "spellcheck": "false"}),
    )

    class Meta:
        model = Draft
        fields = ("text",)

    def clean(self):
        given = "file" if self.cleaned_data.get("file") else "text"
        if given not in self.errors:
            try:
                file, text = self.cleaned_data["file"], self.cleaned_data["text"]
                if given == "file":
                    text = as_text(file.read(MAX_BYTES + 1), file.name, file.size)
                self.cleaned_data["text"] = text = text.replace("\r\n", "\n")
                if not text.strip():
                    raise ValidationError("Give a policy: choose a file, or write its text.")
                parse_policy(text, file.name if given == "file" else "the text")
            except PolicyError as error:
                self.add_error(given, str(error).splitlines())
            except ValidationError as error:
                self.add_error(given, error)


def law_choice(law: Policy | Draft) -> str:
    """How the form for an analysis names a law."""
    return f"{law._meta.model_name}-{law.pk}"


def _law_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    policies = Policy.objects.order_by(F("retired_at").desc(nulls_first=True), "title")
    names = [(law_choice(one), f"{one}{' (no longer in force)' if one.retired_at else ''}") for one in policies]
    drafts = [(law_choice(one), str(one)) for one in Draft.objects.all()]
    return [("", "---------"), ("Policies", names), ("Drafts", drafts)]


class LawField(forms.ChoiceField):
    """One of the policies and drafts that are kept here."""

    def __init__(self, **options):
        super().__init__(choices=_law_choices, **options)

    def clean(self, value):
        chosen = super().clean(value)
        if not chosen:
            return None
        kind, _, number = chosen.partition("-")
        return (Draft if kind == "draft" else Policy).objects.get(pk=number)


class AskForm(forms.ModelForm):
    """What to look at, on which day, and against which other law."""

    law = LawField()
    against = LawField(
        required=False, help_text="For impact only, if you like: who gains and who loses, compared with this other law."
    )

    class Meta:
        model = Analysis
        fields = ("kind", "as_of")

    def clean(self):
        kind, law, against = (self.cleaned_data.get(name) for name in ("kind", "law", "against"))
        if against and kind != Analysis.Kind.IMPACT:
            self.add_error("against", "Only impact compares two laws. Choose impact, or leave this empty.")
        if against and against == law:
            self.add_error("against", "This is the law itself. Choose another, or leave this empty.")
        if law and (other := Analysis.objects.of(law).unfinished().filter(kind=kind).first()):
            raise ValidationError(
                f"Analysis {other.pk} is the {kind} of this law and not finished. Wait for it, or delete it."
            )
