"""Everything that reviewers do: look at a claim, look in full, and say what they think of it."""

from datetime import datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.runs.refusals import Refused
from lookup.identity.models import Claim
from lookup.identity.review.comparison import Comparison, compared
from lookup.identity.review.models import Answer, Opinion
from lookup.identity.review.questions import Question, question
from lookup.identity.review.settling import follow


@transaction.atomic
def look(*, by: str, number: int) -> Comparison | None:
    """The claim beside each person whom it may be about, masked; None where nothing is asked about it.

    Each of these people is told of the look.
    """
    return _look(by, number, full=False, purpose="")


@transaction.atomic
def look_in_full(*, by: str, number: int, reason: str) -> Comparison | None:
    """The same with whole names, birth dates and case numbers, for a reason that is kept. Raises Refused."""
    if not reason.strip():
        raise Refused("Say why the masked page is not enough, in a sentence without names.")
    return _look(by, number, full=True, purpose=reason.strip())


@transaction.atomic
def judge(
    *,
    number: int,
    since: datetime,
    records: int,
    answer: Answer,
    because: str,
    by: str,
    at: datetime,
    person: int | None = None,
) -> Opinion:
    """Say what one thinks of a claim: `person`, the number of one of its candidates, with LINK alone. Where it takes
    two and this is the first, or where opinions differ, nothing happens yet; see `Opinion.decides`.

    `since` and `records` are those of the question that was looked at. Raises Refused where something else is asked by
    now, for whoever has to do with the claim, and for a second opinion of the same reviewer.
    """
    Claim.objects.select_for_update(of=("self",)).filter(pk=number).first()
    asked = question(number)
    _still_asked(asked, number, since, records)
    _has_nothing_to_do_with_it(asked, by)
    if answer not in asked.answers():
        raise Refused(f"“{Answer(answer).label}” is no answer to what is asked of claim {number} now. Look again.")
    told = [one.person for one in asked.candidates if one.person_id == person]
    if (answer == Answer.LINK) != bool(told):
        raise Refused("Choose which of the people on the page it is; with any other answer choose nobody.")
    before = list(asked.opinions())
    if any(one.by == by for one in before):
        raise Refused(f"You have said what you think of claim {number}. Now it takes someone else.")
    same = [one for one in before if (one.answer, one.person_id) == (answer, person)]
    two = asked.takes_two(answer, person) or len(same) < len(before)
    opinion = Opinion.objects.create(
        claim=asked.claim,
        kind=asked.kind,
        since=since,
        records=records,
        by=by,
        at=at,
        answer=answer,
        person=told[0] if told else None,
        because=because,
        two=two,
        first_by=same[0].by if same else "",
        decides=bool(same) or not two,
    )
    if opinion.decides:
        follow(asked, answer, person=opinion.person, because=because, by=by, at=at)
    detail = {"answer": answer, "because": because, "two": two, "decides": opinion.decides}
    audit.record(by=by, action="claim.judged", subject=str(asked.claim), detail=detail)
    return opinion


def _look(by: str, number: int, *, full: bool, purpose: str) -> Comparison | None:
    asked = question(number)
    if asked is None:
        return None
    found = compared(asked, full=full)
    for person in found.people:
        detail = {"claim": str(asked.claim), "full": full}
        audit.record(by=by, action="claim.viewed", subject=f"person:{person}", detail=detail)
    if full:
        audit.record(by=by, action="claim.unmasked", subject=str(asked.claim), purpose=purpose)
    return found


def _still_asked(asked: Question | None, number: int, since: datetime, records: int) -> None:
    if asked is None:
        raise Refused(f"Claim {number} is decided, or is not for reviewers to decide. Nothing is left to do.")
    if (asked.since, asked.records) != (since, records):
        raise Refused(
            f"Since you looked at claim {number}, it or a record that it may be about has changed. Look at it again."
        )


def _has_nothing_to_do_with_it(asked: Question, by: str) -> None:
    """Neither made the claim or attested to it, nor is the one for whom it, or a link that hangs on it, is."""
    claim, attestation = asked.claim, getattr(asked.claim, "attestation", None)
    accounts = {claim.asked_by_id, claim.account and claim.account.pk, *(link.account_id for link in asked.links)}
    theirs = {f"staff:{number}" for number in accounts - {None}} | {claim.made_by}
    if attestation:
        theirs |= {attestation.by, attestation.confirmed_by}
    if by in theirs:
        raise Refused(f"Claim {claim.pk} is your own, or you typed it or attested to it. Someone else decides on it.")
