"""What a member of staff ticks and types of whoever stands at the counter, in the order in which they see it."""

from django import forms
from django.conf import settings

from clearance.agencies.models import Agency
from lookup.identity.counter.documents import Document, Second, needs_second
from lookup.identity.who import NumbersForm, WhoForm

NOT_ME = "You must tick this. You cannot give a code to yourself or to a relative: ask a colleague to do it."


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
        help_text="A jail or prison ID, or another card, needs a second document. With any of them a second one helps.",
    )
    photo = forms.BooleanField(required=False, label="The photo matches the face")
    language = forms.ChoiceField(
        choices=settings.LANGUAGES, widget=forms.RadioSelect, initial="en", label="Language of their slip"
    )
    held = forms.BooleanField(
        required=False,
        label="Hold quietly",
        help_text="You suspect fraud, or that someone forces them. They get the same slip; reviewers look first.",
    )
    not_me = forms.BooleanField(label="This is not me, and not a relative of mine", error_messages={"required": NOT_ME})
    field_order = (
        *("document", "second", "photo", "last_name", "first_name", "middle_name", "suffix", "birth_date"),
        *("license_number", "license_state", "state_id", "case_numbers", "language", "held", "not_me"),
    )

    #: As the page puts them together.
    GROUPS = (
        ("What you see", field_order[:3]),
        ("As it is printed", field_order[3:8]),
        ("Numbers, if they have any: one of the first two, or two case numbers, help the most", field_order[8:12]),
        ("The slip", field_order[12:]),
    )

    def __init__(self, *arguments, agencies: list[Agency], **options):
        super().__init__(*arguments, own=False, **options)
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
    not_me = forms.BooleanField(label="This is not me, and not a relative of mine", error_messages={"required": NOT_ME})
    field_order = ("number", "last_name", "first_name", "middle_name", "suffix", "birth_date", "known", "not_me")
    GROUPS = (
        ("Their number", field_order[:1]),
        ("Who it is, as the first colleague wrote it", field_order[1:6]),
        ("You", field_order[6:]),
    )

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, own=False, **options)
