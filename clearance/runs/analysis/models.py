"""Draft laws, and the analyses that staff ask for."""

from typing import Self

from django.db import models
from django.db.models import F, Q


class Draft(models.Model):
    """A law that someone is writing. It can be looked at from all sides; it is never applied to anyone."""

    policy_id = models.CharField("policy", max_length=100, help_text="The id in the policy file.")
    title = models.TextField()
    citation = models.TextField()
    text = models.TextField("policy file")
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of the content: comments and layout do not count.")
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["policy_id", "-saved_at"]

    def __str__(self) -> str:
        return f"{self.title} ({self.sha256[:8]})"


class AnalysisQuerySet(models.QuerySet):
    def unfinished(self) -> Self:
        """Asked for, and neither done nor failed."""
        return self.filter(finished_at__isnull=True)

    def of(self, law: models.Model) -> Self:
        """Of this policy, or of this draft."""
        return self.filter(draft=law) if isinstance(law, Draft) else self.filter(policy=law)

    def without_reports(self) -> Self:
        """To list them: laws and reports, which are long, stay in the database until someone asks."""
        return self.select_related("policy", "draft").defer("text", "against_text", "result", "page")


class Analysis(models.Model):
    """One look at what a law would do with the records, as staff asked for it.

    It keeps the text of the law, so that it stays true of the version that was asked about. Unfinished, it is taken up
    by the next worker that looks. `result` is what the command of that name prints as JSON, `page` the same as HTML.
    """

    class Kind(models.TextChoices):
        READINESS = "readiness", "readiness"  # can the law be decided on these records, and what is missing
        IMPACT = "impact", "impact"  # whom it reaches and when, and what each condition costs

    kind = models.CharField(max_length=10, choices=Kind)
    policy = models.ForeignKey("runs.Policy", models.PROTECT, null=True, related_name="analyses")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="analyses")
    text = models.TextField("policy file")
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of the law as it stood when this was asked for.")
    against_title = models.TextField("against", blank=True)
    against_text = models.TextField(blank=True)
    as_of = models.DateField("as of", help_text="The day that is asked about.")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=100)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often a worker began it.")
    charges = models.PositiveBigIntegerField(default=0, help_text="How many there were when it was last begun.")
    charges_done = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, help_text="Why it could not be done.")
    result = models.TextField(blank=True)
    page = models.TextField(blank=True)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "analyses"
        constraints = [
            models.CheckConstraint(
                condition=Q(policy__isnull=False, draft__isnull=True) | Q(policy__isnull=True, draft__isnull=False),
                name="analysis_is_of_a_policy_or_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(kind="impact") | Q(kind="readiness", against_text=""), name="analysis_kind_is_a_code"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, failure="", result="", page="")
                | Q(finished_at__isnull=False, result="", page="") & ~Q(failure="")
                | Q(finished_at__isnull=False, failure="") & ~Q(result="") & ~Q(page=""),
                name="analysis_ends_with_a_report_or_a_failure",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__gte=F("asked_at")), name="analysis_ends_after_it_is_asked_for"
            ),
            *(
                models.UniqueConstraint(
                    fields=["kind", of],
                    condition=Q(finished_at__isnull=True),
                    name=f"one_analysis_of_a_kind_at_a_time_per_{of}",
                )
                for of in ("policy", "draft")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind.capitalize()} of the {self.law.title}, as of {self.as_of}"

    @property
    def law(self) -> models.Model:
        """The policy or the draft that it is of; its text may have changed since."""
        return self.policy or self.draft

    @property
    def state(self) -> str:
        if self.failure:
            return "failed"
        if self.finished_at:
            return "done"
        return "under way" if self.tries else "waiting"
