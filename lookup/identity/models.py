"""Claim codes, the tries to use one, and the visits that they open."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from clearance.records.models import Person

#: A code is void after this many tries.
TRIES_PER_CODE = 5


class ClaimCodeQuerySet(models.QuerySet):
    def unused(self) -> "ClaimCodeQuerySet":
        return self.filter(used_at=None)

    def open(self, at: datetime) -> "ClaimCodeQuerySet":
        """Codes that would still open a visit."""
        return self.unused().filter(expires_at__gt=at, tries__lt=TRIES_PER_CODE)


class ClaimCode(models.Model):
    """A one-time code, handed to a person whose identity was checked, that opens one visit to that person's record."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="codes")
    handle = models.CharField(max_length=4, help_text="The first four characters: they find the code.")
    secret = models.CharField(max_length=128, help_text="The other six, hashed.")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="Tries so far, counted before each is checked.")
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handle"], condition=Q(used_at=None), name="one_unused_code_per_handle"),
            models.CheckConstraint(condition=Q(tries__lte=TRIES_PER_CODE), name="code_tries_are_limited"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="code_expires_after_issue"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(used_at__gte=F("issued_at"), used_at__lt=F("expires_at")),
                name="code_used_while_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"code:{self.pk}"


class CodeTry(models.Model):
    """One try to use a code, counted against its network for an hour. A try that succeeds is taken back."""

    network = models.CharField(max_length=64, help_text="A keyed digest of the network, never the address.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["network", "at"], name="code_try_network_at")]

    def __str__(self) -> str:
        return f"try:{self.pk}"


class VisitQuerySet(models.QuerySet):
    def open(self, at: datetime) -> "VisitQuerySet":
        return self.filter(started_at__lte=at, ends_at__gt=at, left_at=None)


class Visit(models.Model):
    """A quarter of an hour with one person's record, without an account. The session holds its id and nothing else."""

    code = models.OneToOneField(ClaimCode, on_delete=models.PROTECT, related_name="visit")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="visit_ends_after_start"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("started_at")), name="visit_left_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"visit:{self.pk}"

    @property
    def person(self) -> Person:
        return self.code.person
