"""Undoing a clearance: one member of staff asks for it, another grants it or refuses."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from clearance.audit import actions as audit
from clearance.law.policy import PolicyError
from clearance.law.process import Reversal as Ground
from clearance.runs.approval import checks
from clearance.runs.laws import law_of
from clearance.runs.ledger.holds import place_hold
from clearance.runs.ledger.models import Clearance, Hold, Reversal, ReversalRequest
from clearance.runs.refusals import Refused
from clearance.runs.signals import clearance_reversed


def grounds(clearance: Clearance) -> tuple[Ground, ...]:
    """On what the law of the clearance's run lets it be undone. Raises Refused for a law that cannot be read."""
    try:
        return law_of(clearance.run.policy).process.reversal
    except PolicyError as error:
        raise Refused(str(error)) from None


@transaction.atomic
def ask_reversal(
    *, by: str, clearance: Clearance, ground: str, legal_basis: str, note: str, at: datetime
) -> ReversalRequest:
    """Ask to undo a clearance; nothing is undone until someone else grants it.

    `ground` is the id of a reversal in the law of the run that cleared it, `legal_basis` the citation or the decision
    on which it rests. Raises Refused.
    """
    checks.by_staff(by)
    clearance = Clearance.objects.select_related("run__policy").get(pk=clearance.pk)
    allowed = [one.id for one in grounds(clearance)]
    if ground not in allowed:
        raise Refused(
            f"Found the ground {ground!r}; the law allows: {', '.join(allowed) or 'none'}. "
            "A clearance is undone only on a ground that its law names."
        )
    if not legal_basis.strip():
        raise Refused("A reversal needs a legal basis: give the citation, or the court's decision, on which it rests.")
    if Reversal.objects.filter(clearance=clearance).exists():
        raise Refused(f"Clearance {clearance.pk} was reversed before. There is nothing left to undo.")
    asked = {"ground": ground, "legal_basis": legal_basis.strip(), "note": note.strip(), "asked_by": by, "asked_at": at}
    try:
        with transaction.atomic():
            request = ReversalRequest.objects.create(clearance=clearance, **asked)
    except IntegrityError:
        other = ReversalRequest.objects.open().get(clearance=clearance)
        raise Refused(f"Request {other.pk} asks for this already. Someone else decides on it.") from None
    _record(by, "reversal.asked", request)
    return request


@transaction.atomic
def grant_reversal(
    *, by: str, request: ReversalRequest, signed_in_at: datetime | None, on: date, at: datetime
) -> Reversal:
    """Undo a clearance that someone else asked to undo. From the day `on` the charge is as if it had not been cleared.

    What is told of it is written in the same transaction. A hold keeps the charge out of every run until someone lifts
    it. Raises Refused; `signed_in_at` is when whoever grants it last showed a passkey (on a terminal: a code).
    """
    checks.fresh(signed_in_at, at)
    request = _decide(by, request, at, granted=True)
    clearance = request.clearance
    if Reversal.objects.filter(clearance=clearance).exists():
        raise Refused(f"Clearance {clearance.pk} was reversed before. Refuse the request: nothing is left to undo.")
    reversal = Reversal.objects.create(clearance=clearance, request=request, on=on, at=at)
    place_hold(by=by, charge=clearance.charge, because=Hold.Because.REVERSED, reference=str(reversal), at=at)
    clearance_reversed.send(Reversal, reversal=reversal, at=at)
    _record(by, "clearance.reversed", request, reversal=reversal.pk, on=on.isoformat())
    return reversal


@transaction.atomic
def refuse_reversal(*, by: str, request: ReversalRequest, at: datetime) -> ReversalRequest:
    """Leave a clearance as it is that someone else asked to undo. Raises Refused."""
    request = _decide(by, request, at, granted=False)
    _record(by, "reversal.refused", request)
    return request


def _decide(by: str, request: ReversalRequest, at: datetime, *, granted: bool) -> ReversalRequest:
    """The request, decided by someone else than who asked for it."""
    request = ReversalRequest.objects.select_for_update(of=("self",)).select_related("clearance").get(pk=request.pk)
    checks.by_staff(by)
    if request.decided_at:
        raise Refused(
            f"Request {request.pk} was {'granted' if request.granted else 'refused'} before, by {request.decided_by}."
        )
    if by == request.asked_by:
        raise Refused(f"Request {request.pk} was made by {by}. Someone else decides on it: it takes two people.")
    request.decided_by, request.decided_at, request.granted = by, at, granted
    request.save(update_fields=["decided_by", "decided_at", "granted"])
    return request


def _record(by: str, action: str, request: ReversalRequest, **more: object) -> None:
    detail = {"request": request.pk, "ground": request.ground, **more}
    audit.record(by=by, action=action, subject=f"clearance:{request.clearance_id}", detail=detail)
