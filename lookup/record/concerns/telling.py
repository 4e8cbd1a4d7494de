"""What the page tells a person of what they said: when, about which charge, what was done, and the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from clearance.records.models import Charge
from lookup.record.concerns.forms import KINDS
from lookup.record.concerns.models import Concern, Step

#: What an answer means, said by the page itself in both languages.
OUTCOMES = {
    Step.Outcome.CORRECTED: _("There was an error, and it was corrected where the record is kept."),
    Step.Outcome.PASSED: _("The agency that keeps this record must decide. It was asked to."),
    Step.Outcome.NO_ERROR: _("We found no error."),
    Step.Outcome.COURT: _("Only a court can change this. Legal aid can help you to ask one, for free."),
}


@dataclass(frozen=True)
class Done:
    """One step: `kind` as in Step.Kind. Of an answer what it means, its text, and the language of that."""

    kind: str
    at: datetime
    agency: str = ""
    outcome: str = ""
    text: str = ""
    language: str = ""


@dataclass(frozen=True)
class Told:
    """One thing that the person said. `open`: it is not answered."""

    charge: Charge | None
    kind: str
    says: str
    at: datetime
    open: bool
    done: list[Done]


def told(concerns: Iterable[Concern], language: str) -> list[Told]:
    """In the order in which they come. The concerns are as `Concern.objects.of` gives them."""
    return [
        Told(
            charge=concern.charge,
            kind=str(KINDS[Concern.Kind(concern.kind)]),
            says=concern.says,
            at=concern.said_at,
            open=concern.answered_at is None,
            done=[_done(step, language) for step in concern.steps.all()],
        )
        for concern in concerns
    ]


def _done(step: Step, language: str) -> Done:
    if step.kind != Step.Kind.ANSWERED:
        return Done(step.kind, step.at, agency=step.agency.name if step.agency else "")
    text, written = step.in_language(language)
    return Done(step.kind, step.at, outcome=str(OUTCOMES[Step.Outcome(step.outcome)]), text=text, language=written)
