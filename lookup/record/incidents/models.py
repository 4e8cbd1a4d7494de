"""Incidents: somebody saw a record that they say is not theirs."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from clearance.records.models import Person
from lookup.identity.models import Claim, Link


class IncidentQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(resolved_at=None)


class Incident(models.Model):
    """A record opened to someone who says that it is not theirs. It stays hidden from them until staff have found out
    whose it is. Where nothing as sure as a strong identifier led to it, two people must say that it is theirs.
    """

    class Outcome(models.TextChoices):
        OPEN = "", "open"
        THEIRS = "theirs", "it is theirs: opened again"
        ENDED = "ended", "it is not theirs: ended"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="incidents")
    claim = models.ForeignKey(
        Claim, on_delete=models.SET_NULL, null=True, help_text="What led to the record; empty once the account is gone."
    )
    link = models.ForeignKey(
        Link, on_delete=models.SET_NULL, null=True, help_text="The account's access; empty for a visit without one."
    )
    opened_at = models.DateTimeField()
    taken_by = models.CharField(max_length=100, blank=True)
    taken_at = models.DateTimeField(null=True)
    first_by = models.CharField(max_length=100, blank=True, help_text="Who was the first of two to say: it is theirs.")
    first_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True, default=Outcome.OPEN)
    reason = models.TextField(blank=True, help_text="What was found. No names.")
    resolved_by = models.CharField(max_length=100, blank=True)
    resolved_at = models.DateTimeField(null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(resolved_at=None), name="one_open_incident_per_claim"
            ),
            models.CheckConstraint(
                condition=Q(taken_by="", taken_at=None) | ~Q(taken_by="") & Q(taken_at__isnull=False),
                name="incident_is_taken_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(first_by="", first_at=None) | ~Q(first_by="") & Q(first_at__isnull=False),
                name="incident_is_first_judged_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", resolved_at=None, resolved_by="", reason="")
                | Q(outcome__in=("theirs", "ended"), resolved_at__gte=F("opened_at"))
                & ~Q(resolved_by="")
                & ~Q(reason=""),
                name="incident_is_resolved_by_someone_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="theirs") | Q(first_by="") | ~Q(first_by=F("resolved_by")),
                name="incident_two_people_are_two",
            ),
        ]

    def __str__(self) -> str:
        return f"incident:{self.pk}"
