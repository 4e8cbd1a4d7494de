"""What a member of staff ticks and types of whoever stands at the counter, in the order in which they see it."""

import re
from datetime import date

from django import forms
from django.conf import settings

from clearance.agencies.models import Agency
from lookup.identity.attested import Attested, Identifier, Name
from lookup.identity.counter.documents import Document, Second, needs_second
from lookup.identity.numbers import license_number, state_id

#: As people write a day in this country, with or without strokes, or as computers do.
DAYS = ["%m/%d/%Y", "%m-%d-%Y", "%m%d%Y", "%Y-%m-%d"]
WRONG_DAY = "This is no date. Type month, day and year, such as 05/03/1980."
OLDEST = 120
NOT_ME = "You must tick this. You cannot give a code to yourself or to a relative: ask a colleague to do it."


class WhoForm(forms.Form):
    """The name and the birth date of someone, and that whoever types it is neither them nor a relative."""

    last_name = forms.CharField(max_length=100, help_text="As printed.")
    first_name = forms.CharField(max_length=100)
    middle_name = forms.CharField(max_length=100, required=False)
    suffix = forms.CharField(max_length=10, required=False, help_text="Jr, Sr, III …")
    birth_date = forms.DateField(
        input_formats=DAYS, error_messages={"invalid": WRONG_DAY}, help_text="Month, day, year: 05/03/1980 or 05031980."
    )

    def __init__(self, *arguments, today: date, **options):
        super().__init__(*arguments, label_suffix="", **options)
        self.today = today
        for name in ("last_name", "first_name", "middle_name", "suffix", "birth_date"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_birth_date(self) -> date:
        born = self.cleaned_data["birth_date"]
        if not self.today.year - OLDEST <= born.year or born >= self.today:
            raise forms.ValidationError(
                f"The birth date says {born:%B} {born.day}, {born.year}. It must be in the past, "
                f"and not before {self.today.year - OLDEST}."
            )
        return born

    def attested(self) -> Attested:
        """What stands in a form that is valid."""
        given = self.cleaned_data
        name = Name(given["last_name"], given["first_name"], given["middle_name"], given["suffix"])
        return Attested(
            name=name,
            birth_date=given["birth_date"],
            identifiers=tuple(self._identifiers(given)),
            case_numbers=tuple(given.get("case_numbers", ())),
        )

    def _identifiers(self, given):
        if given.get("license_number"):
            yield license_number(given["license_state"], given["license_number"])
        if given.get("state_id"):
            yield state_id(given["state_id"])


class NumbersForm(WhoForm):
    """And the numbers that they bring. They are kept as digests, for finding the record only."""

    license_number = forms.CharField(max_length=30, required=False, label="Number of the license or state ID")
    license_state = forms.CharField(max_length=2, required=False, label="Its state", help_text="Two letters.")
    state_id = forms.CharField(
        max_length=30, required=False, label="State identification number (SID)", help_text="If a paper shows one."
    )
    case_numbers = forms.CharField(
        max_length=400, required=False, help_text="Any that they bring or know, with commas between."
    )

    def clean_license_state(self) -> str:
        state = self.cleaned_data["license_state"].upper()
        if state and not re.fullmatch("[A-Z]{2}", state):
            raise forms.ValidationError(f"“{state}” is no state. Type its two letters, such as NC.")
        return state

    def clean_case_numbers(self) -> list[str]:
        return [number for part in re.split(r"[,;\n]", self.cleaned_data["case_numbers"]) if (number := part.strip())]

    def clean(self) -> dict:
        given = super().clean()
        number, state = given.get("license_number"), given.get("license_state")
        if number and state == "":
            self.add_error("license_state", "Type the two letters of the state that the number is from.")
        if state and not number:
            self.add_error("license_number", "Type the number too, or leave its state empty.")
        return given


class CounterForm(NumbersForm):
    """Someone who shows a document, or whom two members of staff vouch for."""

    document = forms.ChoiceField(
        choices=Document,
        widget=forms.RadioSelect,
        label="What do they show?",
        error_messages={"required": "Choose what you see."},
    )
    second = forms.ChoiceField(
        choices=[("", "nothing else"), *Second.choices],
        required=False,
        label="What else?",
        help_text="A jail or prison ID, or another card, needs a second one. With any of them a second one helps.",
    )
    photo = forms.BooleanField(required=False, label="The photo matches the face")
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.RadioSelect, initial="en", label="Their slip")
    held = forms.BooleanField(
        required=False,
        label="Hold quietly",
        help_text="You suspect fraud, or that someone forces them. They get the same slip; reviewers look first.",
    )
    not_me = forms.BooleanField(
        label="This is not me, and not a relative of mine", error_messages={"required": NOT_ME}
    )
    field_order = (
        *("document", "second", "photo", "last_name", "first_name", "middle_name", "suffix", "birth_date"),
        *("license_number", "license_state", "state_id", "case_numbers", "language", "held", "not_me"),
    )

    def __init__(self, *arguments, agencies: list[Agency], **options):
        super().__init__(*arguments, **options)
        self.agencies = agencies
        self.fields["document"].widget.attrs["autofocus"] = True

    def clean(self) -> dict:
        given = super().clean()
        document = given.get("document")
        if document == Document.NONE:
            if not self.agencies:
                self.add_error("document", "You act for no agency here, so you cannot vouch. Ask an administrator.")
        elif document and not given.get("photo"):
            self.add_error("photo", "Compare the photo with the face, and tick this if it matches. If not, stop here.")
        if document and needs_second(document) and not given.get("second"):
            self.add_error("second", "This document is not enough by itself. Ask for a second one, and choose it here.")
        return given


class VouchForm(WhoForm):
    """The second who vouches for someone without a document."""

    number = forms.IntegerField(
        min_value=1, max_value=2**62, help_text="The number that the first colleague was given."
    )
    known = forms.BooleanField(label="I know who this is, by myself, and vouch for it")
    not_me = forms.BooleanField(
        label="This is not me, and not a relative of mine", error_messages={"required": NOT_ME}
    )
    field_order = ("number", "last_name", "first_name", "middle_name", "suffix", "birth_date", "known", "not_me")
