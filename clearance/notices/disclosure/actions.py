"""Answering whether a record is cleared: exact matches only, so many an hour, each written down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from clearance.agencies.models import Agency
from clearance.agencies.points import POINTS
from clearance.audit import actions as audit
from clearance.notices.tallies import actions as tallies
from clearance.records.models import Charge
from clearance.runs.models import Clearance

MOST_AN_HOUR = 1_000
#: Where a number is shared by more people than any case has, this many learn who asked.
MOST_PEOPLE = 20
#: From a charge to the row that holds a data point.
WAYS = {"charges": "", "cases": "case__", "people": "person__"}


class TooMany(Exception):
    """The agency has asked often enough in this hour; `again_at` says when it may ask again."""

    def __init__(self, again_at: datetime):
        super().__init__(f"{MOST_AN_HOUR:,} questions in this hour; again at {again_at:%H:%M} UTC")
        self.again_at = again_at

    def seconds_from(self, at: datetime) -> int:
        """To wait from that moment on, as Retry-After wants it."""
        return int((self.again_at - at).total_seconds()) + 1


def check(*, by: str, agency: Agency, data: Mapping[str, Any], at: datetime) -> bool:
    """Whether a charge that stands cleared, in the agency's own area, has exactly these data.

    `data`: a value for each of the agency's data points (`questions.points_of`). A record that is not there is not
    cleared; the work is the same. Every person on whose record it fell can see who asked. Raises TooMany.
    """
    if not tallies.count_up_to(MOST_AN_HOUR, agency=agency.code, what="checked", at=at):
        raise TooMany(again_at=tallies.hour_of(at) + tallies.HOUR)
    with transaction.atomic():
        charges = _charges(agency, data)
        cleared = Clearance.objects.standing().filter(charge__in=charges).exists()
        people = charges.order_by("person_id").values_list("person_id", flat=True).distinct()[:MOST_PEOPLE]
        for subject in [f"person:{person}" for person in people] or [agency.reference]:
            detail = {"agency": agency.code, "cleared": cleared}
            audit.record(
                by=by, action="disclosure.checked", subject=subject, purpose="before disclosing", detail=detail
            )
    return cleared


def _charges(agency: Agency, data: Mapping[str, Any]) -> QuerySet[Charge]:
    charges = Charge.objects.filter(**{_lookup(point): value for point, value in data.items()})
    if agency.statewide:
        return charges
    areas = {kind: agency.areas.filter(kind=kind).values("name") for kind in ("court", "county")}
    return charges.filter(Q(case__court__in=areas["court"]) | Q(case__county__in=areas["county"]))


def _lookup(point: str) -> str:
    table, column = POINTS[point]
    return f"{WAYS[table]}{column}"
