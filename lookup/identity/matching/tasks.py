"""The sweep of claims: those that wait are matched, the oldest first."""

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from clearance.work.stopping import until_stopped
from lookup.identity.matching.actions import match_claim, search_for
from lookup.identity.models import Claim

BY = "worker"


@task
def match_claims() -> None:
    """Settle every claim that waits, each in a transaction of its own, and find whom those may be about that went to
    review without being matched. Two workers may be at it at once.

    Where one fails the others are matched all the same, and then its error is raised: it waits, and shows as stuck.
    """
    failed = None
    for number in _oldest_first(Claim.objects.waiting()):
        until_stopped("matching claims", 1)
        try:
            match_claim(number=number, by=BY, at=timezone.now())
        except Exception as error:
            failed = error
    for number in _oldest_first(Claim.objects.unsearched()):
        until_stopped("searching for claims in review", 1)
        search_for(number=number)
    if failed:
        raise failed


def _oldest_first(claims: QuerySet[Claim]) -> QuerySet[int]:
    return claims.order_by("made_at", "pk").values_list("pk", flat=True)
