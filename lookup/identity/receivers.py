"""What follows from a claim, and from an import that changed who someone is."""

from django.dispatch import receiver

from clearance.records.models import Import
from clearance.records.signals import identities_changed
from lookup.identity.matching.tasks import match_claims
from lookup.identity.models import Claim
from lookup.identity.review.tasks import watch_over_links
from lookup.identity.signals import claim_made


@receiver(claim_made, sender=Claim)
def have_it_matched(**_: object) -> None:
    match_claims.enqueue()


@receiver(identities_changed, sender=Import)
def have_links_watched(**_: object) -> None:
    watch_over_links.enqueue()
