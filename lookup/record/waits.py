"""What may be stuck of what people say of their record: not answered, not looked into, or not told of."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.urls import reverse

from clearance.days import working_days_later
from clearance.work.waiting import Waiting
from lookup.record.alerts.models import Message
from lookup.record.concerns.models import Concern
from lookup.record.incidents.models import Incident

#: The page promises an answer within so many working days.
WORKING_DAYS = 5
SENT = timedelta(hours=1)


def waiting(at: datetime) -> Iterator[Waiting]:
    yield from _open(
        Concern.objects.open(),
        "said_at",
        "Things that people say are wrong are not answered",
        "Take each, and answer it.",
        "admin:record_concern_changelist",
    )
    yield from _open(
        Incident.objects.open(),
        "opened_at",
        "Records that opened to someone who says they are not theirs are not looked into",
        "Take each, and find out whose record it is.",
        "admin:record_incident_changelist",
    )
    yield from _unsent()


def _open(found, since: str, what: str, to_do: str, page: str) -> Iterator[Waiting]:
    """Said of all of a kind together, with the oldest."""
    found = found.order_by().aggregate(number=Count("pk"), first=Min(since))
    if found["number"]:
        normal = working_days_later(found["first"], WORKING_DAYS) - found["first"]
        yield Waiting(f"{what}: {found['number']:,}.", found["first"], normal, to_do, reverse(page))


def _unsent() -> Iterator[Waiting]:
    for way, number, first in (
        Message.objects.unsent().order_by().values_list("way").annotate(Count("pk"), Min("made_at"))
    ):
        name = Message.Way(way).label
        setting = "CLEARANCE_EMAIL_URL" if way == Message.Way.EMAIL else "CLEARANCE_SMS_GATEWAY"
        yield Waiting(
            f"Messages to people by {name} are not sent: {number:,}.",
            first,
            SENT,
            f"See that a worker runs, and that what takes them ({setting}) does.",
        )
