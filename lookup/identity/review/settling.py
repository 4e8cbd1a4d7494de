"""What follows when reviewers have decided. For the caller's transaction."""

from datetime import datetime

from clearance.audit import actions as audit
from clearance.records.models import Person
from lookup.identity import claims, links
from lookup.identity.models import Claim, Link
from lookup.identity.review.models import Answer, Kind
from lookup.identity.review.questions import FROZEN_BY_IT, Question

REVIEWED, CHECK_FAILED = "reviewed", "check_failed"


def follow(asked: Question, answer: Answer, *, person: Person | None, because: str, by: str, at: datetime) -> None:
    """Do what was decided."""
    if answer == Answer.LINK:
        for link in asked.in_the_way(person.pk):
            links.end(link=link, because=REVIEWED, by=by, at=at)
    elif answer == Answer.END:
        for link in asked.links:
            links.end(link=link, because=REVIEWED, by=by, at=at)
    elif answer == Answer.KEEP:
        for link in _to_thaw(asked):
            links.thaw(link=link, by=by, at=at)
    if asked.kind == Kind.REVIEW:
        outcome = Claim.Outcome.LINK if person else Claim.Outcome.NONE
        claims.settle(claim=asked.claim, outcome=outcome, because=because, by=by, at=at, person=person)
    elif answer == Answer.FREEZE:
        _close(asked, by, at)
    else:
        _forget_contents(asked.claim, by)


def _to_thaw(asked: Question) -> list[Link]:
    """Of a dispute only those that it froze: whoever said that theirs is not theirs is asked elsewhere."""
    return [one for one in asked.links if asked.kind == Kind.FROZEN or one.because == FROZEN_BY_IT]


def _close(asked: Question, by: str, at: datetime) -> None:
    for link in asked.links:
        links.freeze(link=link, because=CHECK_FAILED, by=by, at=at)
    if not asked.links:
        claims.reopen(claim=asked.claim, because=CHECK_FAILED, by=by, at=at)


def _forget_contents(claim: Claim, by: str) -> None:
    """Nobody needs to compare any more what was attested with the record."""
    Claim.objects.filter(pk=claim.pk).update(attested=None)
    audit.record(by=by, action="claim.checked", subject=str(claim))
