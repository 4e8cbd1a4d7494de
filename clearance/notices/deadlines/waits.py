"""What may be stuck of deadlines: reminders that the mail server does not take."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from clearance.notices.deadlines.models import Reminder
from clearance.work.waiting import Waiting

SENT = timedelta(hours=1)


def waiting(at: datetime) -> Iterator[Waiting]:
    for one in Reminder.objects.unsent().select_related("agency"):
        yield Waiting(
            f"{one}: not sent, tried {one.tries} times.",
            one.made_at,
            SENT,
            "See that a worker runs, and that the mail server (CLEARANCE_EMAIL_URL) takes mail.",
            reverse("admin:notices_reminder_change", args=[one.pk]),
        )
