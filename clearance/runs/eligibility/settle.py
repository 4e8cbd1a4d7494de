"""Settles a run: what must not be cleared after all is held back, and the digest becomes final."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from clearance.audit import actions as audit
from clearance.runs.eligibility.digest import digest, part_sha256
from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.eligibility.totals import count_totals
from clearance.runs.ledger.models import Hold
from clearance.runs.objections.settling import held_by_objections


@transaction.atomic(durable=True)
def settle_now(*, by: str, run: Run, at: datetime) -> None:
    """Hold back what was objected to, and what someone placed a hold on since the run was computed; count again, and
    set the digest that people approve.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("policy").get(pk=run.pk, state=Run.State.SETTLING)
    held = _hold(run, _with_a_hold() | held_by_objections(run))
    if held:
        count_totals(run)
    run.digest = digest(run)
    run.state, run.settled_at = Run.State.READY, at
    run.save(update_fields=["digest", "state", "settled_at"])
    audit.record(by=by, action="run.settled", subject=run.reference, detail={"held": held, "digest": run.digest})


def _with_a_hold() -> dict[str, QuerySet]:
    return {kind: Hold.objects.open().filter(because=kind).values("charge") for kind in Hold.Because.values}


def _hold(run: Run, charges: dict[str, QuerySet]) -> int:
    """Hold these charges of a run back, by reason, and hash each part again that has one. How many there were."""
    touched: set[int] = set()
    held = 0
    for because, which in charges.items():
        decisions = Decision.objects.to_clear().filter(run=run, charge__in=which)
        touched.update(decisions.values_list("part", flat=True).distinct())
        held += decisions.update(effect=Decision.Effect.HELD, held_because=because)
    for part in run.parts.filter(number__in=touched):
        part.clears = Decision.objects.to_clear().filter(run=run, part=part.number).count()
        part.sha256 = part_sha256(run, part.number)
        part.save(update_fields=["clears", "sha256"])
    return held
