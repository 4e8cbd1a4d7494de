"""Lets an approved run take effect: batch by batch, each whole in one transaction, each checked against its hash."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.database import look_up_by_index, point_in_time, statement
from clearance.law.policy import Policy as Law
from clearance.progress import Progress, no_progress
from clearance.runs.eligibility.digest import digest, part_sha256
from clearance.runs.eligibility.models import Part, Run
from clearance.runs.ledger.models import Clearance
from clearance.runs.orders import schedule
from clearance.runs.orders.models import Order
from clearance.runs.signals import clearances_made

#: Part by part: the first is a stage of its own, then the second, then all others.
STAGES = 3


@dataclass(frozen=True)
class Batch:
    """What takes effect together: a part of the run, or a court order. `which` is SQL on the decision `d`."""

    number: int
    sha256: str
    found: str
    which: str
    clears: int
    of: Part | Order


class NotAsApproved(Exception):
    """What is in the database is not what was approved."""


def apply(*, by: str, run: Run, law: Law, on: date, at: datetime, progress: Progress = no_progress) -> None:
    """Let a run take effect as far as it may go now: to the end of its stage, to a stop, or to its end; with court
    orders, as far as they are signed.

    Each batch is one transaction with its clearances, what the agencies are told, and its event. Raises NotAsApproved,
    once the run is stopped, where a hash does not fit.
    """
    if not _is_as_approved(run):
        stop_by_itself(run, at, why := "The parts of the run do not give the digest that was approved.")
        raise NotAsApproved(why)
    while (cleared := _apply_next(by, run, law, on, at)) is not None:
        progress(f"applying run {run.pk}", cleared)


def _is_as_approved(run: Run) -> bool:
    approved = set(run.approvals.values_list("digest", flat=True))
    return approved == {run.digest} and digest(run) == run.digest


def _apply_next(by: str, run: Run, law: Law, on: date, at: datetime) -> int | None:
    """Apply one batch. How many charges it cleared; None if there is none that may be applied now."""
    try:
        with transaction.atomic(durable=True):
            # Locked: a stop that comes now waits for this batch, and no other worker takes the same.
            now = Run.objects.to_apply().select_for_update().filter(pk=run.pk).first()
            if now is None:
                return None
            batch = _next_batch(now, law)
            if batch is None:
                _pause_or_end(by, now, law, at)
                return None
            look_up_by_index()
            return _take_effect(by, now, law, batch, on, at)
    except NotAsApproved as why:
        stop_by_itself(run, at, str(why))
        raise


def _next_batch(run: Run, law: Law) -> Batch | None:
    if schedule.is_needed(law):
        order = Order.objects.to_take_effect().filter(run=run).order_by("number").first()
        return order and _of_order(order)
    part = run.parts.filter(applied_at__isnull=True).order_by("number").first()
    if part is None or (part.clears and min(part.number, STAGES) > run.stage):
        return None
    return _of_part(run, part)


def _of_part(run: Run, part: Part) -> Batch:
    return Batch(
        part.number, part.sha256, part_sha256(run, part.number), f"d.part = {part.number:d}", part.clears, part
    )


def _of_order(order: Order) -> Batch:
    which = f"d.charge_id IN (SELECT charge_id FROM runs_orderline WHERE order_id = {order.pk:d})"
    return Batch(order.number, order.sha256, schedule.sha256(order), which, order.lines, order)


def _take_effect(by: str, run: Run, law: Law, batch: Batch, on: date, at: datetime) -> int:
    if batch.found != batch.sha256:
        raise NotAsApproved(f"{str(batch.of).capitalize()} is not as it was approved: its decisions were changed.")
    cleared = _clear(run, law, batch, on, at)
    clearances_made.send(Run, run=run, batch=batch.number, at=at)
    batch.of.applied_at, batch.of.left_out = at, batch.clears - cleared
    batch.of.save(update_fields=["applied_at", "left_out"])
    detail = {"batch": batch.number, "cleared": cleared, "left_out": batch.of.left_out, "sha256": batch.sha256}
    audit.record(by=by, action="run.batch_applied", subject=run.reference, detail=detail)
    return cleared


def _clear(run: Run, law: Law, batch: Batch, on: date, at: datetime) -> int:
    """A clearance for every decision of the batch that clears, but for people whose records changed meanwhile, and for
    charges that someone placed a hold on since it was approved.
    """
    relief = " ".join(["WHEN d.track = %s THEN %s"] * len(law.tracks))
    reliefs = [value for track in law.tracks for value in (track.id, track.relief)]
    return statement(
        f"INSERT INTO {Clearance._meta.db_table} "
        '(run_id, batch, charge_id, person_id, track, relief, nth, "on", at) '
        f"SELECT d.run_id, {batch.number:d}, d.charge_id, d.person_id, d.track, CASE {relief} END, "
        "1 + (SELECT COUNT(*) FROM runs_clearance AS c WHERE c.charge_id = d.charge_id), %s, %s "
        "FROM runs_decision AS d JOIN records_person AS p ON p.id = d.person_id "
        f"WHERE d.run_id = %s AND d.effect = 'clear' AND {batch.which} AND p.last_import_id <= %s "
        "AND NOT EXISTS (SELECT 1 FROM runs_hold AS h WHERE h.charge_id = d.charge_id AND h.lifted_at IS NULL) "
        "ORDER BY d.charge_id",
        (*reliefs, on, point_in_time(at), run.pk, run.snapshot_import_id),
    )


def _pause_or_end(by: str, run: Run, law: Law, at: datetime) -> None:
    """Nothing may be applied now: the stage is over, orders are still at a court, or all is done."""
    if schedule.is_needed(law):
        over = schedule.all_answered(run)
    else:
        over = not run.parts.filter(applied_at__isnull=True).exists()
    if over:
        run.state, run.applied_at = Run.State.APPLIED, at
        audit.record(by=by, action="run.applied", subject=run.reference, detail={"digest": run.digest})
    elif not schedule.is_needed(law):
        run.paused_at = at
        audit.record(by=by, action="run.paused", subject=run.reference, detail={"stage": run.stage})
    run.save(update_fields=["state", "applied_at", "paused_at"])


@transaction.atomic
def stop_by_itself(run: Run, at: datetime, why: str) -> None:
    """The worker stops a run by itself, and does not go on until someone has looked."""
    stopped = Run.objects.to_apply().filter(pk=run.pk).update(stopped_at=at, stopped_by="worker", stopped_why=why)
    if stopped:
        audit.record(by="worker", action="run.stopped", subject=run.reference)
