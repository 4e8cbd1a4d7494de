"""What is not kept: codes that ended unused, and what was attested for those who never came back with theirs."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from lookup.identity.actions import CODE_LIFE
from lookup.identity.claims import settle
from lookup.identity.models import Attestation, Claim, ClaimCode, VerifiedIdentity


def forget(*, by: str, at: datetime) -> int:
    """End the claims of a counter or an agency that are linked to nobody, and whose code ended unused, or never came to
    be for want of a second to vouch; then delete every code that ended unused. How many claims ended.

    Claims of those who have an account stay for as long as they are undecided or in review.
    """
    ended = list(_left_behind(at).order_by("pk"))
    for claim in ended:
        with transaction.atomic():
            settle(claim=claim, outcome=Claim.Outcome.NONE, because="expired", by=by, at=at)
    ClaimCode.objects.unused().filter(expires_at__lte=at).delete()
    return len(ended)


def _left_behind(at: datetime) -> QuerySet[Claim]:
    codes = ClaimCode.objects.filter(claim=OuterRef("pk"))
    still = codes.filter(Q(used_at__isnull=False) | Q(expires_at__gt=at))
    unconfirmed = Attestation.objects.filter(
        claim=OuterRef("pk"), document="none", confirmed_at=None, at__lte=at - CODE_LIFE
    )
    return Claim.objects.filter(
        ~Exists(still),
        Exists(codes) | Exists(unconfirmed),
        Q(outcome=None) | Q(outcome=Claim.Outcome.REVIEW),
        identity__method__in=(VerifiedIdentity.Method.COUNTER, VerifiedIdentity.Method.AGENCY),
        identity__account=None,
    )
