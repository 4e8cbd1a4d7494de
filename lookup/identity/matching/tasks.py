"""The sweep of claims: those that wait are matched, the oldest first."""

from django.utils import timezone
from django_tasks import task

from clearance.work.stopping import until_stopped
from lookup.identity.matching.actions import match_claim
from lookup.identity.models import Claim

BY = "worker"


@task
def match_claims() -> None:
    """Settle every claim that waits, each in a transaction of its own. Two workers may be at it at once.

    Where one fails the others are matched all the same, and then its error is raised: it waits, and shows as stuck.
    """
    failed = None
    for number in Claim.objects.waiting().order_by("made_at", "pk").values_list("pk", flat=True):
        until_stopped("matching claims", 1)
        try:
            match_claim(number=number, by=BY, at=timezone.now())
        except Exception as error:
            failed = error
    if failed:
        raise failed
