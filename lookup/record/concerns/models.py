"""Concerns: what people say is wrong on their record; and the steps that staff took."""

from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from clearance.agencies.models import Agency
from clearance.keyring import unseal
from clearance.records.models import CAME_WITH, Charge, Person

LONGEST = 1000


class ConcernQuerySet(models.QuerySet):
    def of(self, person: Person) -> Self:
        """All that was said of this record, newest first, with what is shown of each."""
        return self.filter(person=person).select_related("charge__case").prefetch_related("steps__agency")

    def open(self) -> Self:
        return self.filter(answered_at=None)

    def by_kind(self) -> dict[str, int]:
        """How many there are of each kind; for figures."""
        return dict(self.order_by().values_list("kind").annotate(Count("pk")))


class Concern(models.Model):
    """Something that a person says is wrong. It hangs on the person on record, not on an account: whoever opens the
    record next, with a code or signed in, reads the answer; and it stays when an account is deleted.
    """

    class Kind(models.TextChoices):
        NOT_MINE = "not_mine", "this charge is not mine"
        OUTCOME = "outcome", "it ended in another way"
        CLEARED = "cleared", "it should be cleared"
        FACT = "fact", "a name or another fact"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="concerns")
    charge = models.ForeignKey(
        Charge,
        on_delete=models.PROTECT,
        null=True,
        related_name="concerns",
        help_text="Empty: it is about none of the charges that the page shows.",
        **CAME_WITH,
    )
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.BinaryField(null=True, help_text="What the person wrote, sealed for this concern.")
    said_at = models.DateTimeField()
    taken_by = models.CharField(max_length=100, blank=True, help_text="Who works on it.")
    answered_at = models.DateTimeField(null=True, help_text="Empty while it is open.")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        default_permissions = ()
        permissions = [("work_concern", "Can work on what people say is wrong on their record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("not_mine", "outcome", "cleared", "fact")), name="concern_kind_is_a_code"
            ),
            models.CheckConstraint(
                condition=Q(charge__isnull=False) | Q(kind="fact", text__isnull=False),
                name="concern_is_about_a_charge_or_says_what",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("said_at")), name="concern_is_said_then_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"concern:{self.pk}"

    @property
    def says(self) -> str:
        """What the person wrote."""
        return unseal(self.text, place=str(self)).decode() if self.text else ""

    @property
    def answer(self) -> "Step | None":
        """The answer that counts; none while it is open. Earlier ones are among the steps."""
        if self.answered_at is None:
            return None
        return [step for step in self.steps.all() if step.kind == Step.Kind.ANSWERED][-1]


class Step(models.Model):
    """What staff did about a concern. Steps are added and never changed; the person sees them with their dates."""

    class Kind(models.TextChoices):
        TAKEN = "taken", "taken"
        PASSED = "passed", "passed on"
        ANSWERED = "answered", "answered"
        REOPENED = "reopened", "opened again"

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", "corrected at the source"
        PASSED = "passed", "for the agency to decide"
        NO_ERROR = "no_error", "no error found"
        COURT = "court", "only a court can change it"

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    english = models.BinaryField(null=True, help_text="The answer in English, sealed for the concern.")
    spanish = models.BinaryField(null=True, help_text="The answer in Spanish, sealed for the concern.")

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("taken", "reopened"), agency=None, outcome="", english=None, spanish=None)
                | Q(kind="passed", agency__isnull=False, outcome="", english=None, spanish=None)
                | Q(
                    kind="answered",
                    agency=None,
                    outcome__in=("corrected", "passed", "no_error", "court"),
                    english__isnull=False,
                ),
                name="concern_step_holds_what_its_kind_needs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern}, {self.get_kind_display()}"

    def in_language(self, language: str) -> tuple[str, str]:
        """The answer, and the language that it is in: the other one where nobody wrote it in this."""
        sealed = {"en": self.english, "es": self.spanish}
        written = language if sealed.get(language) else "en"
        return unseal(sealed[written], place=f"concern:{self.concern_id}").decode(), written
