"""Everything that writes what matching finds: the candidates of a claim, and what came of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from clearance.keyring import Unsealable
from clearance.records.models import Person
from lookup.identity.attested import Attested, opened
from lookup.identity.claims import settle
from lookup.identity.matching.candidates import candidates, claimed
from lookup.identity.matching.compare import Finding, findings
from lookup.identity.matching.decide import WITHOUT_DOUBT, Decision, Outcome, decide
from lookup.identity.models import Candidate, Claim

#: Reviewers see no more than so many, the most alike first.
SHOWN = 25


@transaction.atomic
def match_claim(*, number: int, by: str, at: datetime) -> str | None:
    """Settle a waiting claim by the rule, and keep whom it may be about; its outcome. None where it does not wait, or
    another worker is at it.

    What cannot be read goes to the reviewers, as `unreadable`.
    """
    claim = _locked(Claim.objects.waiting(), number)
    if claim is None:
        return None
    said = _read(claim)
    decision = _decide(claim, said) if said else Decision(Outcome.REVIEW, None, "unreadable")
    person = Person.objects.get(pk=decision.person) if decision.person else None
    settle(claim=claim, outcome=decision.outcome, because=decision.because, person=person, by=by, at=at)
    return claim.outcome


@transaction.atomic
def search_for(*, number: int) -> None:
    """Keep whom a claim may be about that went to review without the worker, and leave the rest to the reviewers."""
    claim = _locked(Claim.objects.in_review(), number)
    if claim and (said := _read(claim)):
        _decide(claim, said)


def _locked(claims: QuerySet[Claim], number: int) -> Claim | None:
    return claims.select_for_update(skip_locked=True).filter(pk=number).first()


def _read(claim: Claim) -> Attested | None:
    try:
        return opened(claim.attested, place=str(claim))
    except (Unsealable, ValueError, LookupError, TypeError):
        return None


def _decide(claim: Claim, said: Attested) -> Decision:
    """What the rule says; whom it looked at is kept."""
    found, compared = candidates(said), claimed(said)
    why = {one.person: findings(compared, one) for one in found}
    most_alike = sorted(found, key=lambda one: _ranks(why[one.person]))[:SHOWN]
    Candidate.objects.bulk_create(
        Candidate(claim=claim, person_id=one.person, why=sorted(why[one.person], key=list(Finding).index))
        for one in most_alike
    )
    return decide(compared, found)


def _ranks(why: frozenset[Finding]) -> tuple[int, int]:
    """The more agrees, and then the less is in doubt, the earlier."""
    return -len(why & WITHOUT_DOUBT), len(why - WITHOUT_DOUBT)
