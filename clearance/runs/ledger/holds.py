"""Holds on charges: placed by whatever finds that one must be looked at before it is cleared, lifted by who looked."""

from datetime import datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.records.models import Charge
from clearance.runs.approval import checks
from clearance.runs.ledger.models import Hold
from clearance.runs.refusals import Refused


@transaction.atomic
def place_hold(*, by: str, charge: Charge, because: Hold.Because, reference: str, at: datetime) -> Hold:
    """Keep the charge out of every run until someone lifts the hold. One of a kind that is open already stays as it is.

    `reference` names what led to it, such as objection:12.
    """
    open_holds = Hold.objects.open().filter(charge=charge, because=because)
    if there := open_holds.first():
        return there
    new = Hold(charge=charge, because=because, reference=reference, placed_at=at, placed_by=by)
    # Of two who find the same at once, the second waits here for the first, and then adds nothing.
    Hold.objects.bulk_create([new], ignore_conflicts=True)
    hold = open_holds.get()
    if hold.reference == reference:
        detail = {"because": str(because), "reference": reference}
        audit.record(by=by, action="hold.placed", subject=f"charge:{charge.pk}", detail=detail)
    return hold


@transaction.atomic
def lift_hold(*, by: str, hold: Hold, reason: str, at: datetime) -> Hold:
    """Let a held charge come back: the next run that finds it eligible may clear it. Raises Refused."""
    hold = Hold.objects.select_for_update().get(pk=hold.pk)
    checks.by_staff(by)
    if hold.lifted_at:
        raise Refused(f"Hold {hold.pk} was lifted before, by {hold.lifted_by}.")
    if by == hold.placed_by:
        raise Refused(f"Hold {hold.pk} was placed by {by}. Someone else looks at the charge and lifts it.")
    if not reason.strip():
        raise Refused("Give a reason: why the charge may be cleared all the same.")
    hold.lifted_at, hold.lifted_by, hold.reason = at, by, reason.strip()
    hold.save(update_fields=["lifted_at", "lifted_by", "reason"])
    detail = {"because": hold.because, "reference": hold.reference}
    audit.record(by=by, action="hold.lifted", subject=str(hold), detail=detail)
    return hold
