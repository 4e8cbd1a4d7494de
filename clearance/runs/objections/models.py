"""Objections to what a run would clear, and agencies that say they have none."""

from typing import NamedTuple, Self

from django.db import models
from django.db.models import Count, F, Q

from clearance.agencies.models import Agency
from clearance.records.models import CAME_WITH, Charge
from clearance.runs.eligibility.models import Run


class GroundCount(NamedTuple):
    """How many objections there are on one ground, and what became of them."""

    ground: str
    filed: int
    sustained: int
    overruled: int
    open: int


class ObjectionQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Not decided yet."""
        return self.filter(decided_at__isnull=True)

    def sustained(self) -> Self:
        return self.filter(sustained=True)

    def counts(self) -> list[GroundCount]:
        """By ground, in the order of their ids, for the reports."""
        of = {"yes": Q(sustained=True), "no": Q(sustained=False), "undecided": Q(sustained__isnull=True)}
        counts = {"filed": Count("pk"), **{name: Count("pk", filter=which) for name, which in of.items()}}
        rows = self.order_by("ground").values("ground").annotate(**counts)
        return [GroundCount(*row) for row in rows.values_list("ground", "filed", "yes", "no", "undecided")]


class Objection(models.Model):
    """An agency's objection to one decision of a run, on a ground of the law; decided by someone else."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="objections")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="objections", **CAME_WITH)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="objections")
    ground = models.CharField(max_length=60, help_text="The id of the ground in the law.")
    evidence = models.TextField(help_text="What shows it. No names.")
    filed_by = models.CharField(max_length=100)
    filed_at = models.DateTimeField()
    sustained = models.BooleanField(null=True)
    why = models.TextField("reason of the decision", blank=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [("decide_objection", "Can decide on objections")]
        constraints = [
            models.UniqueConstraint(fields=["run", "charge", "agency"], name="one_objection_per_agency_and_charge"),
            models.CheckConstraint(condition=~Q(evidence=""), name="objection_has_evidence"),
            models.CheckConstraint(condition=~Q(decided_by=F("filed_by")), name="objection_is_decided_by_someone_else"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="", sustained__isnull=True, why="")
                | Q(decided_at__gte=F("filed_at"), sustained__isnull=False) & ~Q(decided_by="") & ~Q(why=""),
                name="objection_is_decided_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"objection:{self.pk}"


class NoObjection(models.Model):
    """An agency says of a whole run that it has no more objections. It matters where silence holds a record back."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="no_objections")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "agency"], name="one_no_objection_per_agency")]

    def __str__(self) -> str:
        return f"{self.agency} has no objection to run {self.run_id}"
