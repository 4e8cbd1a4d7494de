"""What each agency has answered about the clearances of one person, for the person's own page."""

from datetime import datetime
from typing import NamedTuple

from clearance.agencies.models import Agency
from clearance.notices.outbox.models import Line
from clearance.records.models import Person


class Confirmation(NamedTuple):
    """What one agency was told last about one clearance, and what it answered. `told_at` is empty until that leaves."""

    clearance: int
    agency: Agency
    action: str
    told_at: datetime | None
    outcome: str
    answered_at: datetime | None


def confirmations(person: Person) -> list[Confirmation]:
    """For every clearance of the person and every agency that was told of it; by clearance and name of the agency."""
    last: dict[tuple[int, int], Line] = {}
    for line in Line.objects.of_person(person).newest_first().select_related("notice__agency"):
        last.setdefault((line.clearance_id, line.notice.agency_id), line)
    found = [
        Confirmation(
            clearance,
            line.notice.agency,
            line.notice.kind,
            line.notice.sealed_at,
            line.outcome,
            line.outcome_at,
        )
        for (clearance, _), line in last.items()
    ]
    return sorted(found, key=lambda one: (one.clearance, one.agency.name))
