"""Who looked at a record, as the person it is about is told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from clearance.agencies.models import Agency
from clearance.audit.models import RecordLook
from lookup.identity.access import Access

SHOWN = 5
#: Every look at a person's record, and who it is that looks: the person, an agency, or staff for a reason.
LOOKS = {
    "record.viewed": "visit",
    "disclosure.checked": "question",
    "work_item.viewed": "work_item",
    "sample.viewed": "sample",
    "proposed.viewed": "agency",
    "objection.viewed": "staff",
    "clearance.looked_up": "staff",
    "hold.looked_up": "staff",
}


@dataclass(frozen=True)
class Look:
    """One visit in which the record was looked at, or one agency or member of staff that looked; how often, and when
    last. `kind`: `mine` is the visit of whoever reads this, the others are those of LOOKS. `agency`: its name.
    """

    kind: str
    at: datetime
    times: int
    agency: str = ""


def latest_looks(access: Access) -> list[Look]:
    """The latest who looked at this person's record, newest first."""
    found = list(
        RecordLook.objects.about(f"person:{access.person.pk}")
        .values("actor", "action", "agency")
        .annotate(last=Max("at"), times=Count("id"))
        .order_by("-last")[:SHOWN]
    )
    codes = {look["agency"] for look in found} - {None}
    names = dict(Agency.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return [
        Look(
            "mine" if look["actor"] == access.actor else LOOKS[look["action"]],
            look["last"],
            look["times"],
            names.get(look["agency"], ""),
        )
        for look in found
    ]
