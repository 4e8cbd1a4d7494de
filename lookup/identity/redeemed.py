"""What a right code gives: a visit without an account, or, to an account, the link of its claim."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F

from clearance.audit import actions as audit
from lookup.identity.changes import IDENTITY_CHANGED, person_unless_changed
from lookup.identity.claims import reopen
from lookup.identity.links import make_link
from lookup.identity.models import Claim, ClaimCode, VerifiedIdentity, Visit

IDENTITY_LIFE = timedelta(days=365)
VISIT_LENGTH = timedelta(minutes=15)


def what_it_gives(*, code: ClaimCode, account: AbstractBaseUser | None, by: str, at: datetime) -> Visit | Claim | None:
    """A visit; or the claim, where no page opens yet; None if the code is somebody else's or was used meanwhile.

    Where the records changed who the claim is about since it was decided, people decide it again before anything opens.
    For the caller's transaction, which holds the claim from here on: whoever settles it waits, and then sees whose it
    is.
    """
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=code.claim_id)
    if account is None and claim.identity_id is None:
        return None  # a letter's code, without the account that asked for the letter
    if account is not None and claim.identity_id is None and claim.asked_by_id != account.pk:
        return None
    if claim.outcome == Claim.Outcome.LINK and _is_changed(claim):
        reopen(claim=claim, because=IDENTITY_CHANGED, by=by, at=at)
    if account is None and claim.outcome != Claim.Outcome.LINK:
        return _keep(code, claim, by)
    if not ClaimCode.objects.unused().filter(pk=code.pk).update(used_at=at):
        return None
    return _visit(code, claim, by, at) if account is None else _verified(code, claim, account, by, at)


def _is_changed(claim: Claim) -> bool:
    return person_unless_changed(claim.person_id, claim=claim.pk, known_at=claim.decided_at) is None


def _keep(code: ClaimCode, claim: Claim, by: str) -> Claim:
    """The code stays as it was, try and all: its holder is to come back with it."""
    ClaimCode.objects.filter(pk=code.pk).update(tries=F("tries") - 1)
    audit.record(by=by, action="code.kept", subject=str(code))
    return claim


def _visit(code: ClaimCode, claim: Claim, by: str, at: datetime) -> Visit:
    visit = Visit.objects.create(code=code, started_at=at, ends_at=at + VISIT_LENGTH)
    audit.record(by=by, action="visit.opened", subject=f"person:{claim.person_id}", detail={"visit": str(visit)})
    return visit


def _verified(code: ClaimCode, claim: Claim, account: AbstractBaseUser, by: str, at: datetime) -> Claim:
    """The account is verified; it gets the link now, or when the claim is settled."""
    if claim.identity is None:
        claim.identity = VerifiedIdentity.objects.create(
            account=account,
            method=VerifiedIdentity.Method.LETTER,
            level=VerifiedIdentity.Level.ADDRESS,
            verified_at=at,
            expires_at=at + IDENTITY_LIFE,
        )
        claim.save(update_fields=["identity"])
    else:
        claim.identity.account = account
        claim.identity.save(update_fields=["account"])
    if claim.outcome == Claim.Outcome.LINK:
        make_link(claim=claim, by=by, at=at)
    detail = {"code": str(code), "account": f"account:{account.pk}"}
    audit.record(by=by, action="identity.verified", subject=str(claim.identity), detail=detail)
    return claim
