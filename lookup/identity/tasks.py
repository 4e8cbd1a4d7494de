"""The sweep of what is left lying: letters to be promised, and codes and claims that nobody came back for."""

from django.utils import timezone
from django_tasks import task

from clearance.database import only_one
from lookup.identity.forgetting import forget
from lookup.identity.letter.actions import promise
from lookup.identity.models import Claim

BY = "worker"


@task
def look_after_codes() -> None:
    """Promise the letters of claims that were linked, and forget what ended unused. What there is to do stands in the
    rows, so it does not matter how often this is called. One process at a time: raises Busy while another is at it.
    """
    at = timezone.now()
    with only_one("codes"):
        asked = Claim.objects.filter(outcome=Claim.Outcome.LINK, identity=None, asked_by__isnull=False, letter=None)
        for claim in asked.select_related("person", "asked_by").order_by("pk"):
            promise(claim=claim, by=BY, at=at)
        forget(by=BY, at=at)
