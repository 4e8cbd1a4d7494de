"""Computes a run: decides every charge in ranges of whole people, cuts the decisions into parts, counts and checks."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

import polars as pl
from django.db import transaction
from django.db.models import Count, Q, Sum

from clearance.audit import actions as audit
from clearance.database import Bulk, bulk, point_in_time, statement
from clearance.progress import Progress, no_progress
from clearance.records.models import Charge, Import
from clearance.runs.approval.brakes import set_brakes
from clearance.runs.eligibility.decide import decide, in_parts
from clearance.runs.eligibility.digest import digest, part_sha256
from clearance.runs.eligibility.models import Decision, Part, Run
from clearance.runs.eligibility.totals import count_totals
from clearance.runs.facts import Range, people_after
from clearance.runs.laws import law_of

STAGED = "staging_decisions"
#: The columns of a decision as they are staged, by kind.
COLUMNS = {
    "part": "whole",
    "charge_id": "whole",
    "person_id": "whole",
    "outcome": "text",
    "eligible_on": "date",
    "track": "text",
    "reasons": "text",
    "missing": "text",
    "effect": "text",
    "held_because": "text",
}


def compute(*, by: str, run: Run, at: datetime, progress: Progress = no_progress) -> None:
    """Decide every charge in the scope of a run that is being prepared; then count, check, and set the digest.

    Works in ranges of whole people, each in a transaction with its event; what was cut short goes on where it stopped.
    If records were imported meanwhile it begins anew, on the new ones. Raises PolicyError if the policy's text was
    changed in the database.
    """
    law = law_of(run.policy)
    with bulk("run") as second:
        while True:
            _begin(run)
            for people, facts in people_after(second, run.pass_person, law.columns | {"county"}):
                decisions = decide(second, law, people, facts, run.as_of, run.counties)
                _keep(by, second, run, people, decisions)
                progress(f"deciding run {run.pk}", facts.height)
            if run.snapshot_import == Import.objects.newest():
                break
        second.drop(STAGED)
        second.analyze("runs_decision")
    with transaction.atomic(durable=True):
        count_totals(run)
        _hold_what_was_blocked(by, run, at)
        set_brakes(run, law)
        run.digest = digest(run)
        run.state, run.computed_at = Run.State.COMPUTED, at
        run.save(update_fields=["digest", "state", "computed_at"])
        audit.record(by=by, action="run.computed", subject=run.reference, detail={"digest": run.digest})


@transaction.atomic(durable=True)
def fail(*, by: str, run: Run, why: str) -> None:
    """Keep why a run cannot be computed or settled, in words for staff."""
    if Run.objects.filter(pk=run.pk, state=run.state).update(state=Run.State.FAILED, ended_why=why):
        audit.record(by=by, action="run.failed", subject=run.reference)


@transaction.atomic(durable=True)
def _begin(run: Run) -> None:
    """Freeze which records are decided; what an attempt on older ones left goes away."""
    newest = Import.objects.newest()
    run.refresh_from_db()
    if run.snapshot_import != newest or not run.snapshot:
        run.totals.all().delete()
        run.parts.all().delete()
        Decision.objects.filter(run=run)._raw_delete("default")
        run.snapshot_import, run.snapshot = newest, _snapshot(newest)
        run.pass_person = run.charges_done = 0
        in_scope = Charge.objects.filter(case__county__in=run.counties) if run.counties else Charge.objects
        run.charges = in_scope.count()
    run.tries += 1
    run.save()


def _snapshot(newest: Import | None) -> dict[str, object]:
    """What the records came from: the newest import that landed, and a hash over all of them in their order."""
    hashes = Import.objects.landed().values_list("pk", "sha256")
    return {
        "import": newest and newest.pk,
        "imports": sha256("".join(f"{number} {one}\n" for number, one in hashes).encode()).hexdigest(),
    }


def _keep(by: str, second: Bulk, run: Run, people: Range, decisions: pl.DataFrame) -> None:
    """The decisions on a range of people, their parts, how far it has come, and the event, in one transaction."""
    before = run.parts.aggregate(parts=Count("pk"), clears=Sum("clears", default=0))
    second.create(STAGED, COLUMNS)
    second.add(STAGED, in_parts(decisions, before["parts"], before["clears"]).select(*COLUMNS))
    columns = ", ".join(COLUMNS)
    with transaction.atomic(durable=True):
        statement(
            f"INSERT INTO runs_decision (run_id, {columns}) SELECT %s, {columns} FROM {STAGED} "
            "ORDER BY part, charge_id",
            (run.pk,),
        )
        parts = list(_parts(run, before["parts"]))
        Part.objects.bulk_create(parts)
        run.pass_person = people.last
        run.charges_done += decisions.height
        run.tries = 0
        run.save(update_fields=["pass_person", "charges_done", "tries"])
        detail = {"decisions": decisions.height, "parts": len(parts)}
        audit.record(by=by, action="run.decided", subject=run.reference, detail=detail)


def _parts(run: Run, before: int) -> Iterator[Part]:
    """The parts that were just written, hashed as they stand in the database."""
    counts = (
        Decision.objects.filter(run=run, part__gt=before)
        .values_list("part")
        .annotate(decisions=Count("pk"), clears=Count("pk", filter=Q(effect=Decision.Effect.CLEAR)))
        .order_by("part")
    )
    for number, decisions, clears in counts:
        yield Part(run=run, number=number, decisions=decisions, clears=clears, sha256=part_sha256(run, number))


def _hold_what_was_blocked(by: str, run: Run, at: datetime) -> None:
    """A charge that an approved run was to clear, that was not cleared, and that is not eligible now, does not come
    back by itself: the day it is eligible again someone looks first.
    """
    statement(
        "INSERT INTO runs_hold (charge_id, because, reference, placed_at, placed_by, lifted_by, reason) "
        "SELECT DISTINCT now.charge_id, 'blocked', %s, %s, %s, '', '' FROM runs_decision AS now "
        "JOIN runs_decision AS earlier ON earlier.charge_id = now.charge_id AND earlier.effect = 'clear' "
        "JOIN runs_run AS run ON run.id = earlier.run_id AND run.approved_at IS NOT NULL AND run.id < %s "
        "WHERE now.run_id = %s AND now.effect = 'none' "
        "AND NOT EXISTS (SELECT 1 FROM runs_clearance AS c WHERE c.charge_id = now.charge_id AND c.run_id = run.id) "
        "AND NOT EXISTS (SELECT 1 FROM runs_hold AS h WHERE h.charge_id = now.charge_id AND h.because = 'blocked')",
        (run.reference, point_in_time(at), by, run.pk, run.pk),
    )
