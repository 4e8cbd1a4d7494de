"""Agencies that keep records, where each is responsible, its keys, its contacts, and the staff who act for it."""

import base64
import binascii
from typing import Self, get_args

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from clearance.law.process import AgencyKind, DataPoint

CODE = RegexValidator(r"^[a-z][a-z0-9-]*\Z", "Small letters, digits and hyphens, beginning with a letter.")
#: Every data point that an agency may be sent. Laws may name one more, the name of a person, which is not held here.
DATA_POINTS: tuple[str, ...] = tuple(point for point in get_args(DataPoint) if point != "name")


class AgencyQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those that take part now."""
        return self.filter(closed_at__isnull=True)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def of_member(self, user: models.Model | AnonymousUser) -> Self:
        """Those that this member of staff acts for; nobody who is not signed in acts for any."""
        if not user.is_authenticated:
            return self.none()
        return self.open().filter(members__user=user, members__ended_at__isnull=True)


class Agency(models.Model):
    """An agency that is told what is cleared, or acts before it is. What the law asks of it stands in the law:
    `duties.duty_of`.
    """

    class Kind(models.TextChoices):
        COURT = "court", "court"
        REPOSITORY = "repository", "repository"
        PROSECUTOR = "prosecutor", "prosecutor"
        CORRECTIONS = "corrections", "corrections"
        PROBATION = "probation", "probation"
        POLICE = "police", "police"
        OTHER = "other", "other"

    class Delivery(models.TextChoices):
        PULL = "pull", "it fetches its notices over HTTPS"
        FOLDER = "folder", "files are put into its folder"

    code = models.CharField(
        max_length=60,
        unique=True,
        validators=[CODE],
        help_text="The short name in files, such as greene-district-court. It does not change.",
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    named_as = models.CharField(
        max_length=60,
        blank=True,
        help_text="The id in the law, such as courts; needed only where a law names two of a kind.",
    )
    statewide = models.BooleanField(default=False, help_text="Responsible for every case of the state.")
    data = models.JSONField(
        default=list, help_text="The data points that it needs to find its own record. Nothing else is sent to it."
    )
    delivery = models.CharField(max_length=6, choices=Delivery, default=Delivery.PULL)
    registered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, help_text="From then on it is told nothing new.")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=get_args(AgencyKind)), name="agency_kind_is_a_code"),
            models.CheckConstraint(condition=Q(delivery__in=("pull", "folder")), name="agency_delivery_is_a_code"),
            models.CheckConstraint(condition=Q(closed_at__gte=F("registered_at")), name="agency_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the event log names it."""
        return f"agency:{self.pk}"

    def clean(self) -> None:
        """Puts the data points into the order in which they are sent. Raises ValidationError for one that cannot be."""
        if "name" in self.data:
            raise ValidationError({"data": "The records here hold no names. Choose data points other than the name."})
        if wrong := [point for point in self.data if point not in DATA_POINTS]:
            raise ValidationError({"data": f"Found {', '.join(wrong)}; allowed: {', '.join(DATA_POINTS)}."})
        if not self.data:
            raise ValidationError({"data": "Choose one data point at least: by these it finds its own record."})
        self.data = [point for point in DATA_POINTS if point in self.data]


class Area(models.Model):
    """A court or a county whose cases are an agency's, by its name in the records. A statewide agency needs none."""

    class Kind(models.TextChoices):
        COURT = "court", "court"
        COUNTY = "county", "county"

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="areas")
    kind = models.CharField(max_length=6, choices=Kind)
    name = models.CharField(max_length=200, help_text="Exactly as it stands in the records.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "name"], name="one_area_of_a_name_per_agency"),
            models.CheckConstraint(condition=Q(kind__in=("court", "county")), name="area_kind_is_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class KeyQuerySet(models.QuerySet):
    def valid(self) -> Self:
        return self.filter(ended_at__isnull=True)


class Key(models.Model):
    """A public Ed25519 key with which an agency signs. The private half never leaves the agency."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="keys")
    public_key = models.CharField(max_length=60, unique=True, help_text="Base64, as the client prints it.")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, help_text="From then on nothing that it signs is taken.")

    objects = KeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("added_at")), name="key_ends_after_it_is_added"),
        ]

    def __str__(self) -> str:
        return f"key {self.public_key[:8]}"

    def clean(self) -> None:
        """Raises ValidationError for what is not 32 bytes as base64, in its one right spelling."""
        try:
            raw = base64.b64decode(self.public_key, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != 32 or base64.b64encode(raw).decode() != self.public_key:
            why = "This is no public key. One has 44 characters, the last an =. Copy it as the client prints it."
            raise ValidationError({"public_key": why})


class Contact(models.Model):
    """Who is written to at an agency."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    reminders = models.BooleanField(default=True, help_text="Gets a reminder when notices are overdue.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "email"], name="one_contact_per_address")]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class MemberQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(ended_at__isnull=True)


class Member(models.Model):
    """A member of staff who acts for an agency: a clerk who records orders, a prosecutor who objects."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="agency_members")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "user"], condition=Q(ended_at__isnull=True), name="one_membership_at_a_time"
            ),
            models.CheckConstraint(condition=Q(ended_at__gte=F("since")), name="membership_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.agency}"
