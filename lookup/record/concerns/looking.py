"""What staff see of one concern. Every look is an event on the person, or there is no look."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from clearance.agencies.areas import in_area
from clearance.agencies.models import Agency
from clearance.audit import actions as audit
from clearance.records.models import Case, Charge
from lookup.record.concerns.models import Concern


@dataclass(frozen=True)
class Seen:
    """The charge, without whose it is: `facts` are labels with what the records hold; what the person wrote; which
    agencies are responsible for the case; and the answers so far.
    """

    facts: Sequence[tuple[str, object]]
    says: str
    agencies: Sequence[str]
    answers: Sequence[tuple[object, str, str, str]]


@transaction.atomic
def look(*, by: str, concern: Concern) -> Seen:
    """What staff see, and the event of which the person is told."""
    charge = concern.charge
    seen = Seen(
        facts=_facts(charge) if charge else (),
        says=concern.says,
        agencies=[str(agency) for agency in holding(charge.case)] if charge else (),
        answers=[
            (step.at, step.get_outcome_display(), step.in_language("en")[0], _spanish(step))
            for step in concern.steps.filter(kind="answered")
        ],
    )
    detail = {"concern": str(concern)}
    audit.record(by=by, action="concern.viewed", subject=f"person:{concern.person_id}", detail=detail)
    return seen


def holding(case: Case) -> list[Agency]:
    """The agencies that are responsible for a case: of the whole state, or of its court or county."""
    of_case = Case.objects.filter(pk=case.pk)
    return [one for one in Agency.objects.open() if of_case.filter(in_area(Agency.objects.filter(pk=one.pk))).exists()]


def _facts(charge: Charge) -> list[tuple[str, object]]:
    case = charge.case
    return [
        ("Charge", charge.description),
        ("Number in the case", charge.sequence),
        ("Statute", charge.statute),
        ("Level", charge.level),
        ("How it ended", charge.disposition),
        ("When it ended", charge.disposition_date),
        ("Court", case.court),
        ("County", case.county),
        ("Case number ends in", (case.case_number or "")[-4:]),
        ("Filed", case.filed_date),
        ("Reported by", charge.source),
    ]


def _spanish(step) -> str:
    text, language = step.in_language("es")
    return text if language == "es" else ""
