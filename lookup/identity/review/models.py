"""What reviewers say of claims and links, and what the nightly check of links came to."""

from django.db import models
from django.db.models import F, Q

from clearance.records.models import Person


class Answer(models.TextChoices):
    """What reviewers may say. Which of them can be chosen depends on what is asked (questions.py)."""

    LINK = "link", "it is this person"
    NONE = "none", "it is nobody on record"
    KEEP = "keep", "whoever has the link keeps it"
    END = "end", "whoever has the link loses it"
    FREEZE = "freeze", "it may be wrong: close it, for two people to decide"


class Because(models.TextChoices):
    """Why, as a code: the first two say that it is the person, the others that it is not, or may not be."""

    DOCUMENTS = "same_person_documents", "the same person: the documents that were seen agree"
    CONFIRMED = "same_person_court_confirmed", "the same person: a court or an agency confirmed it"
    OTHER = "other_person", "someone else"
    CANNOT_TELL = "cannot_tell", "cannot be told"
    FRAUD = "suspected_fraud", "suspected fraud, or somebody is forced"


class Kind(models.TextChoices):
    """What is asked of reviewers."""

    REVIEW = "review", "whose record is it?"
    FROZEN = "frozen", "is the link right? (it is frozen)"
    CHECK = "check", "is the link right? (it is open)"


class Opinion(models.Model):
    """What one reviewer says of a claim that is asked about, once: it is added, and never changed.

    Two that must agree are two people. `kind`, `since` and `records` say what was asked, and of which state of the
    records.
    """

    claim = models.ForeignKey("identity.Claim", on_delete=models.CASCADE, related_name="opinions")
    kind = models.CharField(max_length=6, choices=Kind)
    since = models.DateTimeField(help_text="Since when it is asked.")
    records = models.PositiveBigIntegerField(
        help_text="The number of the import that last changed who anyone concerned is, or 0."
    )
    by = models.CharField(max_length=100, help_text="staff:7.")
    at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=40, choices=Because)
    two = models.BooleanField(help_text="Whether it takes two who say the same.")
    first_by = models.CharField(max_length=100, blank=True, help_text="Who had said the same before.")
    decides = models.BooleanField(help_text="Whether it was done then.")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "kind", "since", "records", "by"], name="a_reviewer_has_one_opinion_of_a_claim"
            ),
            models.UniqueConstraint(
                fields=["claim", "kind", "since"], condition=Q(decides=True), name="what_is_asked_is_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(decides=False) | Q(two=False) | (~Q(first_by="") & ~Q(first_by=F("by"))),
                name="two_reviewers_are_two",
            ),
            models.CheckConstraint(
                condition=Q(answer="link", person__isnull=False) | (~Q(answer="link") & Q(person=None)),
                name="opinion_names_a_person_where_it_links",
            ),
            models.CheckConstraint(
                condition=Q(
                    answer__in=("link", "keep"), because__in=("same_person_documents", "same_person_court_confirmed")
                )
                | Q(
                    answer__in=("none", "end", "freeze"), because__in=("other_person", "cannot_tell", "suspected_fraud")
                ),
                name="opinion_has_a_reason_that_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"opinion:{self.pk}"


class LinkCheck(models.Model):
    """That all standing links were checked on a day, and what was found: signed with the key of the installation."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    links = models.PositiveBigIntegerField(help_text="How many stood.")
    faults = models.JSONField(help_text="What must never be, as codes, and the links of which it is so.")
    key = models.CharField(max_length=44, help_text="The public key.")
    signature = models.CharField(max_length=88, help_text="By Ed25519, over the JSON of the rest (nightly.py).")

    class Meta:
        default_permissions = ("view",)
        verbose_name = "check of all links"
        verbose_name_plural = "checks of all links"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"links on {self.day}"
