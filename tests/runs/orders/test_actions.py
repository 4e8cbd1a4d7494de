"""A clerk of the court records once what the court did with an order, and nobody changes it after."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django_tasks_db.models import DBTaskResult

from clearance.agencies.models import Member
from clearance.audit.models import Event
from clearance.runs.eligibility.models import Run
from clearance.runs.ledger.models import Hold
from clearance.runs.orders import actions
from clearance.runs.orders.models import Order, OrderLine
from clearance.runs.refusals import Refused
from clearance.staff import reference
from tests.emptying import no_triggers
from tests.runs.ledger.cleared import AT, LATER
from tests.runs.orders.courts import an_order, case, clerk, court, law_with_orders

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


@pytest.fixture
def order(tmp_path) -> Order:
    return an_order(law_with_orders(tmp_path), case("20-CR-0912", charges=3))


@pytest.fixture
def by(order) -> str:
    return reference(clerk(order.agency))


def sign(order: Order, by: str, **other) -> Order:
    return actions.record_signed(order=order, by=by, **{"signed_on": ON, "at": LATER} | other)


def refuse(order: Order, by: str, **other) -> Order:
    return actions.record_refused(order=order, by=by, **{"reason": "One is of another court.", "at": LATER} | other)


def refused(words: str, do) -> None:
    before = list(Order.objects.values()), Event.objects.count(), Hold.objects.count()
    with pytest.raises(Refused, match=words), transaction.atomic():
        do()
    assert (list(Order.objects.values()), Event.objects.count(), Hold.objects.count()) == before


def refused_by_the_database(words: str, do) -> None:
    before = list(Order.objects.values()), list(OrderLine.objects.values())
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        do()
    assert (list(Order.objects.values()), list(OrderLine.objects.values())) == before


def run_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_clerk_records_that_an_order_was_signed(order, by):
    signed = sign(order, by)
    assert (signed.state, signed.signed_on, signed.recorded_by, signed.recorded_at) == ("signed", ON, by, LATER)
    assert Order.objects.to_take_effect().get() == order
    event = Event.objects.of_kind("order.signed").get()
    assert (event.actor, event.subject) == (by, f"order:{order.pk}")
    assert event.detail == {"run": order.run_id, "number": 1, "lines": 3, "sha256": order.sha256}
    assert DBTaskResult.objects.filter(task_path__endswith="carry_on_runs").exists()
    assert not Hold.objects.exists()


def test_when_a_court_refuses_each_charge_is_held(order, by):
    one = order.schedule.first().charge
    Hold.objects.create(charge=one, because="refused", reference="order:0", placed_at=AT, placed_by="staff:9")
    recorded = refuse(order, by)
    assert (recorded.state, recorded.reason) == ("refused", "One is of another court.")
    held = Hold.objects.open().filter(because="refused")
    assert {hold.charge_id for hold in held} == set(order.schedule.values_list("charge", flat=True))
    placed = held.filter(reference=f"order:{order.pk}")
    assert {(hold.placed_by, hold.placed_at) for hold in placed} == {(by, LATER)}
    assert placed.count() == 2
    assert Event.objects.of_kind("order.refused").get().subject == f"order:{order.pk}"
    assert not Order.objects.to_take_effect().exists()


def test_only_someone_who_acts_for_the_court_records_or_takes_it_out(order, by):
    stranger = reference(clerk(court("harlan"), "stranger"))
    for who in (stranger, "staff:999", "worker", "command"):
        refused(
            f"is for Greene. Only someone who acts for that court .* {who} does not", lambda who=who: sign(order, who)
        )
        refused("Only someone who acts", lambda who=who: refuse(order, who))
        refused("Only someone who acts", lambda who=who: actions.hand_out(by=who, order=order, form="pdf"))
    Member.objects.filter(agency=order.agency).update(ended_at=LATER)
    refused("Only someone who acts", lambda: sign(order, by))


def test_an_answer_is_final(order, by):
    sign(order, by)
    refused("was recorded as signed by staff", lambda: sign(order, by))
    refused("That does not change", lambda: refuse(order, by))


@pytest.mark.parametrize("days", [-1, 1])
def test_an_order_is_signed_between_when_it_was_made_and_today(order, by, days):
    words = "allowed: 2026-11-22, when it was made, to 2026-11-22"
    refused(words, lambda: sign(order, by, signed_on=ON + timedelta(days=days)))


def test_a_court_gives_its_reason(order, by):
    refused("Give the court's reason", lambda: refuse(order, by, reason=" \n"))


def test_orders_of_a_run_that_is_over_are_not_answered(order, by):
    with no_triggers():
        Run.objects.update(state=Run.State.WITHDRAWN)
    refused("is withdrawn: its orders are not answered any more", lambda: sign(order, by))


def test_who_takes_an_order_out_is_kept(order, by):
    actions.hand_out(by=by, order=order, form="csv")
    event = Event.objects.of_kind("order.downloaded").get()
    assert (event.actor, event.subject, event.detail) == (by, f"order:{order.pk}", {"form": "csv"})


NEVER = [
    "run_id = 0",
    "number = 9",
    "agency_id = 0",
    "court = ''",
    "lines = 1",
    "made_at = '2001-01-01'",
    "sha256 = ''",
]
ONCE_RECORDED = [
    "state = 'waiting'",
    "recorded_by = 'staff:0'",
    "recorded_at = '2001-01-01'",
    "signed_on = '2001-01-01'",
]


@pytest.mark.parametrize("change", NEVER)
def test_the_database_keeps_what_an_order_is(order, change):
    refused_by_the_database("does not change", lambda: run_sql(f"UPDATE runs_order SET {change}"))


@pytest.mark.parametrize("change", ONCE_RECORDED)
def test_the_database_keeps_an_answer(order, by, change):
    sign(order, by)
    refused_by_the_database("does not change", lambda: run_sql(f"UPDATE runs_order SET {change}"))
    back = "state = 'waiting', recorded_by = '', recorded_at = NULL, signed_on = NULL"
    refused_by_the_database("does not change", lambda: run_sql(f"UPDATE runs_order SET {back}"))


def test_the_database_lets_a_signed_order_take_effect_once(order, by):
    refused_by_the_database("only_a_signed_order_takes_effect", lambda: Order.objects.update(applied_at=LATER))
    sign(order, by)
    Order.objects.update(applied_at=LATER, left_out=1)
    refused_by_the_database("does not change", lambda: Order.objects.update(left_out=0))
    refused_by_the_database("does not change", lambda: Order.objects.update(applied_at=None))


def test_the_database_takes_no_order_that_is_answered_already(order):
    facts = {"run": order.run, "number": 2, "agency": order.agency, "lines": 1, "made_at": AT}
    answer = {"state": "signed", "signed_on": ON, "recorded_by": "staff:1", "recorded_at": AT}
    refused_by_the_database("waits for its court first", lambda: Order.objects.create(**facts, **answer))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE runs_orderline SET data = '{}'",
        "DELETE FROM runs_orderline",
        "INSERT INTO runs_orderline (order_id, number, charge_id, data) SELECT id, 99, 99, '{}' FROM runs_order",
        "DELETE FROM runs_order",
    ],
)
def test_the_database_keeps_the_schedule(order, sql):
    refused_by_the_database("does not change", lambda: run_sql(sql))
