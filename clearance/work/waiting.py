"""What waits, how long is normal, and what to do when it takes longer: every app says so of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from clearance.work.models import Worker


class Waiting(NamedTuple):
    """One thing that waits, in plain words for staff. `what` is a sentence without personal data: it is printed, and
    read by whoever looks after the machines. `url`: where in the admin it stands.
    """

    what: str
    since: datetime
    normal: timedelta
    to_do: str
    url: str = ""

    @property
    def until(self) -> datetime:
        """Until when it is normal that it waits."""
        return self.since + self.normal

    def is_stuck(self, at: datetime) -> bool:
        return self.until <= at


class Standing(NamedTuple):
    """How the work in the background stands at a moment: the workers, and what waits, the longest first."""

    at: datetime
    workers: Sequence[Worker]
    stuck: Sequence[Waiting]
    in_time: Sequence[Waiting]


def standing(at: datetime) -> Standing:
    """What every app says that waits, as settings.WAITING lists them."""
    waiting = [one for path in settings.WAITING for one in import_string(path)(at)]
    waiting.sort(key=lambda one: one.since)
    stuck = [one for one in waiting if one.is_stuck(at)]
    in_time = [one for one in waiting if not one.is_stuck(at)]
    return Standing(at, list(Worker.objects.alive(at)), stuck, in_time)
