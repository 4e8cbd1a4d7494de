"""What follows from a claim."""

from django.dispatch import receiver

from lookup.identity.matching.tasks import match_claims
from lookup.identity.models import Claim
from lookup.identity.signals import claim_made


@receiver(claim_made, sender=Claim)
def have_it_matched(**_: object) -> None:
    match_claims.enqueue()
