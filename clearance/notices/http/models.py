"""What the server keeps of requests, so that none is taken twice."""

from django.db import models

from clearance.agencies.models import Agency


class Nonce(models.Model):
    """One that an agency used. Kept while a request of its time would still be taken."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    nonce = models.CharField(max_length=64)
    time = models.DateTimeField(db_index=True, help_text="The time that the request named.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "nonce"], name="one_use_of_a_nonce")]

    def __str__(self) -> str:
        return f"nonce {self.pk}"
