"""Workers, by their signs of life."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

#: Who gave no sign of life for so long is taken for dead.
SILENCE = timedelta(minutes=1)


def in_words(path: str) -> str:
    """A sweep, from its path: `take up analyses`."""
    return path.rpartition(".")[2].replace("_", " ")


class WorkerQuerySet(models.QuerySet):
    def alive(self, at: datetime) -> Self:
        return self.filter(beat_at__gt=at - SILENCE)

    def silent(self, at: datetime) -> Self:
        """Those that were killed, or whose machine or database went away."""
        return self.filter(beat_at__lte=at - SILENCE)


class Worker(models.Model):
    """One lane of a process that works in the background. The row goes when the process ends in peace."""

    reference = models.CharField(max_length=300, unique=True, help_text="Machine, process and lane.")
    lane = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(help_text="The last sign of life.")
    doing = models.CharField(max_length=300, blank=True, help_text="The sweep that it is at; empty: it waits for work.")
    since = models.DateTimeField(null=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        verbose_name_plural = "workers, and what is stuck"
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(doing="", since__isnull=True) | ~Q(doing="") & Q(since__isnull=False),
                name="worker_does_something_since",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def at_what(self) -> str:
        """The sweep that it is at, in words; empty where it waits for work."""
        return in_words(self.doing)
