"""The form for a name, a birth date, and the numbers that help to find a record: at the counter, and for a letter."""

import re
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from clearance.records.identities.numbers import to_find
from lookup.identity.attested import Attested, Identifier, Name

#: As people write a day in this country, with or without strokes, or as browsers do that fill it in.
DAYS = ["%m/%d/%Y", "%m-%d-%Y", "%m%d%Y", "%Y-%m-%d"]
OLDEST = 120
MOST_CASES = 20
#: What kind of number stands in which field.
KINDS = {"license_number": "license", "state_id": "state_id"}


class WhoForm(forms.Form):
    """The name and the birth date of someone. `own`: they type it themselves, and their browser may help."""

    last_name = forms.CharField(
        max_length=100, label=_("Last name"), error_messages={"required": _("Type the last name.")}
    )
    first_name = forms.CharField(
        max_length=100, label=_("First name"), error_messages={"required": _("Type the first name.")}
    )
    middle_name = forms.CharField(max_length=100, required=False, label=_("Middle name"))
    suffix = forms.CharField(max_length=10, required=False, label=_("Jr, Sr, III …"))
    birth_date = forms.DateField(
        input_formats=DAYS,
        label=_("Birth date"),
        help_text=_("Month, day and year, such as 05/03/1980."),
        error_messages={
            "required": _("Type the birth date."),
            "invalid": _("This is no date. Type month, day and year, such as 05/03/1980."),
        },
    )
    #: What browsers call these of whoever uses them.
    OWN = {
        "last_name": "family-name",
        "first_name": "given-name",
        "middle_name": "additional-name",
        "suffix": "honorific-suffix",
        "birth_date": "bday",
    }

    def __init__(self, *arguments, today: date, own: bool, **options):
        super().__init__(*arguments, label_suffix="", **options)
        self.today = today
        for name, field in self.fields.items():
            called = self.OWN.get(name, "off") if own else "off"
            field.widget.attrs |= {"autocomplete": called, "spellcheck": "false"}
            if own:
                field.widget.attrs["class"] = "usa-input"

    def clean_birth_date(self) -> date:
        born = self.cleaned_data["birth_date"]
        first = self.today.year - OLDEST
        if not first <= born.year or born >= self.today:
            raise forms.ValidationError(
                _("The year of the birth date is %(year)s. The date must be past, and not before %(first)s."),
                params={"year": born.year, "first": first},
            )
        return born

    def attested(self) -> Attested:
        """What stands in a form that is valid."""
        given = self.cleaned_data
        return Attested(
            name=Name(given["last_name"], given["first_name"], given["middle_name"], given["suffix"]),
            birth_date=given["birth_date"],
            identifiers=tuple(_identifiers(given)),
            case_numbers=tuple(given.get("case_numbers", ())),
        )


class NumbersForm(WhoForm):
    """And the numbers that they have. License and state number are kept as digests only."""

    license_number = forms.CharField(
        max_length=30, required=False, label=_("Number of the driver’s license or state ID")
    )
    license_state = forms.CharField(
        max_length=2,
        required=False,
        label=_("State of that license or ID"),
        help_text=_("Its two letters, such as NC."),
    )
    state_id = forms.CharField(
        max_length=30,
        required=False,
        label=_("State identification number (SID)"),
        help_text=_("Some court and prison papers show it."),
    )
    case_numbers = forms.CharField(
        max_length=400, required=False, label=_("Case numbers"), help_text=_("Any you know, with commas between.")
    )

    def clean_license_state(self) -> str:
        state = self.cleaned_data["license_state"].upper()
        if state and not re.fullmatch("[A-Z]{2}", state):
            raise forms.ValidationError(_("This is no state. Type its two letters, such as NC."))
        return state

    def clean_case_numbers(self) -> list[str]:
        parts = re.split(r"[,;\n]", self.cleaned_data["case_numbers"])
        numbers = [number for part in parts if (number := part.strip())]
        if len(numbers) > MOST_CASES:
            raise forms.ValidationError(
                _("These are %(found)s numbers. Give at most %(most)s."),
                params={"found": len(numbers), "most": MOST_CASES},
            )
        return numbers

    def clean(self) -> dict:
        given = super().clean()
        number, state = given.get("license_number"), given.get("license_state")
        if number and state == "":
            self.add_error("license_state", _("Type the two letters of the state that the number is from."))
        if state and not number:
            self.add_error("license_number", _("Type the number too, or leave its state empty."))
        for field, kind in KINDS.items():
            if given.get(field) and to_find(kind, given[field]) is None:
                self.add_error(field, _("This is no number. Type it as it stands on the card, or leave it empty."))
        return given


def _identifiers(given: dict) -> list[Identifier]:
    """Of the numbers that were given, the digests."""
    written = {
        "license": f"{given['license_state']} {given['license_number']}" if given.get("license_number") else "",
        "state_id": given.get("state_id", ""),
    }
    digests = {kind: to_find(kind, number) for kind, number in written.items() if number}
    return [Identifier(kind, digest) for kind, digest in digests.items() if digest]
