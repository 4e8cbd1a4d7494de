"""Who looked at a record, as the person it is about is told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from clearance.audit.models import RecordLook
from clearance.records.models import Person
from lookup.identity.models import Visit

SHOWN = 5


@dataclass(frozen=True)
class Look:
    """One visit in which the record was looked at. `mine`: it is the visit of whoever reads this."""

    mine: bool
    at: datetime
    times: int


def latest_looks(person: Person, visit: Visit) -> list[Look]:
    """The latest visits that looked at this person's record, newest first."""
    looks = (
        RecordLook.objects.about(f"person:{person.pk}")
        .values("actor")
        .annotate(last=Max("at"), times=Count("id"))
        .order_by("-last")[:SHOWN]
    )
    return [Look(look["actor"] == str(visit), look["last"], look["times"]) for look in looks]
