"""What follows from a claim, and from signing in."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from lookup.identity.matching.tasks import match_claims
from lookup.identity.models import Claim
from lookup.identity.signals import claim_made


@receiver(claim_made, sender=Claim)
def have_it_matched(**_: object) -> None:
    match_claims.enqueue()


@receiver(user_logged_in)
def leave_the_visit(request, **_: object) -> None:
    """Whoever signs in to an account at this browser sees that account's record, and no visit that was left open."""
    request.session.pop("visit", None)
