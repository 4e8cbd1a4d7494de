"""Everything that writes claims: making one, and settling what it is about."""

from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from clearance.audit import actions as audit
from clearance.records.models import Person
from lookup.identity.attested import Attested, name_and_birth, sealed
from lookup.identity.links import make_link
from lookup.identity.models import Candidate, Claim, Link, VerifiedIdentity
from lookup.identity.review.sampling import BY_THE_RULE, is_drawn
from lookup.identity.signals import claim_made

#: How many claims count as too many, and over how long: of one account, in one name and birth date, from one network.
PER_ACCOUNT = 5, timedelta(hours=6)
PER_NAME = 5, timedelta(hours=24)
PER_NETWORK = 20, timedelta(hours=1)


@transaction.atomic
def make_claim(
    *,
    attested: Attested,
    by: str,
    at: datetime,
    identity: VerifiedIdentity | None = None,
    asked_by: AbstractBaseUser | None = None,
    network: str = "",
) -> Claim:
    """A claim for the worker to match. `identity` is none where a letter must verify it first; `asked_by` is the
    account that asked, and `network` where from (`network_digest`): neither where someone stands at a counter.

    Online claims are limited (security.md 1.4, 7): one too many is kept as settled with nothing, without its contents,
    so that it looks like any other; it locks nobody out of a counter.
    """
    claim = Claim.objects.create(
        identity=identity,
        asked_by=asked_by,
        made_at=at,
        made_by=by,
        name_and_birth=name_and_birth(attested),
        network=network,
    )
    # Counted after it is written, so that of many at once no more than the limit go on; and sealed either way, so that
    # what is not kept takes as long.
    contents = sealed(attested, place=str(claim))
    if asked_by is not None and _too_many(claim):
        claim.outcome, claim.because, claim.decided_at = Claim.Outcome.NONE, "locked", at
    else:
        claim.attested = contents
    claim.save()
    audit.record(by=by, action="claim.made", subject=str(claim), detail={"locked": claim.because == "locked"})
    transaction.on_commit(partial(claim_made.send, Claim, claim=claim))
    return claim


def settle(
    *, claim: Claim, outcome: Claim.Outcome, because: str, by: str, at: datetime, person: Person | None = None
) -> None:
    """Say what a claim is about. `person` is given with LINK, and then the account behind it, if there is one, gets its
    link. Only a claim that people look at keeps what was attested: in review, or drawn to be checked. `because` is a
    code.

    For the caller's transaction. A claim that was settled otherwise meanwhile is left alone. What a counter held, or
    two vouched for, goes to review first, whatever was found.
    """
    if claim.outcome is None and (always := _always_reviewed(claim)):
        outcome, because, person = Claim.Outcome.REVIEW, always, None
    undecided = Claim.objects.filter(Q(outcome=None) | Q(outcome=Claim.Outcome.REVIEW), pk=claim.pk)
    claim.outcome, claim.because, claim.person, claim.decided_at = outcome, because, person, at
    if not undecided.update(outcome=outcome, because=because, person=person, decided_at=at):
        claim.refresh_from_db()
        return
    # Whoever redeemed a code meanwhile: they hold the claim until they are done.
    claim.refresh_from_db(fields=["identity"])
    if outcome == Claim.Outcome.LINK and claim.account is not None:
        make_link(claim=claim, by=by, at=at)
    if claim.outcome != Claim.Outcome.REVIEW and not (because == BY_THE_RULE and is_drawn(claim)):
        claim.attested = None
        claim.save(update_fields=["attested"])
    subject = f"person:{person.pk}" if person else str(claim)
    audit.record(
        by=by,
        action="claim.settled",
        subject=subject,
        detail={"claim": str(claim), "outcome": claim.outcome, "because": claim.because},
    )


def _always_reviewed(claim: Claim) -> str:
    """Why people look at a claim in any case, as a code; empty where they do not."""
    attestation = getattr(claim, "attestation", None)
    if attestation is None:
        return ""
    return "held" if attestation.held else "vouched" if attestation.document == "none" else ""


def reopen(*, claim: Claim, because: str, by: str, at: datetime) -> None:
    """Let a claim that was linked and has no link open nothing any more, until people have decided it.

    For the caller's transaction. One that is not linked, or has a link, stays as it is.
    """
    # Whoever redeems its code holds the claim until they are done, and then it may have a link.
    person = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk).person_id
    linked = Claim.objects.filter(pk=claim.pk, outcome=Claim.Outcome.LINK)
    if Link.objects.standing().filter(claim=claim).exists():
        return
    if linked.update(outcome=Claim.Outcome.REVIEW, because=because, person=None, decided_at=at):
        claim.refresh_from_db(fields=["outcome", "because", "person", "decided_at"])
        Candidate.objects.get_or_create(claim=claim, person_id=person)
        detail = {"claim": str(claim), "because": because}
        audit.record(by=by, action="claim.reopened", subject=f"person:{person}", detail=detail)


def _too_many(claim: Claim) -> bool:
    """All limits are counted, also after one is found to be passed: it must not be known by the time that it takes."""
    counted = [
        Claim.objects.exclude(because="locked").filter(**which, made_at__gt=claim.made_at - over).count() > most
        for (most, over), which in (
            (PER_ACCOUNT, {"asked_by": claim.asked_by}),
            (PER_NAME, {"name_and_birth": claim.name_and_birth, "asked_by__isnull": False}),
            (PER_NETWORK, {"network": claim.network}),
        )
    ]
    return any(counted)
