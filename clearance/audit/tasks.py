"""The sweep of checkpoints: a log that goes on is signed every ten minutes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from clearance.audit import actions
from clearance.audit.checkpoints import newest
from clearance.audit.reading import end_and_count

EVERY = timedelta(minutes=10)


@task
def take_checkpoint() -> None:
    """Take a checkpoint if the newest is ten minutes old and there are new events. It may be asked at any time."""
    now = timezone.now()
    last = newest(settings.CHECKPOINTS)
    if last is None or abs(now - datetime.fromisoformat(last.at)) >= EVERY:
        end, _ = end_and_count()
        if last is None or last.hash != end.hash.hex():
            actions.take_checkpoint(at=now)
