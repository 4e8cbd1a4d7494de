"""Looking at one cleared charge that is asked for exactly. Every look is an event on the person, or there is no look.

Cleared records are sealed: nothing here lists them, and of one only what its finder needs is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from clearance.audit import actions as audit
from clearance.records.models import Charge
from clearance.runs.ledger.models import Clearance, Hold, Reversal
from clearance.runs.refusals import Refused


@dataclass(frozen=True)
class Sealed:
    """What staff see of a charge: enough to tell that it is the one they mean. `cleared`: every day on which it was
    cleared, with the day on which that was reversed.
    """

    court: str
    case_number: str
    sequence: int | None
    statute: str
    cleared: Sequence[tuple[date, date | None]]


def find(
    *, number: int | None = None, case_number: str = "", sequence: int | None = None, court: str = ""
) -> Clearance:
    """The last clearance of one charge, by its own number, or by the case number and the charge's number in the case,
    exactly as they are on record. Raises Refused unless that is one charge. Shows nothing of it.
    """
    found = Clearance.objects.select_related("run__policy").order_by("-nth")
    if number is not None:
        charges = Charge.objects.filter(clearances__pk=number)
    else:
        charges = Charge.objects.filter(case__case_number=case_number, sequence=sequence, clearances__nth=1)
        if court:
            charges = charges.filter(case__court=court)
    charges = list(charges[:2])
    if not charges:
        raise Refused("No charge that was cleared has exactly this number. Check it letter by letter.")
    if len(charges) > 1:
        raise Refused("More than one charge that was cleared has this number. Give the court too, as it is on record.")
    return found.filter(charge=charges[0])[0]


@transaction.atomic
def look_at_clearance(*, by: str, clearance: Clearance, purpose: str) -> Sealed:
    """What staff see of a cleared charge, and the event that says why they looked."""
    return _look(by, "clearance.looked_up", clearance.charge, purpose, {"clearance": clearance.pk})


@transaction.atomic
def look_at_hold(*, by: str, hold: Hold, purpose: str) -> Sealed:
    """What staff see of a charge that is held, and the event that says why they looked."""
    return _look(by, "hold.looked_up", hold.charge, purpose, {"hold": hold.pk})


@transaction.atomic
def found_nothing(*, by: str, purpose: str) -> None:
    """Keep that someone looked in vain. What they typed is not kept."""
    audit.record(by=by, action="clearance.not_found", subject="clearance:unknown", purpose=purpose)


def _look(by: str, action: str, charge: Charge, purpose: str, detail: dict[str, int]) -> Sealed:
    reversals = dict(Reversal.objects.filter(clearance__charge=charge).values_list("clearance", "on"))
    clearances = charge.clearances.order_by("nth")
    sealed = Sealed(
        court=charge.case.court or "",
        case_number=charge.case.case_number or "",
        sequence=charge.sequence,
        statute=charge.statute or "",
        cleared=[(one.on, reversals.get(one.pk)) for one in clearances],
    )
    audit.record(by=by, action=action, subject=f"person:{charge.person_id}", purpose=purpose, detail=detail)
    return sealed
