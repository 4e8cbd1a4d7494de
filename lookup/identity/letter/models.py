"""Letters with a code, to the address on record."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class LetterQuerySet(models.QuerySet):
    def due(self, at: datetime) -> "LetterQuerySet":
        """Those to be printed. One whose claim people look at again waits for them."""
        return self.filter(due_at__lte=at, printed_at=None, claim__outcome="link")

    def promised(self) -> "LetterQuerySet":
        """Those that were or will be sent."""
        return self.filter(because="")


class Letter(models.Model):
    """What became of a claim that asked for a letter, once it is linked: a letter, or none. Nobody is shown which."""

    class Because(models.TextChoices):
        NO_ADDRESS = "no_address", "no address is on record"
        OLD_ADDRESS = "old_address", "nobody confirmed the address within a year"
        TOO_MANY = "too_many", "a letter was sent before, or four within 30 days"
        LINKED = "linked", "another account has this record"

    claim = models.OneToOneField("identity.Claim", on_delete=models.CASCADE, related_name="letter")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="Not printed before, so that a notice is read first.")
    because = models.CharField(max_length=12, choices=Because, blank=True, help_text="Why there is none.")
    printed_at = models.DateTimeField(null=True, help_text="When it was printed last.")

    objects = LetterQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("print_letters", "Can print letters with codes")]
        constraints = [
            models.CheckConstraint(
                condition=Q(because="", due_at__isnull=False) | (~Q(because="") & Q(due_at=None, printed_at=None)),
                name="letter_is_due_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"letter:{self.pk}"
