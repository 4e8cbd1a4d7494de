"""Everything that is done at the counter: attesting who someone is, alone or in two, and handing over a code."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from clearance.agencies.models import Agency
from clearance.audit import actions as audit
from lookup.identity import claims
from lookup.identity.actions import CODE_LIFE, IDENTITY_LIFE, code_for
from lookup.identity.attested import Attested, name_and_birth
from lookup.identity.counter.documents import STRONG, Document
from lookup.identity.models import Attestation, Claim, VerifiedIdentity


class Refused(Exception):
    """What was asked for cannot be done; the message says why, and what to do."""


class Slip(NamedTuple):
    """What goes onto the paper that the person takes along. The code is kept nowhere."""

    code: str
    expires_at: datetime
    language: str


@transaction.atomic
def attest(
    *, attested: Attested, document: Document, second: str, held: bool, language: str, by: str, at: datetime
) -> Slip:
    """Someone with a document stood at the counter: a claim for the worker to match, and a code for it.

    What is `held` goes to the reviewers whatever the records say; whoever stands there gets the code all the same.
    """
    claim = _claim(attested, _level(document, second), by, at)
    Attestation.objects.create(
        claim=claim, document=document, second=second, held=held, language=language, by=by, at=at
    )
    return _hand_over(claim, language, by, at, {"document": document, "second": second})


@transaction.atomic
def vouch(*, attested: Attested, held: bool, language: str, agency: Agency, by: str, at: datetime) -> Attestation:
    """Someone without any document stood at the counter, and a member of staff vouches for them. Reviewers look at the
    claim in any case; the code is given when someone of another agency has vouched too.
    """
    claim = _claim(attested, VerifiedIdentity.Level.VOUCHED, by, at)
    one = Attestation.objects.create(
        claim=claim, document=Document.NONE, held=held, language=language, agency=agency, by=by, at=at
    )
    audit.record(by=by, action="counter.vouched", subject=str(claim), detail={"agency": agency.code})
    return one


@transaction.atomic
def vouch_too(*, number: int, attested: Attested, agencies: list[Agency], by: str, at: datetime) -> Slip:
    """The second member of staff, who acts for these agencies, vouches for the same person: by the number that the
    first was given, with the name and the birth date, which nobody shows them. Raises Refused.
    """
    waiting = Attestation.objects.select_for_update(of=("self",)).select_related("claim", "agency")
    one = waiting.filter(claim=number, document=Document.NONE, confirmed_at=None, at__gt=at - CODE_LIFE).first()
    if one is None or one.claim.name_and_birth != name_and_birth(attested):
        raise Refused(
            "Nobody waits under this number, name and birth date for a second person to vouch. Check all three. "
            f"A number counts for {CODE_LIFE.days} days, and once."
        )
    if one.by == by or one.agency in agencies or not agencies:
        raise Refused(f"{one.agency} vouched already. The second must be someone else, who acts for another agency.")
    one.confirmed_by, one.confirmed_for, one.confirmed_at = by, agencies[0], at
    one.save(update_fields=["confirmed_by", "confirmed_for", "confirmed_at"])
    return _hand_over(one.claim, one.language, by, at, {"document": one.document, "agency": agencies[0].code})


def _claim(attested: Attested, level: VerifiedIdentity.Level, by: str, at: datetime) -> Claim:
    identity = VerifiedIdentity.objects.create(
        method=VerifiedIdentity.Method.COUNTER, level=level, verified_at=at, expires_at=at + IDENTITY_LIFE
    )
    return claims.make_claim(attested=attested, identity=identity, by=by, at=at)


def _level(document: str, second: str) -> VerifiedIdentity.Level:
    """IAL2 takes a strong document and another one (63A-4, 4.2.2); less than that, with the face, is IAL1."""
    strongly = document in STRONG and second
    return VerifiedIdentity.Level.IAL2 if strongly else VerifiedIdentity.Level.IAL1


def _hand_over(claim: Claim, language: str, by: str, at: datetime, detail: dict[str, str]) -> Slip:
    text, code = code_for(claim=claim, at=at, life=CODE_LIFE)
    audit.record(by=by, action="counter.attested", subject=str(claim), detail=detail | {"code": str(code)})
    return Slip(text, code.expires_at, language)
