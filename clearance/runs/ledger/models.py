"""Clearances, their reversals, and what keeps a charge from being cleared again without being seen."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import ExtractYear

from clearance.records.models import CAME_WITH, Charge, Person
from clearance.runs.eligibility.models import Run


class ClearanceQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Those that were not reversed: their charges are cleared."""
        return self.filter(reversal__isnull=True)


class Clearance(models.Model):
    """The legal effect on one charge, as a run gave it. An event: the database refuses to change or remove it, and to
    add one that no approved run decided.

    `nth`: the first clearance of the charge is 1; another can only follow when the one before was reversed. `batch`:
    the part of the run, or the court order, with which it took effect.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="clearances", db_index=False, db_constraint=False)
    batch = models.PositiveIntegerField()
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="clearances", **CAME_WITH)
    person = models.ForeignKey(Person, models.PROTECT, related_name="clearances", db_constraint=False)
    track = models.CharField(max_length=60)
    relief = models.CharField(max_length=12)
    nth = models.PositiveSmallIntegerField()
    on = models.DateField(help_text="The day it took effect, in the state.")
    at = models.DateTimeField()

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["charge", "nth"], name="one_nth_clearance_per_charge")]
        indexes = [models.Index(fields=["run", "batch"], name="runs_clearance_run_batch")]

    def __str__(self) -> str:
        return f"clearance:{self.pk}"


class ReversalRequestQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Not decided yet."""
        return self.filter(decided_at__isnull=True)


class ReversalRequest(models.Model):
    """Someone asks to undo a clearance; someone else decides. Only then is there a reversal."""

    clearance = models.ForeignKey(Clearance, models.PROTECT, related_name="reversal_requests")
    ground = models.CharField(max_length=60, help_text="The id of the reversal in the law, such as error.")
    legal_basis = models.TextField(help_text="The citation, or the court's decision, on which it rests.")
    note = models.TextField(blank=True, help_text="What happened. No names.")
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    objects = ReversalRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [("decide_reversal", "Can decide on a reversal that someone else asked for")]
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="two_people_for_a_reversal"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="", granted__isnull=True)
                | Q(decided_at__gte=F("asked_at"), granted__isnull=False) & ~Q(decided_by=""),
                name="reversal_request_is_decided_by_someone",
            ),
            models.UniqueConstraint(
                fields=["clearance"], condition=Q(decided_at__isnull=True), name="one_open_request_per_clearance"
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} to reverse clearance {self.clearance_id}"


class ReversalQuerySet(models.QuerySet):
    def counts(self) -> list[dict[str, Any]]:
        """For the public figures: of each law, year and ground, how many. Keys: policy (the id of the law), year,
        ground, reversals.
        """
        of_the_law = {"policy": F("clearance__run__policy__policy_id"), "ground": F("request__ground")}
        groups = self.values(year=ExtractYear("on"), **of_the_law)
        return list(groups.annotate(reversals=Count("pk")).order_by("policy", "year", "ground"))


class Reversal(models.Model):
    """The undoing of one clearance: an event like the clearance itself. It follows a request that was granted."""

    clearance = models.OneToOneField(Clearance, models.PROTECT, related_name="reversal")
    request = models.OneToOneField(ReversalRequest, models.PROTECT, related_name="reversal")
    on = models.DateField(help_text="The day it took effect, in the state.")
    at = models.DateTimeField()

    objects = ReversalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"reversal:{self.pk}"


class HoldQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(lifted_at__isnull=True)


class Hold(models.Model):
    """Keeps an eligible charge out of every run until someone has looked and lifts it, with a reason."""

    class Because(models.TextChoices):
        REVERSED = "reversed", "its clearance was reversed"
        OBJECTION = "objection", "an objection was sustained"
        SAMPLE = "sample", "a reviewer disagreed with the decision"
        BLOCKED = "blocked", "it was cleared or to be cleared, and then the law barred it"
        REFUSED = "refused", "a court refused the order"

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="holds", db_constraint=False)
    because = models.CharField(max_length=10, choices=Because)
    reference = models.CharField(max_length=100, help_text="What led to it, such as objection:12.")
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=100)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True, help_text="Why the charge may be cleared all the same.")

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [("lift_hold", "Can lift a hold")]
        constraints = [
            models.CheckConstraint(
                condition=Q(because__in=("reversed", "objection", "sample", "blocked", "refused")),
                name="hold_because_is_a_code",
            ),
            models.UniqueConstraint(
                fields=["charge", "because"], condition=Q(lifted_at__isnull=True), name="one_open_hold_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by="", reason="")
                | Q(lifted_at__gte=F("placed_at")) & ~Q(lifted_by="") & ~Q(reason=""),
                name="hold_is_lifted_by_someone_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(lifted_by=F("placed_by")), name="hold_is_lifted_by_someone_else"),
        ]

    def __str__(self) -> str:
        return f"hold:{self.pk}"
