"""The sweep of runs: computes those that were asked for, settles those that were closed, applies those under way."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.utils import timezone
from django_tasks import task

from clearance.audit import actions as audit
from clearance.database import only_one
from clearance.days import state_day
from clearance.law.policy import PolicyError
from clearance.progress import Progress, no_progress
from clearance.records.models import Charge
from clearance.runs.eligibility.apply import NotAsApproved, apply, stop_by_itself
from clearance.runs.eligibility.compute import compute, fail
from clearance.runs.eligibility.models import Run
from clearance.runs.eligibility.settle import settle_now
from clearance.runs.laws import law_of
from clearance.runs.orders.make import make_orders
from clearance.runs.orders.schedule import is_needed
from clearance.runs.refusals import Refused
from clearance.work.stopping import until_stopped

logger = logging.getLogger(__name__)

BY = "worker"
#: A worker may be stopped in the middle. What never gets anywhere is itself the reason.
MOST_TRIES = 20


@task(queue_name="long")
def carry_on_runs() -> None:
    """Go on with every run as far as it may go now; also with those that a killed worker left behind.

    What there is to do stands in the rows, so it does not matter how often this is called. One process at a time:
    raises Busy while another is at it.
    """
    carry_on_all_runs(until_stopped, wait=False)


def carry_on_all_runs(progress: Progress = no_progress, *, wait: bool = True) -> None:
    """The same, in the foreground; unless told otherwise it waits for its turn. With each run that has taken effect the
    event log is signed.
    """
    with only_one("run", wait=wait):
        for run in Run.objects.unfinished().select_related("policy", "snapshot_import").order_by("pk"):
            if step := STEPS.get(run.state):
                _guarded(step, run, progress)
            if Run.objects.applied().filter(pk=run.pk).exists():
                audit.take_checkpoint(at=timezone.now())


def _guarded(step: "Step", run: Run, progress: Progress) -> None:
    try:
        step(run, progress)
    except DatabaseError:
        # It stays as it is, and the next sweep takes it up.
        raise
    except (PolicyError, NotAsApproved, Refused) as error:
        end_it(run, str(error))
    except Exception as error:
        # Of the error only its kind: the rest may hold what is on someone's record.
        logger.error("run %s cannot go on: %s", run.pk, type(error).__name__)
        what = f"Something went wrong that should not ({type(error).__name__})."
        end_it(run, f"{what} Tell those who look after this site which run it was.")


def end_it(run: Run, why: str) -> None:
    """A run that cannot be computed has failed; one that takes effect stops until someone has looked."""
    if run.state == Run.State.APPLYING:
        stop_by_itself(run, timezone.now(), why)
    else:
        fail(by=BY, run=run, why=why)


def _compute(run: Run, progress: Progress) -> None:
    if run.tries >= MOST_TRIES:
        end_it(
            run,
            f"The worker was cut short {run.tries} times at the same place. Give it more memory, then prepare it anew.",
        )
    elif not Charge.objects.exists():
        end_it(run, "There are no charges on record. Import records first, then prepare a run.")
    else:
        compute(by=BY, run=run, at=timezone.now(), progress=progress)


def _settle(run: Run, progress: Progress) -> None:
    settle_now(by=BY, run=run, at=timezone.now())


def _apply(run: Run, progress: Progress) -> None:
    now, law = timezone.now(), law_of(run.policy)
    if is_needed(law) and not run.stopped_at and not run.orders.exists():
        make_orders(by=BY, run=run, at=now, progress=progress)
    apply(by=BY, run=run, law=law, on=state_day(now), at=now, progress=progress)


Step = Callable[[Run, Progress], None]
#: What a worker does with a run in each state; in the others it waits for people.
STEPS: dict[str, Step] = {
    Run.State.PREPARING: _compute,
    Run.State.SETTLING: _settle,
    Run.State.APPLYING: _apply,
}
