"""Makes the orders of a run that courts are asked to sign."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Sum

from clearance.agencies.models import Agency
from clearance.agencies.points import POINTS
from clearance.audit import actions as audit
from clearance.progress import Progress, no_progress
from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.laws import law_of
from clearance.runs.orders.placing import place
from clearance.runs.orders.schedule import hash_orders, is_needed
from clearance.runs.refusals import Refused


class Made(NamedTuple):
    """How many orders a run has, over how many charges; and how many charges have none, because no agency is
    registered for their court.
    """

    orders: int
    charges: int
    without_court: int


@transaction.atomic
def make_orders(*, by: str, run: Run, at: datetime, progress: Progress = no_progress) -> Made:
    """Make the orders that the courts are asked to sign: one for many cases or one for each, as the law says.

    All of them or none; called again, it leaves them as they are. Raises Refused for a run that has not been started or
    needs none, and where a court has not said which data it needs; PolicyError where the law was changed.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("policy").get(pk=run.pk)
    law = law_of(run.policy)
    if not is_needed(law):
        raise Refused(f"The {run.policy.title} asks for no court orders. Run {run.pk} takes effect without.")
    if run.orders.exists():
        return made(run)
    if run.state != Run.State.APPLYING:
        raise Refused(f"Run {run.pk} is {run.get_state_display()}. Orders are made once it was approved and started.")
    _courts_say_what_they_need()
    place(run, law, at)
    hash_orders(run, progress)
    found = made(run)
    audit.record(by=by, action="orders.made", subject=run.reference, detail=found._asdict())
    return found


def made(run: Run) -> Made:
    """The orders that a run has."""
    charges = run.orders.aggregate(lines=Sum("lines"))["lines"] or 0
    to_clear = Decision.objects.to_clear().filter(run=run).count()
    return Made(run.orders.count(), charges, to_clear - charges)


def _courts_say_what_they_need() -> None:
    for court in Agency.objects.open().of_kind("court"):
        if not court.data or not set(court.data) <= set(POINTS):
            raise Refused(
                f"{court} ({court.code}) needs {', '.join(court.data) or 'no data points'} to find a charge; allowed: "
                f"one or more of {', '.join(POINTS)}. Change the agency; then the orders are made."
            )
