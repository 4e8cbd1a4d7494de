"""What may be stuck of matching: claims that no worker has settled."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min

from clearance.work.waiting import Waiting
from lookup.identity.models import Claim

SETTLED = timedelta(minutes=1)


def waiting(at: datetime) -> Iterator[Waiting]:
    claims = Claim.objects.waiting().aggregate(number=Count("pk"), first=Min("made_at"))
    if claims["number"]:
        yield Waiting(
            f"Claims that wait to be matched: {claims['number']:,}.",
            claims["first"],
            SETTLED,
            "See that a worker runs. If one does, look among the failed sweeps for “match claims”.",
        )
