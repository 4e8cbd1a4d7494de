"""Everything that a worker writes of an analysis. One that was deleted meanwhile stays so."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from clearance.audit import actions as audit
from clearance.runs.analysis.models import Analysis


def begin(*, analysis: Analysis, charges: int) -> None:
    """A worker starts on it, from the first of so many charges. The event is written when it ends."""
    Analysis.objects.filter(pk=analysis.pk).update(tries=F("tries") + 1, charges=charges, charges_done=0)


def count_done(*, analysis: Analysis, charges: int) -> bool:
    """So many more charges are done. False if the analysis was deleted."""
    return bool(Analysis.objects.filter(pk=analysis.pk).update(charges_done=F("charges_done") + charges))


def put_back(*, analysis: Analysis) -> None:
    """The worker was asked to stop, which does not count as a try. The next begins it anew."""
    Analysis.objects.filter(pk=analysis.pk).update(tries=F("tries") - 1, charges_done=0)


def finish(*, by: str, analysis: Analysis, result: str, page: str, at: datetime) -> None:
    """Keep what an analysis came to."""
    _end(by, analysis, "analysis.finished", result=result, page=page, finished_at=at)


def fail(*, by: str, analysis: Analysis, why: str, at: datetime) -> None:
    """Keep why an analysis cannot be done, in words for staff."""
    _end(by, analysis, "analysis.failed", failure=why, finished_at=at)


@transaction.atomic
def _end(by: str, analysis: Analysis, action: str, **outcome: object) -> None:
    if Analysis.objects.unfinished().filter(pk=analysis.pk).update(**outcome):
        audit.record(by=by, action=action, subject=f"analysis:{analysis.pk}")
