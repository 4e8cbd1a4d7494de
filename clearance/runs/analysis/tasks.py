"""The sweep of analyses: whatever was asked for and is not finished is carried out."""

import logging

from django.db import DatabaseError
from django.utils import timezone
from django_tasks import task

from clearance.database import only_one
from clearance.law.policy import PolicyError
from clearance.records.models import Charge
from clearance.runs.analysis import outcomes
from clearance.runs.analysis.analyze import analyze
from clearance.runs.analysis.models import Analysis
from clearance.work.stopping import Stopped, until_stopped

logger = logging.getLogger(__name__)

BY = "worker"
#: A worker may be stopped in the middle. What never ends otherwise is itself the reason.
MOST_TRIES = 5


class Deleted(Exception):
    """Nobody wants the analysis any more."""


@task(queue_name="long")
def take_up_analyses() -> None:
    """Carry out every unfinished analysis, the oldest first; those too that a killed worker left behind.

    What there is to do stands in the rows, so it does not matter how often this is called. Raises Busy while another
    process passes over all records: nothing is done twice, and memory is needed once.
    """
    while Analysis.objects.unfinished().exists():
        with only_one("determine"):
            # Only now: another worker may have done some of them.
            if analysis := Analysis.objects.unfinished().order_by("id").first():
                _carry_out(analysis)


def _carry_out(analysis: Analysis) -> None:
    charges = Charge.objects.count()
    if not charges:
        _fail(analysis, "There are no charges on record. Import records first, then ask again.")
    elif (tries := analysis.tries) >= MOST_TRIES:
        _fail(analysis, f"The worker was cut short {tries} times. See that it has memory enough, then ask again.")
    else:
        outcomes.begin(analysis=analysis, charges=charges)
        _try(analysis)


def _try(analysis: Analysis) -> None:
    def done(charges: int) -> None:
        if not outcomes.count_done(analysis=analysis, charges=charges):
            raise Deleted
        until_stopped(str(analysis), charges)

    try:
        report = analyze(analysis, done)
    except Deleted:
        return
    except Stopped:
        outcomes.put_back(analysis=analysis)
        raise
    except PolicyError as error:
        _fail(analysis, f"The law cannot be read any more. {error}")
    except DatabaseError:
        # It stays unfinished, and the next sweep takes it up.
        raise
    except Exception as error:
        # Of the error only its kind: the rest may hold what is on someone's record.
        logger.error("analysis %s failed: %s", analysis.pk, type(error).__name__)
        what = f"Something went wrong that should not ({type(error).__name__})."
        _fail(analysis, f"{what} Tell those who look after this site which analysis it was.")
    else:
        outcomes.finish(by=BY, analysis=analysis, result=report.result, page=report.page, at=timezone.now())


def _fail(analysis: Analysis, why: str) -> None:
    outcomes.fail(by=BY, analysis=analysis, why=why, at=timezone.now())
