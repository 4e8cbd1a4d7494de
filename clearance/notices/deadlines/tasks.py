"""The sweep of deadlines: agencies that let one pass are reminded."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from clearance.database import only_one
from clearance.days import state_day
from clearance.notices.deadlines.actions import make_reminders, send
from clearance.notices.deadlines.models import Reminder

BY = "worker"


@task
def send_reminders() -> None:
    """Write the reminders that are due today, and send those that wait; those too that a killed worker left behind.

    What there is to do stands in the rows, so it does not matter how often this is called. One process at a time:
    raises Busy while another is at it.
    """
    remind(timezone.now())


def remind(at: datetime) -> None:
    """The same, at that moment."""
    with only_one("reminders"):
        make_reminders(by=BY, on=state_day(at), at=at)
        for reminder in Reminder.objects.to_send(at).select_related("agency").order_by("pk"):
            send(by=BY, reminder=reminder, at=at)
