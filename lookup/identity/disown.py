"""Someone says that the record which opened to them is not theirs."""

from datetime import datetime

from django.db import transaction

from lookup.identity.actions import end_visit
from lookup.identity.claims import reopen
from lookup.identity.links import freeze
from lookup.identity.models import Claim, ClaimCode, Link, Visit

BECAUSE = "not_mine"


@transaction.atomic
def disown(*, what: Visit | Link, by: str, at: datetime) -> tuple[Claim, Link | None]:
    """Close the record at once to whoever came to it by this claim, in every window: its link is frozen, or, where
    there is none, the claim goes to review; its visits end, its codes are void. The claim, and the link if there is
    one. After that nobody has recognised the record.
    """
    claim = what.code.claim if isinstance(what, Visit) else what.claim
    ClaimCode.objects.unused().filter(claim=claim).delete()
    for visit in Visit.objects.open(at).filter(code__claim=claim).select_related("code__claim__person"):
        end_visit(visit=visit, because=BECAUSE, by=by, at=at)
    link = Link.objects.standing().filter(claim=claim).first()
    if link:
        Link.objects.filter(pk=link.pk).update(recognised_at=None)
        freeze(link=link, because=BECAUSE, by=by, at=at)
    else:
        reopen(claim=claim, because=BECAUSE, by=by, at=at)
    return claim, link
