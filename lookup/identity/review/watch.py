"""What watches over links, visits and codes: those that are over end, and those whose person may be another by now open
nothing any more.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from clearance.audit import actions as audit
from clearance.progress import Progress, no_progress
from clearance.records.models import PersonIdentifier
from lookup.identity import claims, links
from lookup.identity.actions import end_visit
from lookup.identity.changes import COMMITTED_WITHIN, IDENTITY_CHANGED
from lookup.identity.matching.facts import STRONG_KINDS
from lookup.identity.models import Claim, ClaimCode, Link, Visit
from lookup.identity.review.models import Answer, Opinion

#: So many rows in one transaction.
RANGE = 200


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
        links.freeze(link=link, because=IDENTITY_CHANGED, by=by, at=at)

    active = Link.objects.filter(state=Link.State.ACTIVE)
    return _each(changed(active, "claim__"), freeze, "freezing links", progress)


def end_changed(*, by: str, at: datetime, progress: Progress = no_progress) -> int:
    """End the visits of which the same is so; how many. A code opens one visit, so to look again takes a new code."""

    def end(visit: Visit) -> None:
        end_visit(visit=visit, because=IDENTITY_CHANGED, by=by, at=at)

    open_ones = Visit.objects.open(at).filter(code__claim__outcome=Claim.Outcome.LINK).select_related("code__claim")
    return _each(changed(open_ones, "code__claim__"), end, "ending visits", progress)


def reopen_changed(*, by: str, at: datetime, progress: Progress = no_progress) -> int:
    """Have people decide again the claims of which the same is so, and whose code is out, or comes by letter; how many.
    Until then the code opens nothing, and is not used up.
    """

    def reopen(claim: Claim) -> None:
        claims.reopen(claim=claim, because=IDENTITY_CHANGED, by=by, at=at)

    code_is_out = Exists(ClaimCode.objects.open(at).filter(claim=OuterRef("pk")))
    by_letter = Q(identity=None) & (Q(letter=None) | Q(letter__because="", letter__printed_at=None))
    linked = Claim.objects.filter(code_is_out | by_letter, outcome=Claim.Outcome.LINK, link=None)
    return _each(changed(linked, ""), reopen, "taking back codes", progress)


def forget_ended(*, by: str, progress: Progress = no_progress) -> int:
    """Empty what was attested where it was kept for a check, and the link has ended before anyone checked; how many."""
    kept = Claim.objects.filter(outcome=Claim.Outcome.LINK, attested__isnull=False, link__state=Link.State.ENDED)

    def forget(claim: Claim) -> None:
        Claim.objects.filter(pk=claim.pk).update(attested=None)
        audit.record(by=by, action="claim.forgotten", subject=str(claim))

    return _each(kept, forget, "forgetting claims", progress)


def changed(rows: QuerySet, claim: str) -> QuerySet:
    """Those of these rows whose person may be another by now than when their claim was decided, or kept by people.
    `claim` leads from a row to it, such as `code__claim__`.
    """
    kept = Opinion.objects.filter(claim=OuterRef(f"{claim}pk"), decides=True, answer=Answer.KEEP).order_by("-at")
    decided_at = F(f"{claim}decided_at")
    known_at = Greatest(Coalesce(Subquery(kept.values("at")[:1]), decided_at), decided_at)
    since = {"person__identity_import__finished_at__gt": OuterRef(OuterRef("known_at"))}
    others = PersonIdentifier.objects.filter(kind=OuterRef("kind"), digest=OuterRef("digest"), **since)
    shared = PersonIdentifier.objects.filter(
        Exists(others.exclude(person=OuterRef("person"))), person=OuterRef(f"{claim}person"), kind__in=STRONG_KINDS
    )
    rows = rows.annotate(known_at=ExpressionWrapper(known_at - COMMITTED_WITHIN, output_field=DateTimeField()))
    own = {f"{claim}person__identity_import__finished_at__gt": F("known_at")}
    return rows.filter(Q(**own) | Exists(shared))


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
