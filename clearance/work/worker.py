"""A worker: some lanes, each in a thread, and their pulse."""

from collections.abc import Sequence
from datetime import timedelta
from threading import Thread

from django.utils import timezone

from clearance.work import queue
from clearance.work.lane import Lane
from clearance.work.pulse import pulse

#: How often each sweep looks for work that no task asked for.
EVERY = timedelta(minutes=1)


def work_until_stopped(names: Sequence[str], *, every: timedelta = EVERY) -> None:
    """Work on these lanes, each in a thread of its own, until `stopping.ask` is called.

    A lane that is at something long does not keep the others waiting.
    """
    lanes = _lanes(names)
    with pulse(lanes, every):
        queue.queue_all(names)
        threads = [Thread(target=lane.keep_on, name=lane.name) for lane in lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def work_once(names: Sequence[str]) -> None:
    """Do what there is to do now on these lanes, one after the other, in this thread."""
    lanes = _lanes(names)
    with pulse(lanes, every=None):
        queue.bury(timezone.now())
        queue.queue_all(names)
        while sum(lane.empty() for lane in lanes):
            """A sweep may have asked for another."""


def _lanes(names: Sequence[str]) -> list[Lane]:
    now = timezone.now()
    return [Lane(name, now) for name in names]
