"""The sweep of alerts: what is new is written down, made into messages, and sent."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from clearance.database import only_one
from lookup.record.alerts.actions import make_messages, send_all, write_down_news
from lookup.record.alerts.models import Message

BY = "worker"


@task
def send_alerts() -> None:
    """Find what is new, and send the messages that wait; those too that a killed worker left behind.

    What there is to do stands in the rows, so it does not matter how often this is called. One process at a time:
    raises Busy while another is at it.
    """
    alert(timezone.now())


def alert(at: datetime) -> None:
    """The same, at that moment."""
    with only_one("alerts"):
        write_down_news(at=at)
        make_messages(by=BY, at=at)
        send_all(by=BY, messages=Message.objects.to_send(at).order_by("pk"), at=at)
