"""What a member of staff saw of someone who stood at the counter: kinds of documents, never a number or a picture."""

from django.db import models
from django.db.models import F, Q

from clearance.agencies.models import Agency
from lookup.identity.counter.documents import Document, Second


class Attestation(models.Model):
    """That staff saw who someone is, and a claim made with it. Without a document it takes two, of two agencies."""

    claim = models.OneToOneField("identity.Claim", on_delete=models.CASCADE, related_name="attestation")
    document = models.CharField(max_length=12, choices=Document)
    second = models.CharField(max_length=12, choices=Second, blank=True)
    held = models.BooleanField(help_text="Held quietly: whoever attested suspects fraud, or that someone is forced.")
    language = models.CharField(max_length=2, help_text="Of the slip.")
    by = models.CharField(max_length=100, help_text="staff:7.")
    at = models.DateTimeField()
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+", help_text="For which they vouched."
    )
    confirmed_by = models.CharField(max_length=100, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_for = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        verbose_name = verbose_name_plural = "codes at the counter"
        permissions = [("attest_at_counter", "Can attest who someone at the counter is, and give them a code")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(document="none") | Q(agency__isnull=False), name="who_vouches_acts_for_an_agency"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="", confirmed_at=None, confirmed_for=None)
                | (
                    Q(document="none", confirmed_at__isnull=False, confirmed_for__isnull=False)
                    & ~Q(confirmed_by="")
                    & ~Q(confirmed_by=F("by"))
                    & ~Q(confirmed_for=F("agency"))
                ),
                name="two_people_of_two_agencies_vouch",
            ),
        ]

    def __str__(self) -> str:
        return f"attestation:{self.pk}"
