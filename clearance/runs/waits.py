"""What may be stuck of runs: analyses, policies that are behind the records, and every run that is not finished."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, Max, Min, Sum
from django.urls import reverse

from clearance.audit.models import Event
from clearance.days import over
from clearance.records.models import Import
from clearance.runs.models import Analysis, Policy, Run
from clearance.work.waiting import Waiting

State = Run.State
#: What is asked for begins when a worker is free. Then a slow machine does a thousand charges in a second.
BEGINS = timedelta(minutes=15)
PER_CHARGE = timedelta(milliseconds=1)
#: People take longer: to look at a run, and a court to sign.
LOOKED_AT = timedelta(days=7)
SIGNED = timedelta(days=30)
SEE_WORKERS = "See whether a worker is at it. If it does not get on, restart the worker: it goes on where it was."
#: What people do next with a run in each state, and since when it has been theirs to do.
PEOPLE = {
    State.COMPUTED: ("computed_at", "Look at its totals and brakes, then settle it or open it to objections."),
    State.READY: ("settled_at", "Two people who did not prepare it look at it, and approve it or not."),
    State.APPROVED: ("approved_at", "Start it."),
}


def waiting(at: datetime) -> Iterator[Waiting]:
    yield from _analyses()
    yield from _policies()
    for run in Run.objects.unfinished().select_related("policy"):
        yield from OF_A_RUN[run.state](run)


def _page(row: models.Model) -> str:
    return reverse(f"admin:runs_{row._meta.model_name}_change", args=[row.pk])


def _analyses() -> Iterator[Waiting]:
    for one in Analysis.objects.unfinished().without_reports():
        far = f"{one.charges_done:,} of {one.charges:,} charges" if one.tries else "not begun"
        yield Waiting(f"{one}: {far}.", one.asked_at, BEGINS + one.charges * PER_CHARGE, SEE_WORKERS, _page(one))


def _policies() -> Iterator[Waiting]:
    newest = Import.objects.newest()
    for policy in Policy.objects.behind(newest):
        yield Waiting(
            f"The {policy} is not applied to all records of import {newest.pk}.",
            max(newest.finished_at, policy.put_in_force_at),
            BEGINS + newest.total("read") * PER_CHARGE,
            SEE_WORKERS,
            _page(policy),
        )


def _preparing(run: Run) -> Iterator[Waiting]:
    far = f"{run.charges_done:,} of {run.charges:,} charges decided" if run.tries else "not begun"
    yield Waiting(f"{run}: {far}.", run.prepared_at, BEGINS + run.charges * PER_CHARGE, SEE_WORKERS, _page(run))


def _settling(run: Run) -> Iterator[Waiting]:
    closed = Event.objects.about(run.reference).of_kind("run.closed").first()
    yield Waiting(f"{run}: being settled.", closed.at, BEGINS + run.charges * PER_CHARGE, SEE_WORKERS, _page(run))


def _people(run: Run) -> Iterator[Waiting]:
    since, to_do = PEOPLE[run.state]
    yield Waiting(f"{run}: {run.get_state_display()}.", getattr(run, since), LOOKED_AT, to_do, _page(run))


def _objections(run: Run) -> Iterator[Waiting]:
    yield Waiting(
        f"{run}: open to objections until {run.objections_until}.",
        run.computed_at,
        over(run.objections_until) - run.computed_at + LOOKED_AT,
        "The time for objections is over. Decide those that are open, then settle the run.",
        _page(run),
    )


def _applying(run: Run) -> Iterator[Waiting]:
    """One that goes on by itself, one that someone must look at first, and one that waits for courts."""
    if run.stopped_at:
        yield Waiting(f"{run}: stopped.", run.stopped_at, LOOKED_AT, "See why, then let it go on.", _page(run))
    elif run.paused_at:
        to_do = "Look at what this stage cleared, then let it go on."
        yield Waiting(f"{run}: stage {run.stage} is applied.", run.paused_at, LOOKED_AT, to_do, _page(run))
    elif run.orders.exists():
        yield from _orders(run)
    else:
        parts = run.parts.aggregate(last=Max("applied_at"), clears=Sum("clears"))
        since = max(run.applying_since, parts["last"] or run.applying_since)
        normal = BEGINS + (parts["clears"] or 0) * PER_CHARGE
        yield Waiting(f"{run}: stage {run.stage} is being applied.", since, normal, SEE_WORKERS, _page(run))


def _orders(run: Run) -> Iterator[Waiting]:
    kinds = (
        (
            run.orders.waiting(),
            "made_at",
            "at a court",
            SIGNED,
            "Ask the courts. Clerks record what they answer.",
        ),
        (run.orders.to_take_effect(), "recorded_at", "signed and not in effect", BEGINS, SEE_WORKERS),
    )
    for orders, since, what, normal, to_do in kinds:
        found = orders.order_by().aggregate(number=Count("pk"), first=Min(since))
        if found["number"]:
            yield Waiting(f"{run}: orders {what}, {found['number']:,}.", found["first"], normal, to_do, _page(run))


OF_A_RUN = {
    State.PREPARING: _preparing,
    State.COMPUTED: _people,
    State.OBJECTIONS: _objections,
    State.SETTLING: _settling,
    State.READY: _people,
    State.APPROVED: _people,
    State.APPLYING: _applying,
}
