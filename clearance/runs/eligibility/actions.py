"""Every step that people take with a run, from preparing it to letting it take effect."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from clearance.audit import actions as audit
from clearance.runs.eligibility import checks
from clearance.runs.eligibility.models import Run
from clearance.runs.eligibility.tasks import carry_on_runs
from clearance.runs.models import Policy
from clearance.runs.objections.settling import may_be_settled
from clearance.runs.refusals import Refused

State = Run.State
#: States in which nothing has taken effect.
GIVEN_UP_FROM = (State.PREPARING, State.COMPUTED, State.OBJECTIONS, State.SETTLING, State.READY, State.APPROVED)


def prepare(*, by: str, policy: Policy, as_of: date, at: datetime, counties: Iterable[str] = ()) -> Run:
    """Ask for a run of a policy in force: a worker computes it. Nothing takes effect yet.

    Raises Refused for a policy that is not in force, or while another run of it is unfinished.
    """
    if policy.retired_at:
        raise Refused(f"{policy} ({policy.sha256[:8]}) is no longer in force. Choose the version that is.")
    try:
        with transaction.atomic():
            run = Run.objects.create(
                policy=policy,
                policy_sha256=policy.sha256,
                as_of=as_of,
                counties=sorted(set(counties)),
                prepared_by=by,
                prepared_at=at,
            )
            detail = {"policy": policy.sha256, "as_of": as_of.isoformat(), "counties": len(run.counties)}
            audit.record(by=by, action="run.prepared", subject=run.reference, detail=detail)
            # In the same transaction: the nudge stands in the same database, so it cannot be lost.
            carry_on_runs.enqueue()
    except IntegrityError:
        other = Run.objects.unfinished().filter(policy=policy).first()
        raise Refused(f"{other} is not finished ({other.get_state_display()}). Finish it, or withdraw it.") from None
    return run


@transaction.atomic
def settle(*, by: str, run: Run, on: date, at: datetime) -> Run:
    """Close the dry run, and the time for objections: a worker holds back what must not be cleared after all, and sets
    the digest that two people approve.

    Raises Refused while the law's time for objections has not run out, and where it was never opened.
    """
    run = checks.locked(run, State.COMPUTED, State.OBJECTIONS, State.READY)
    if run.approvals.exists():
        raise Refused(f"Run {run.pk} has been approved by someone. Withdraw it to change what it clears.")
    may_be_settled(run, on)
    _to(run, State.SETTLING)
    audit.record(by=by, action="run.closed", subject=run.reference)
    carry_on_runs.enqueue()
    return run


@transaction.atomic
def start(*, by: str, run: Run, at: datetime) -> Run:
    """Let an approved run take effect, stage by stage. A worker applies it."""
    run = checks.locked(run, State.APPROVED)
    checks.same_policy(run)
    _to(run, State.APPLYING, applying_since=at, stage=1)
    audit.record(by=by, action="run.started", subject=run.reference, detail={"digest": run.digest})
    carry_on_runs.enqueue()
    return run


@transaction.atomic
def stop(*, by: str, run: Run, why: str, at: datetime) -> Run:
    """Stop a run that is being applied: nothing more takes effect after the batch that is in hand."""
    run = checks.locked(run, State.APPLYING)
    if run.stopped_at:
        raise Refused(f"Run {run.pk} is stopped already.")
    if not why.strip():
        raise Refused("Say why the run is stopped, for whoever has to decide how it goes on.")
    run.stopped_at, run.stopped_by, run.stopped_why = at, by, why.strip()
    run.save(update_fields=["stopped_at", "stopped_by", "stopped_why"])
    audit.record(by=by, action="run.stopped", subject=run.reference)
    return run


@transaction.atomic
def carry_on(*, by: str, run: Run, at: datetime) -> Run:
    """Go on with a run that was stopped, or that waits between two stages."""
    run = checks.locked(run, State.APPLYING)
    if not (run.stopped_at or run.paused_at):
        raise Refused(f"Run {run.pk} is going on already.")
    checks.same_policy(run)
    if run.paused_at and not run.stopped_at:
        run.stage += 1
        run.paused_at = None
    run.stopped_at, run.stopped_by, run.stopped_why = None, "", ""
    run.save(update_fields=["stage", "paused_at", "stopped_at", "stopped_by", "stopped_why"])
    audit.record(by=by, action="run.carried_on", subject=run.reference, detail={"stage": run.stage})
    carry_on_runs.enqueue()
    return run


@transaction.atomic
def withdraw(*, by: str, run: Run, why: str, at: datetime) -> Run:
    """Give up a run of which nothing has taken effect."""
    run = checks.locked(run, *GIVEN_UP_FROM)
    if not why.strip():
        raise Refused("Say why the run is withdrawn.")
    _to(run, State.WITHDRAWN, ended_why=why.strip())
    audit.record(by=by, action="run.withdrawn", subject=run.reference)
    return run


def _to(run: Run, state: str, **values: object) -> None:
    run.state = state
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=["state", *values])
