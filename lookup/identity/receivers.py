"""What follows from a claim, from an import that changed who someone is, and from signing in."""

from django.contrib.auth.signals import user_logged_in
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


@receiver(user_logged_in)
def leave_the_visit(request, **_: object) -> None:
    """Whoever signs in to an account at this browser sees that account's record, and no visit that was left open."""
    request.session.pop("visit", None)


@receiver(identities_changed, sender=Import)
def have_links_watched(**_: object) -> None:
    watch_over_links.enqueue()
