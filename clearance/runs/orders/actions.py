"""What a clerk does with an order of their court: takes it out, and records what the court did with it."""

from datetime import date, datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.database import point_in_time, statement
from clearance.days import state_day
from clearance.runs.eligibility.models import Run
from clearance.runs.eligibility.tasks import carry_on_runs
from clearance.runs.ledger.models import Hold
from clearance.runs.orders.models import Order
from clearance.runs.refusals import Refused
from clearance.staff import reference

State = Order.State


@transaction.atomic
def record_signed(*, by: str, order: Order, signed_on: date, at: datetime) -> Order:
    """A clerk of the court records that a judge signed the order on that day. What it orders then takes effect, with
    the next look of a worker. Raises Refused.
    """
    order = _waiting(by, order)
    may_be_signed_on(order, signed_on, at)
    order = _record(by, order, at, State.SIGNED, signed_on=signed_on)
    # In the same transaction: the nudge stands in the same database, so it cannot be lost.
    carry_on_runs.enqueue()
    return order


def may_be_signed_on(order: Order, day: date, at: datetime) -> None:
    """Raises Refused for a day before the order was made, and for one that has not come."""
    made_on, today = state_day(order.made_at), state_day(at)
    if not made_on <= day <= today:
        raise Refused(
            f"Found {day} as the day on which it was signed; allowed: {made_on}, when it was made, to {today}."
        )


@transaction.atomic
def record_refused(*, by: str, order: Order, reason: str, at: datetime) -> Order:
    """A clerk of the court records that the court refused the order. Its charges are not cleared, and each is held
    until someone has looked at it. Raises Refused.
    """
    order = _waiting(by, order)
    if not reason.strip():
        raise Refused("Give the court's reason for refusing the order.")
    order = _record(by, order, at, State.REFUSED, reason=reason.strip())
    # The last answer may be what the run waits for.
    carry_on_runs.enqueue()
    held = Hold.Because.REFUSED.value
    statement(
        "INSERT INTO runs_hold (charge_id, because, reference, placed_at, placed_by, lifted_by, reason) "
        "SELECT line.charge_id, %s, %s, %s, %s, '', '' FROM runs_orderline AS line WHERE line.order_id = %s "
        "AND NOT EXISTS (SELECT 1 FROM runs_hold AS hold WHERE hold.charge_id = line.charge_id "
        "AND hold.because = %s AND hold.lifted_at IS NULL) ORDER BY line.number",
        (held, order.reference, point_in_time(at), by, order.pk, held),
    )
    return order


@transaction.atomic
def hand_out(*, by: str, order: Order, form: str) -> None:
    """Keep that someone took the order out of here, with what stands in its schedule; `form`: pdf, jsonl or csv.

    Raises Refused unless it is a clerk of its court.
    """
    _clerk(by, order)
    audit.record(by=by, action="order.downloaded", subject=order.reference, detail={"form": form})


def _waiting(by: str, order: Order) -> Order:
    """The order as it is now, if this clerk may record it."""
    order = Order.objects.select_for_update(of=("self",)).select_related("agency", "run").get(pk=order.pk)
    _clerk(by, order)
    if order.state != State.WAITING:
        raise Refused(f"{order} was recorded as {order.state} by {order.recorded_by}. That does not change.")
    if order.run.state != Run.State.APPLYING:
        raise Refused(f"Run {order.run_id} is {order.run.get_state_display()}: its orders are not answered any more.")
    return order


def _clerk(by: str, order: Order) -> None:
    members = order.agency.members.filter(ended_at__isnull=True).select_related("user")
    if by not in (reference(member.user) for member in members):
        raise Refused(f"{order} is for {order.agency}. Only someone who acts for that court handles it; {by} does not.")


def _record(by: str, order: Order, at: datetime, state: State, **answer: object) -> Order:
    order.state, order.recorded_by, order.recorded_at = state, by, at
    for name, value in answer.items():
        setattr(order, name, value)
    order.save(update_fields=["state", "recorded_by", "recorded_at", *answer])
    detail = {"run": order.run_id, "number": order.number, "lines": order.lines, "sha256": order.sha256}
    audit.record(by=by, action=f"order.{state.value}", subject=order.reference, detail=detail)
    return order
