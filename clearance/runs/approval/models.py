"""Brakes that keep a run from being approved, and the approvals of those who said yes to it."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from clearance.runs.eligibility.models import Run


class BrakeQuerySet(models.QuerySet):
    def holding(self) -> Self:
        """Those that stand in the way of approval."""
        return self.filter(tripped=True, released_at__isnull=True)


class Brake(models.Model):
    """A check that keeps a run from being approved when it trips, until someone else than who prepared it releases it
    in writing. Some cannot be released: the run must be prepared anew.
    """

    class Kind(models.TextChoices):
        RATE = "rate", "the clearance rate is far from that of the last run"
        COUNTY = "county", "a county would have nothing cleared"
        UNDETERMINED = "undetermined", "too many charges cannot be decided"
        NOBODY_TOLD = "nobody_told", "no agency is registered for some cases"

    run = models.ForeignKey(Run, models.CASCADE, related_name="brakes")
    kind = models.CharField(max_length=12, choices=Kind)
    found = models.TextField(help_text="What was found, in words, with the figure.")
    threshold = models.TextField(help_text="What is allowed.")
    tripped = models.BooleanField()
    released_by = models.CharField(max_length=100, blank=True)
    released_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why the run may go on all the same.")

    objects = BrakeQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="one_brake_of_a_kind_per_run"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by="", reason="")
                | Q(released_at__isnull=False, tripped=True) & ~Q(released_by="") & ~Q(reason=""),
                name="brake_is_released_by_someone_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Approval(models.Model):
    """One person's yes to the digest of a run, after a fresh sign-in. Written once, never changed.

    The database refuses one by whoever prepared the run, one of another digest, and one of a run that is not ready.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="approvals")
    by = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    signed_in_at = models.DateTimeField(help_text="The sign-in that this follows.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "by"], name="one_approval_per_person"),
            models.CheckConstraint(condition=Q(signed_in_at__lte=F("at")), name="approval_follows_the_sign_in"),
            models.CheckConstraint(condition=Q(by__startswith="staff:"), name="approval_is_by_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.by} approved run {self.run_id}"
