"""Lines that an agency could not act on, for someone to look at."""

from typing import Self

from django.db import models
from django.db.models import Q

from clearance.notices.acknowledgements.models import Acknowledgement
from clearance.notices.outbox.models import Line, Notice


class WorkItemQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(resolved_at__isnull=True)


class WorkItem(models.Model):
    """One line that an agency answered with "not found" or "conflict". Staff look at the two sides and settle it."""

    class Kind(models.TextChoices):
        NOT_FOUND = "not_found", "not found"
        CONFLICT = "conflict", "found, but with other data"

    class Resolution(models.TextChoices):
        OPEN = "", "open"
        CORRECTED = "corrected", "corrected, and sent again"
        ACCEPTED = "accepted", "the agency's answer stands"
        DONE = "done", "the agency found and cleared it after all"
        REVERSED = "reversed", "the clearance was reversed"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="work_items", db_index=False)
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    theirs = models.JSONField(default=dict, help_text="The agency's own data, where they differ.")
    acknowledgement = models.ForeignKey(Acknowledgement, models.PROTECT, related_name="work_items")
    opened_at = models.DateTimeField()
    resolution = models.CharField(max_length=9, choices=Resolution, blank=True, default=Resolution.OPEN)
    reason = models.TextField(blank=True, help_text="What was found. No names.")
    resolved_by = models.CharField(max_length=100, blank=True)
    resolved_at = models.DateTimeField(null=True)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [("resolve_work_item", "Can settle work items")]
        constraints = [
            models.UniqueConstraint(fields=["notice", "line"], name="one_work_item_per_line"),
            models.CheckConstraint(condition=Q(kind__in=("not_found", "conflict")), name="work_item_kind_is_a_code"),
            models.CheckConstraint(
                condition=Q(resolution="", resolved_at__isnull=True, resolved_by="", reason="")
                | Q(resolution__in=("corrected", "accepted", "done", "reversed"), resolved_at__isnull=False)
                & ~Q(resolved_by="")
                & ~Q(reason=""),
                name="work_item_is_resolved_by_someone_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Work item {self.pk}"

    @property
    def reference(self) -> str:
        """How the event log names it."""
        return f"work_item:{self.pk}"

    def its_line(self) -> Line:
        """The line that the agency could not act on, with all that is shown of it."""
        lines = Line.objects.select_related("notice__agency", "clearance__person", "clearance__charge__case")
        return lines.get(notice=self.notice_id, number=self.line)
