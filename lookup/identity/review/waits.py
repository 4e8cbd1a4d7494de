"""What may be stuck of claims and links: what reviewers have not decided, and what the nightly check found."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.urls import reverse

from clearance.days import working_days_later
from clearance.work.waiting import Waiting
from lookup.identity.review.models import LinkCheck
from lookup.identity.review.questions import asked

#: People are told that it can take so many working days (security.md 1.4).
WORKING_DAYS = 5
#: A check each day, and an hour for the worker to get to it.
CHECKED = timedelta(hours=25)
NOW = timedelta(0)


def waiting(at: datetime) -> Iterator[Waiting]:
    yield from _reviewers()
    last = LinkCheck.objects.first()
    if last and last.faults:
        yield Waiting(
            f"The check of all links of {last.day} found {len(last.faults)} faults.",
            last.at,
            NOW,
            "Look at them at once: someone may see the page of someone else. See whether constraints were lifted.",
            reverse("admin:identity_linkcheck_change", args=[last.pk]),
        )
    if last and last.at + CHECKED <= at:
        yield Waiting(
            f"All links were last checked on {last.day}.",
            last.at,
            CHECKED,
            "See that a worker runs. If one does, look among the failed sweeps for “watch over links”.",
        )


def _reviewers() -> Iterator[Waiting]:
    found = asked().order_by().aggregate(number=Count("pk"), first=Min("since"))
    if found["number"]:
        yield Waiting(
            f"Claims and links that wait for reviewers: {found['number']:,}.",
            found["first"],
            working_days_later(found["first"], WORKING_DAYS) - found["first"],
            "Have reviewers decide on them, the oldest first.",
            reverse("admin:identity_claim_changelist"),
        )
