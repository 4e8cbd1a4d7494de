"""Everything that writes codes and visits."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from clearance.audit import actions as audit
from clearance.records.models import Person
from lookup.identity import codes
from lookup.identity.models import Claim, ClaimCode, CodeTry, VerifiedIdentity, Visit
from lookup.identity.redeemed import IDENTITY_LIFE, VISIT_LENGTH, what_it_gives

__all__ = ["IDENTITY_LIFE", "VISIT_LENGTH"]

CODE_LIFE = timedelta(days=7)  # NIST SP 800-63A and CJIS IA-12(5): a code handed over in person
TRIES_PER_NETWORK = 20
TRIES_COUNT_FOR = timedelta(hours=1)


class TooManyTries(Exception):
    """Too many codes were tried from this network; `again_at` says from when it may try again."""

    def __init__(self, again_at: datetime):
        super().__init__(f"again at {again_at:%H:%M} UTC")
        self.again_at = again_at


@transaction.atomic
def issue_code(*, person: Person, by: str, at: datetime) -> str:
    """Make a code for a person whom the agency that holds the record has before it, and return its text, which is kept
    nowhere. Earlier codes for the person's claims end.
    """
    ClaimCode.objects.unused().filter(Q(claim__person=person) | Q(expires_at__lte=at)).delete()
    claim = Claim.objects.create(
        identity=VerifiedIdentity.objects.create(
            method=VerifiedIdentity.Method.AGENCY,
            level=VerifiedIdentity.Level.IAL2,
            verified_at=at,
            expires_at=at + IDENTITY_LIFE,
        ),
        made_at=at,
        made_by=by,
        outcome=Claim.Outcome.LINK,
        because="agency",
        person=person,
        decided_at=at,
    )
    text, code = code_for(claim=claim, at=at, life=CODE_LIFE)
    audit.record(by=by, action="code.issued", subject=f"person:{person.pk}", detail={"code": str(code)})
    return text


def code_for(*, claim: Claim, at: datetime, life: timedelta) -> tuple[str, ClaimCode]:
    """A new code for a claim: its text, which is kept nowhere, and what is kept. For the caller's transaction."""
    handle, secret = codes.split(text := codes.draw())
    while ClaimCode.objects.unused().filter(handle=handle).exists():
        handle, secret = codes.split(text := codes.draw())
    code = ClaimCode.objects.create(
        claim=claim, handle=handle, secret=make_password(secret), issued_at=at, expires_at=at + life
    )
    return codes.shown(text), code


def redeem_code(
    *, text: str, network: str, by: str, at: datetime, account: AbstractBaseUser | None = None
) -> Visit | Claim | None:
    """Open a visit if `text` (as `codes.read` gives it) is an open code; None if it is unknown, wrong, used, expired or
    void, which look alike and take as long.

    A claim says that the code is right and no visit opens: with an account, the code is used and verifies that account;
    without one, it is not settled yet whose record the claim is about, and the code stays as it is.

    A try is counted before it is checked, so that tries made at the same moment cannot slip past a limit; a right one
    is taken back from its network. Raises TooManyTries.
    """
    this_try = _count_try(network, at)
    handle, secret = codes.split(text)
    code = _count_try_of_code(handle, at)
    # Without a code to check we hash all the same.
    if code:
        right = check_password(secret, code.secret)
    else:
        make_password(secret)
        right = False
    with transaction.atomic():
        gives = what_it_gives(code=code, account=account, by=by, at=at) if right else None
        if gives is None:
            audit.record(by=by, action="code.refused", subject=str(code or "code:unknown"))
        else:
            this_try.delete()
    return gives


@transaction.atomic
def end_visit(*, visit: Visit, by: str, at: datetime, because: str = "left") -> None:
    """End a visit before its time; `because` is a code. A visit that is over stays as it is."""
    if Visit.objects.open(at).filter(pk=visit.pk).update(left_at=at):
        detail = {"visit": str(visit), "because": because}
        audit.record(by=by, action="visit.left", subject=f"person:{visit.person_id}", detail=detail)


def _count_try(network: str, at: datetime) -> CodeTry:
    CodeTry.objects.filter(at__lte=at - TRIES_COUNT_FOR).delete()
    this_try = CodeTry.objects.create(network=network, at=at)
    # Counted after it is written, so that of many tries at once no more than the limit go on.
    tries = CodeTry.objects.filter(network=network).order_by("at", "pk")
    if tries.count() > TRIES_PER_NETWORK:
        this_try.delete()
        raise TooManyTries(again_at=tries[0].at + TRIES_COUNT_FOR)
    return this_try


@transaction.atomic
def _count_try_of_code(handle: str, at: datetime) -> ClaimCode | None:
    code = ClaimCode.objects.open(at).select_for_update().filter(handle=handle).first()
    if code:
        code.tries += 1
        code.save(update_fields=["tries"])
    return code
