"""Holds on charges: placed by whatever finds that one must be looked at before it is cleared."""

from datetime import datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.records.models import Charge
from clearance.runs.ledger.models import Hold


@transaction.atomic
def place_hold(*, by: str, charge: Charge, because: Hold.Because, reference: str, at: datetime) -> Hold:
    """Keep the charge out of every run until someone lifts the hold. One of a kind that is open already stays as it is.

    `reference` names what led to it, such as objection:12.
    """
    # Locked, so that two who find the same at once place one hold.
    Charge.objects.select_for_update().get(pk=charge.pk)
    if there := Hold.objects.open().filter(charge=charge, because=because).first():
        return there
    hold = Hold.objects.create(charge=charge, because=because, reference=reference, placed_at=at, placed_by=by)
    detail = {"because": str(because), "reference": reference}
    audit.record(by=by, action="hold.placed", subject=f"charge:{charge.pk}", detail=detail)
    return hold
