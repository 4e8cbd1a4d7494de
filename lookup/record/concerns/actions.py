"""Everything that writes concerns: what a person says is wrong, and what staff do about it."""

from datetime import datetime, timedelta

from django.db import transaction

from clearance.agencies.models import Agency
from clearance.audit import actions as audit
from clearance.keyring import seal
from clearance.records.models import Charge
from clearance.runs.refusals import Refused
from lookup.identity.access import Access
from lookup.record.concerns.models import Concern, Step

#: How many concerns of one person may be open, and how many may be said within a day.
OPEN_AT_ONCE = 5
PER_DAY = 10
DAY = timedelta(days=1)


class TooMany(Exception):
    """No more may be said now: so many are `open`, or so many were said within a `day`. Nothing was kept."""

    def __init__(self, what: str):
        super().__init__(what)
        self.what = what


@transaction.atomic
def say(*, access: Access, kind: str, charge: Charge | None, text: str, by: str, at: datetime) -> Concern:
    """Keep what a person says is wrong, for staff. `charge` is one of theirs; none where it is about something that the
    page does not show. Raises TooMany.
    """
    # Of two windows of the same person the second waits here, so that both count.
    type(access.by).objects.select_for_update().get(pk=access.by.pk)
    said = Concern.objects.filter(person=access.person)
    if said.open().count() >= OPEN_AT_ONCE:
        raise TooMany("open")
    if said.filter(said_at__gt=at - DAY).count() >= PER_DAY:
        raise TooMany("day")
    # A text is sealed for its concern, which has no number before it is kept; one without a charge has a text.
    concern = Concern(person=access.person, charge=charge, kind=kind, said_at=at, text=b"" if text else None)
    concern.save()
    if text:
        concern.text = seal(text.encode(), place=str(concern))
        concern.save(update_fields=["text"])
    detail = {"concern": str(concern), "kind": kind}
    audit.record(by=by, action="concern.said", subject=f"person:{access.person.pk}", detail=detail)
    return concern


@transaction.atomic
def take(*, by: str, concern: Concern, at: datetime) -> None:
    """Work on it. Whoever had it before no longer does. Raises Refused for one that is answered."""
    _open(concern)
    concern.taken_by = by
    _step(concern, Step.Kind.TAKEN, by, at)


@transaction.atomic
def pass_on(*, by: str, concern: Concern, agency: Agency, at: datetime) -> None:
    """Write down that an agency was asked to look at its own record. It stays open. Raises Refused."""
    _open(concern)
    if agency.closed_at:
        raise Refused(f"{agency} is closed. Choose the agency that keeps its records now.")
    _step(concern, Step.Kind.PASSED, by, at, agency=agency)


@transaction.atomic
def answer(*, by: str, concern: Concern, outcome: str, english: str, spanish: str, at: datetime) -> None:
    """Answer it, in words that the person reads on their page. Raises Refused."""
    _open(concern)
    if outcome == Step.Outcome.PASSED and not concern.steps.filter(kind=Step.Kind.PASSED).exists():
        raise Refused("It was not passed on yet. Pass it on to an agency first, then say that it is for that agency.")
    if not english.strip():
        raise Refused("Write the answer in English, in short and plain sentences.")
    concern.answered_at = at
    _step(
        concern,
        Step.Kind.ANSWERED,
        by,
        at,
        outcome=outcome,
        english=seal(english.strip().encode(), place=str(concern)),
        spanish=seal(spanish.strip().encode(), place=str(concern)) if spanish.strip() else None,
    )


@transaction.atomic
def reopen(*, by: str, concern: Concern, at: datetime) -> None:
    """Open it again after an answer, which stays to be read. Raises Refused for one that is open."""
    _lock(concern)
    if concern.answered_at is None:
        raise Refused(f"{concern} is open. Nothing is left to open again.")
    concern.answered_at = None
    _step(concern, Step.Kind.REOPENED, by, at)


def _lock(concern: Concern) -> None:
    concern.refresh_from_db(from_queryset=Concern.objects.select_for_update())


def _open(concern: Concern) -> None:
    _lock(concern)
    if concern.answered_at:
        raise Refused(f"{concern} is answered. Open it again first.")


def _step(concern: Concern, kind: Step.Kind, by: str, at: datetime, **more: object) -> None:
    concern.save(update_fields=["taken_by", "answered_at"])
    step = Step.objects.create(concern=concern, kind=kind, by=by, at=at, **more)
    detail = {"concern": str(concern), "agency": step.agency.code if step.agency else "", "outcome": step.outcome}
    audit.record(by=by, action=f"concern.{kind}", subject=f"person:{concern.person_id}", detail=detail)
