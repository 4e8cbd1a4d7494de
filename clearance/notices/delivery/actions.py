"""That a notice reached its agency, and trying again where it could not."""

from datetime import datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.notices.outbox.models import Notice
from clearance.runs.refusals import Refused


@transaction.atomic
def delivered(*, by: str, notice: Notice, at: datetime) -> bool:
    """All of a notice was fetched, or put in its folder; False if it was before."""
    first = Notice.objects.undelivered().filter(pk=notice.pk).update(delivered_at=at, last_error="", given_up_at=None)
    if first:
        audit.record(by=by, action="notice.delivered", subject=notice.reference)
    return bool(first)


@transaction.atomic
def give_up(*, by: str, notice: Notice, at: datetime) -> None:
    """Try no more: someone must look. What follows it for the same agency waits."""
    if Notice.objects.undelivered().filter(pk=notice.pk, given_up_at__isnull=True).update(given_up_at=at):
        detail = {"tries": notice.tries}
        audit.record(by=by, action="notice.given_up", subject=notice.reference, detail=detail)


@transaction.atomic
def try_again(*, by: str, notice: Notice) -> None:
    """Have the delivery tried again from now, as if for the first time. Raises Refused for one that was delivered."""
    fresh = {"tries": 0, "next_try_at": None, "given_up_at": None}
    if not Notice.objects.undelivered().filter(pk=notice.pk).update(**fresh):
        raise Refused("It was delivered, or is not sealed yet, so there is nothing to try again.")
    audit.record(by=by, action="notice.tried_again", subject=notice.reference)
