"""What the database itself refuses of the ledger, on SQLite and on PostgreSQL, to the ORM and to plain SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.ledger.holds import lift_hold
from clearance.runs.ledger.models import Clearance, Hold, Reversal
from clearance.runs.orders.models import Order, OrderLine
from tests.emptying import no_triggers
from tests.runs.ledger.cleared import AT, LATER, OPERATOR, approved, charges, clearance_of, cleared, granted, law
from tests.runs.orders.courts import court

pytestmark = pytest.mark.django_db

CLEARANCE = "A clearance cannot be changed or removed"
REVERSAL = "A reversal cannot be changed or removed"
HOLD = "A hold is lifted once, and never changed or removed"


def refused(words: str, do) -> None:
    rows = [list(model.objects.order_by("pk").values()) for model in (Clearance, Reversal, Hold)]
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        do()
    assert [list(model.objects.order_by("pk").values()) for model in (Clearance, Reversal, Hold)] == rows


def run_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def charge():
    [one] = charges("11-CR-7730")
    return one


@pytest.fixture
def reversal() -> Reversal:
    [one] = cleared("11-CR-7730")
    return granted(one)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE runs_clearance SET relief = 'expunge'", CLEARANCE),
        ("UPDATE runs_clearance SET relief = relief", CLEARANCE),
        ("DELETE FROM runs_clearance", CLEARANCE),
        ("DELETE FROM runs_clearance WHERE nth = 1", CLEARANCE),
        ("UPDATE runs_reversal SET clearance_id = 0", REVERSAL),
        ("DELETE FROM runs_reversal", REVERSAL),
        ("UPDATE runs_hold SET because = 'sample'", HOLD),
        ("UPDATE runs_hold SET charge_id = 0", HOLD),
        ("UPDATE runs_hold SET placed_by = 'staff:1'", HOLD),
        ("DELETE FROM runs_hold", HOLD),
    ],
)
def test_plain_sql_changes_and_removes_nothing(reversal, sql, words):
    refused(words, lambda: run_sql(sql))


def test_the_orm_changes_and_removes_nothing(reversal):
    clearance = reversal.clearance
    clearance.relief = "expunge"
    refused(CLEARANCE, clearance.save)
    refused(CLEARANCE, lambda: Clearance.objects.filter(pk=clearance.pk)._raw_delete("default"))
    refused(REVERSAL, reversal.delete)
    refused(HOLD, lambda: Hold.objects.get().delete())


WAYS_AROUND = {
    "sqlite": [
        'INSERT OR REPLACE INTO runs_clearance (id, run_id, batch, charge_id, person_id, track, relief, nth, "on", at) '
        "SELECT id + {new}, run_id, batch, charge_id, person_id, track, 'expunge', nth, \"on\", at FROM runs_clearance",
        'INSERT OR REPLACE INTO runs_reversal (id, clearance_id, request_id, "on", at) '
        "SELECT id + {new}, clearance_id, request_id, '2001-01-01', at FROM runs_reversal",
    ],
    "postgresql": [
        "TRUNCATE runs_clearance CASCADE",
        "TRUNCATE runs_reversal CASCADE",
        "TRUNCATE runs_hold",
        "TRUNCATE runs_reversalrequest CASCADE",
    ],
}


@pytest.mark.parametrize("new", [0, 100])
def test_the_ways_around_the_usual_triggers_are_closed(reversal, new):
    with no_triggers():
        Run.objects.update(state=Run.State.APPLYING, applied_at=None)
    # PostgreSQL empties no table that waits for a foreign key to be checked.
    connection.check_constraints()
    for way in WAYS_AROUND[connection.vendor]:
        refused("removed", lambda way=way: run_sql(way.format(new=new)))


@pytest.mark.parametrize("state", ["approved", "applied", "withdrawn"])
def test_only_a_run_that_is_being_applied_clears(charge, state):
    run = approved(law(), [charge])
    with no_triggers():
        Run.objects.update(state=state)
    refused("approved and is being applied", clearance_of(run, charge).save)


def test_a_run_that_nobody_approved_clears_nothing(charge):
    run = approved(law(), [charge])
    with no_triggers():
        Run.objects.update(approved_at=None, state=Run.State.READY)
    refused("approved and is being applied", clearance_of(run, charge).save)


@pytest.mark.parametrize("other", [{"track": "youth"}, {"person_id": 0}, {"run_id": 0}])
def test_only_what_the_run_decided_is_cleared(charge, other):
    run = approved(law(), [charge])
    refused("A charge is cleared only", clearance_of(run, charge, **other).save)


@pytest.mark.parametrize("effect", ["held", "already"])
def test_what_the_run_holds_back_is_not_cleared(charge, effect):
    run = approved(law(), [charge])
    with no_triggers():
        Decision.objects.update(effect=effect, held_because="sample" if effect == "held" else "")
    refused("only as the run decided it", clearance_of(run, charge).save)


def test_a_charge_without_a_decision_is_not_cleared(charge):
    run = approved(law(), [])
    refused("only as the run decided it", clearance_of(run, charge).save)


def test_one_wrong_row_among_many_is_refused(charge):
    run = approved(law(), [charge])
    rows = [clearance_of(run, charge), clearance_of(run, charge, nth=2)]
    refused("only after its clearance was reversed", lambda: Clearance.objects.bulk_create(rows))


@pytest.mark.parametrize("nth", [0, 2, 3])
def test_the_first_clearance_of_a_charge_is_the_first(charge, nth):
    run = approved(law(), [charge])
    refused("only after its clearance was reversed", clearance_of(run, charge, nth=nth).save)


def test_a_charge_is_cleared_again_only_after_a_reversal(charge):
    first = approved(law(), [charge])
    clearance = clearance_of(first, charge)
    clearance.save()
    with no_triggers():
        Run.objects.update(state=Run.State.APPLIED, applied_at=AT)
    second = approved(first.policy, [charge])
    again = clearance_of(second, charge, nth=2)
    refused("only after its clearance was reversed", again.save)
    refused("(?i)unique|cannot be changed", clearance_of(second, charge).save)
    granted(clearance)
    again.save()
    assert Clearance.objects.standing().get() == again


@pytest.mark.parametrize("case", ["waiting", "refused", "another order", "another charge"])
def test_where_courts_sign_orders_nothing_is_cleared_without_one(case):
    charge, other = charges("11-CR-7730", "20-CR-0912")
    run = approved(law(), [charge, other])
    facts = {"run": run, "agency": court("greene"), "lines": 1, "sha256": "", "made_at": AT}
    order = Order.objects.create(number=1, **facts)
    on_it = other if case == "another charge" else charge
    OrderLine.objects.create(order=order, number=1, charge=on_it, data={"relief": "seal"})
    answer = {"signed_on": AT.date()} if case != "refused" else {"reason": "wrong court"}
    if case != "waiting":
        state = "refused" if case == "refused" else "signed"
        Order.objects.update(state=state, recorded_by="staff:7", recorded_at=LATER, **answer)
    batch = 2 if case == "another order" else 1
    refused("only by the order that a court signed", clearance_of(run, charge, batch=batch).save)


def test_what_a_court_signed_is_cleared(charge):
    run = approved(law(), [charge])
    order = Order.objects.create(run=run, number=1, agency=court("greene"), lines=1, made_at=AT)
    OrderLine.objects.create(order=order, number=1, charge=charge, data={"relief": "seal"})
    Order.objects.update(state="signed", signed_on=AT.date(), recorded_by="staff:7", recorded_at=LATER)
    clearance_of(run, charge).save()
    assert Clearance.objects.get().batch == 1


def test_a_hold_is_lifted_once_and_by_someone_else(charge):
    facts = {"charge": charge, "because": "sample", "reference": "sample:1", "placed_at": AT, "placed_by": OPERATOR}
    hold = Hold.objects.create(**facts)
    lifted = Hold.objects.filter(pk=hold.pk).update
    refused("hold_is_lifted_by_someone_else", lambda: lifted(lifted_by=OPERATOR, lifted_at=LATER, reason="fine"))
    lift_hold(by="staff:8", hold=hold, reason="fine", at=LATER)
    refused(HOLD, lambda: lifted(reason="better"))
    refused(HOLD, lambda: lifted(lifted_by="", lifted_at=None, reason=""))
