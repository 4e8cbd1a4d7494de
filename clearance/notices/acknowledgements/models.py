"""Acknowledgements, as agencies signed them."""

from django.db import models

from clearance.agencies.models import Key
from clearance.notices.outbox.models import Notice


class Acknowledgement(models.Model):
    """What an agency answered, with its signature: kept as it was taken in. The database refuses to change it.

    `message` is the signed content, as canonical JSON. It may hold the agency's own data of a record.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="acknowledgements", db_index=False)
    number = models.PositiveIntegerField(help_text="As the agency counts its answers to this notice.")
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of what was signed.")
    message = models.TextField()
    signature = models.CharField(max_length=88)
    key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    counts = models.JSONField(help_text="How many lines it answers, by outcome.")
    moved = models.PositiveIntegerField(help_text="How many lines it answered anew.")
    confirmed = models.PositiveIntegerField(default=0, help_text="How many of these it answered with done.")
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="one_acknowledgement_of_a_number_per_notice")
        ]

    def __str__(self) -> str:
        return f"Acknowledgement {self.number} of {self.notice}"

    @property
    def reference(self) -> str:
        """How the event log names it."""
        return f"acknowledgement:{self.pk}"
