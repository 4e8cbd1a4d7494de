"""The forms of reviewers: why they must see all, and what they think."""

from django import forms

from lookup.identity.review.comparison import letter_of
from lookup.identity.review.models import Answer, Because, Kind
from lookup.identity.review.questions import Question

#: What an answer does to what is asked, where that is more than its label says.
DOES = {
    (Kind.REVIEW, Answer.KEEP): "The link that stands is right: it is kept, and this claim is settled with no record",
    (Kind.REVIEW, Answer.END): "Neither: the link that stands ends, and this claim is settled with no record",
    (Kind.REVIEW, Answer.NONE): "No record: it is none of these people",
    (Kind.FROZEN, Answer.KEEP): "The link is right: open it again",
    (Kind.FROZEN, Answer.END): "The link is wrong, or cannot be told: end it",
    (Kind.CHECK, Answer.KEEP): "The link is right",
    (Kind.CHECK, Answer.FREEZE): "The link may be wrong: close it now, for two people to decide",
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why the masked page is not enough",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="It is kept, and the people whom it is about are told that you looked. No names.",
    )


class JudgeForm(forms.Form):
    """An answer to what is asked. `since` and `records` are of what the reviewer looked at."""

    answer = forms.ChoiceField(label="Your answer", widget=forms.RadioSelect)
    because = forms.ChoiceField(label="Why", choices=[("", "---------"), *Because.choices])
    neither = forms.BooleanField(
        label="This is neither me nor a relative of mine, and I did not type this claim.",
        error_messages={"required": "Tick this if it is so. If it is not, leave it to someone else."},
    )
    since = forms.DateTimeField(widget=forms.HiddenInput)
    records = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments, asked: Question, **options):
        initial = {"since": asked.since.isoformat(), "records": asked.records}
        super().__init__(*arguments, initial=initial, label_suffix="", **options)
        self.fields["answer"].choices = list(_choices(asked))

    def clean(self) -> dict:
        given = super().clean()
        if given.get("answer") and given.get("because"):
            answer, _, person = given["answer"].partition(":")
            same = given["because"] in (Because.DOCUMENTS, Because.CONFIRMED)
            if same != (answer in (Answer.LINK, Answer.KEEP)):
                self.add_error(
                    "because",
                    "This does not fit your answer. Whoever says that it is the person gives “the same person …”, and "
                    "nobody else does.",
                )
            given |= {"answer": Answer(answer), "person": int(person) if person else None}
        return given

    def judgement(self) -> dict:
        """What `actions.judge` takes, of a form that is valid."""
        return {name: self.cleaned_data[name] for name in ("answer", "person", "because", "since", "records")}


def _choices(asked: Question):
    for answer in asked.answers():
        if answer == Answer.LINK:
            for place, one in enumerate(asked.candidates):
                yield f"link:{one.person_id}", f"It is person {letter_of(place)}: link them"
        else:
            yield str(answer), DOES[asked.kind, answer]
