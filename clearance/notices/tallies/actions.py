"""Counting by the hour: what is limited, and what would flood the event log."""

from datetime import datetime, timedelta

from django.db.models import F

from clearance.notices.tallies.models import Tally

HOUR = timedelta(hours=1)
KEPT = timedelta(days=90)


def hour_of(at: datetime) -> datetime:
    """The beginning of the hour of the clock."""
    return at.replace(minute=0, second=0, microsecond=0)


def count(*, agency: str, what: str, at: datetime) -> bool:
    """Count one more; whether it is the first of its hour. `agency` is a code, or empty."""
    tally, first = _tally(agency, what, at)
    Tally.objects.filter(pk=tally.pk).update(count=F("count") + 1)
    return first


def count_up_to(most: int, *, agency: str, what: str, at: datetime) -> bool:
    """Count one more, unless there were so many in this hour. Of many at once no more than that are counted."""
    tally, _ = _tally(agency, what, at)
    return bool(Tally.objects.filter(pk=tally.pk, count__lt=most).update(count=F("count") + 1))


def _tally(agency: str, what: str, at: datetime) -> tuple[Tally, bool]:
    tally, new = Tally.objects.get_or_create(agency=agency, what=what, hour=hour_of(at))
    if new:
        Tally.objects.filter(hour__lt=at - KEPT).delete()
    return tally, new
