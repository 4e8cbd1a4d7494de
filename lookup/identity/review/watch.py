"""What watches over links: those that are over end, and those whose person may be another by now are frozen."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clearance.audit import actions as audit
from clearance.progress import Progress, no_progress
from clearance.records.models import PersonIdentifier
from lookup.identity import links
from lookup.identity.matching.facts import STRONG_KINDS
from lookup.identity.models import Claim, Link
from lookup.identity.review.models import Answer, Opinion

#: So many rows in one transaction.
RANGE = 200
#: An import is committed some moments after the time at which it says it finished; who is linked in them was compared
#: with the records as they were before.
COMMITTED_WITHIN = timedelta(minutes=1)


def end_expired(*, by: str, at: datetime, progress: Progress = no_progress) -> int:
    """End the links whose time is over; how many."""
    over = Link.objects.standing().filter(expires_at__lte=at)

    def end(link: Link) -> None:
        links.end(link=link, because="expired", by=by, at=at)

    return _each(over, end, "ending links", progress)


def freeze_changed(*, by: str, at: datetime, progress: Progress = no_progress) -> int:
    """Freeze the links whose person got another name, birth date or identifier since they were decided on, or shares an
    identifier with someone who got one since: what was one may be two, and two one. How many.
    """

    def freeze(link: Link) -> None:
        links.freeze(link=link, because=links.IDENTITY_CHANGED, by=by, at=at)

    return _each(changed(), freeze, "freezing links", progress)


def forget_ended(*, by: str, progress: Progress = no_progress) -> int:
    """Empty what was attested where it was kept for a check, and the link has ended before anyone checked; how many."""
    kept = Claim.objects.filter(outcome=Claim.Outcome.LINK, attested__isnull=False, link__state=Link.State.ENDED)

    def forget(claim: Claim) -> None:
        Claim.objects.filter(pk=claim.pk).update(attested=None)
        audit.record(by=by, action="claim.forgotten", subject=str(claim))

    return _each(kept, forget, "forgetting claims", progress)


def changed() -> QuerySet[Link]:
    """The active links whose person may be another by now than when the claim was decided, or the link was kept."""
    kept = Opinion.objects.filter(claim=OuterRef("claim"), decides=True, answer=Answer.KEEP).order_by("-at")
    known = Coalesce(Subquery(kept.values("at")[:1]), "claim__decided_at")
    since = {"person__identity_import__finished_at__gt": OuterRef(OuterRef("known_at"))}
    others = PersonIdentifier.objects.filter(kind=OuterRef("kind"), digest=OuterRef("digest"), **since)
    shared = PersonIdentifier.objects.filter(
        Exists(others.exclude(person=OuterRef("person"))), person=OuterRef("person"), kind__in=STRONG_KINDS
    )
    active = Link.objects.filter(state=Link.State.ACTIVE).annotate(
        known_at=ExpressionWrapper(known - COMMITTED_WITHIN, output_field=DateTimeField())
    )
    return active.filter(Q(person__identity_import__finished_at__gt=F("known_at")) | Exists(shared))


def _each(rows: QuerySet, do: Callable, step: str, progress: Progress) -> int:
    """In ranges, each in a transaction of its own, so that a kill loses one at most, which the next sweep takes up."""
    done = 0
    while found := list(rows.order_by("pk")[:RANGE]):
        with transaction.atomic():
            for row in found:
                do(row)
        done += len(found)
        progress(step, len(found))
    return done
