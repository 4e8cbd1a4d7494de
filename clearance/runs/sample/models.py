"""Samples of a run's decisions and the answers of those who checked them."""

from typing import Self

from django.db import models
from django.db.models import Q

from clearance.records.models import CAME_WITH, Charge
from clearance.runs.eligibility.models import Run


class Sample(models.Model):
    """So many decisions of each outcome, drawn by a recorded seed: the same seed draws the same decisions again."""

    run = models.OneToOneField(Run, models.PROTECT, related_name="sample")
    seed = models.CharField(max_length=64)
    per_outcome = models.PositiveIntegerField()
    drawn_by = models.CharField(max_length=100)
    drawn_at = models.DateTimeField()

    class Meta:
        permissions = [("review_sample", "Can check the decisions of a sample")]

    def __str__(self) -> str:
        return f"sample of run {self.run_id}"


class SampledDecisionQuerySet(models.QuerySet):
    def unanswered(self) -> Self:
        return self.filter(answer="")

    def answered(self) -> Self:
        return self.exclude(answer="")


class SampledDecision(models.Model):
    """One drawn decision, and what the reviewer says of it."""

    class Answer(models.TextChoices):
        AGREE = "agree", "agree"
        DISAGREE = "disagree", "disagree"
        CANNOT_TELL = "cannot_tell", "cannot tell"  # neither right nor wrong; it is not counted

    class Code(models.TextChoices):
        WRONG_RULE = "wrong_rule", "the law was applied wrongly"
        WRONG_DATA = "wrong_data", "the data are wrong"
        WRONG_PERSON = "wrong_person", "the charge is someone else's"
        MISSING_DATA = "missing_data", "a fact is missing that decides it"
        OTHER = "other", "something else"

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField(help_text="Its place in the sample.")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+", **CAME_WITH)
    outcome = models.CharField(max_length=12)
    answer = models.CharField(max_length=11, choices=Answer, blank=True)
    code = models.CharField(max_length=12, choices=Code, blank=True)
    note = models.TextField(blank=True, help_text="What was found. No names.")
    answered_by = models.CharField(max_length=100, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = SampledDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["sample", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="one_sampled_decision_of_a_number"),
            models.UniqueConstraint(fields=["sample", "charge"], name="a_charge_is_sampled_once"),
            models.CheckConstraint(
                condition=Q(answer="", code="", answered_at__isnull=True, answered_by="")
                | Q(answer__in=("agree", "cannot_tell"), code="", answered_at__isnull=False) & ~Q(answered_by="")
                | Q(answer="disagree", answered_at__isnull=False) & ~Q(code="") & ~Q(answered_by=""),
                name="a_disagreement_has_a_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.sample}"
