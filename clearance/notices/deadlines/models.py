"""Reminders to agencies."""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from clearance.agencies.models import Agency

#: No agency gets two reminders within so many days.
WEEK = timedelta(days=7)


class ReminderQuerySet(models.QuerySet):
    def of_the_week(self, on: date) -> Self:
        """Those after which it is too early for another."""
        return self.filter(on__gt=on - WEEK)

    def unsent(self) -> Self:
        return self.filter(sent_at__isnull=True)

    def to_send(self, at: datetime) -> Self:
        """Those that wait to be sent, and for which it is time to try."""
        return self.unsent().filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))


class Reminder(models.Model):
    """A letter to an agency about notices that are overdue. It stands here, with its text, before it is sent: a worker
    that is killed on the way neither forgets it nor writes another.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="reminders")
    on = models.DateField(help_text="The day as of which it speaks.")
    notices = models.PositiveIntegerField(help_text="How many are overdue.")
    lines = models.PositiveIntegerField("records", help_text="How many of their records have no answer.")
    text = models.TextField()
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "on"], name="one_reminder_per_agency_and_day"),
            models.CheckConstraint(condition=Q(sent_at__gte=F("made_at")), name="reminder_is_made_before_it_is_sent"),
        ]

    def __str__(self) -> str:
        return f"Reminder to {self.agency}, {self.on}"
