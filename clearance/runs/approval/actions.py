"""Releasing a brake, and approving a run: neither is done by whoever prepared it."""

from datetime import datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.runs.approval import checks
from clearance.runs.approval.models import Approval, Brake
from clearance.runs.eligibility.checks import locked, same_policy
from clearance.runs.eligibility.models import Run
from clearance.runs.refusals import Refused

State = Run.State
#: So many people approve a run, none of whom prepared it.
APPROVALS = 2


@transaction.atomic
def release_brake(*, by: str, brake: Brake, reason: str, at: datetime) -> None:
    """Let a run go on though this brake tripped; someone else than who prepared it, with a reason in writing."""
    checks.by_staff(by)
    run = locked(brake.run, State.COMPUTED, State.OBJECTIONS, State.READY)
    if by == run.prepared_by:
        raise Refused(f"You prepared run {run.pk}. Someone else looks into its brakes.")
    if not reason.strip():
        raise Refused("A brake is released with a reason. Say what you found.")
    if not run.brakes.holding().filter(pk=brake.pk).update(released_by=by, released_at=at, reason=reason.strip()):
        raise Refused(f"The brake “{brake}” does not hold run {run.pk}. There is nothing to release.")
    audit.record(by=by, action="brake.released", subject=run.reference, detail={"brake": brake.kind})


@transaction.atomic
def approve(*, by: str, run: Run, digest: str, signed_in_at: datetime | None, at: datetime) -> Run:
    """Say yes to the digest of a run. With the second yes it is approved.

    Raises Refused for whoever prepared the run, for a second yes of the same person, for another digest than that of
    the run, for a sign-in that is not fresh, for changed records or a changed policy, and while a brake holds.
    """
    checks.by_staff(by)
    run = locked(run, State.READY)
    if by == run.prepared_by:
        raise Refused(f"You prepared run {run.pk}. Two other people approve it.")
    if run.approvals.filter(by=by).exists():
        raise Refused(f"You approved run {run.pk} already. One more person must.")
    checks.fresh(signed_in_at, at)
    same_policy(run)
    checks.same_records(run)
    checks.same_digest(run, digest)
    checks.brakes_are_off(run)
    Approval.objects.create(run=run, by=by, digest=digest, signed_in_at=signed_in_at, at=at)
    audit.record(by=by, action="run.approved", subject=run.reference, detail={"digest": digest})
    if run.approvals.count() == APPROVALS:
        run.state, run.approved_at = State.APPROVED, at
        run.save(update_fields=["state", "approved_at"])
    return run
