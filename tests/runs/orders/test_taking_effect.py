"""A run whose law asks for court orders, from its start to its end: nothing is cleared before a court signs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clearance.records.models import Case, Person
from clearance.runs.eligibility import actions
from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.ledger.models import Clearance, Hold
from clearance.runs.orders.actions import record_refused, record_signed
from clearance.runs.orders.models import Order, OrderLine
from clearance.staff import reference
from tests.emptying import no_triggers
from tests.runs.eligibility.state import DECIDED, OPERATOR, a_state, approved, computed, worked
from tests.runs.orders.courts import clerk, court, law_with_orders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(tmp_path, settings) -> Run:
    """Approved, started, and looked at by a worker once. Two courts have all cases."""
    settings.DATA_DIR = tmp_path
    a_state(tmp_path)
    counties = sorted(set(Case.objects.values_list("county", flat=True)))
    half = len(counties) // 2
    for code, names in (("east", counties[:half]), ("west", counties[half:])):
        clerk(court(code, *(("county", name) for name in names)), code)
    return worked(actions.start(by=OPERATOR, run=approved(law_with_orders(tmp_path)), at=DECIDED))


@pytest.fixture
def clerks(run, django_user_model):
    return {user.username: reference(user) for user in django_user_model.objects.all()}


def sign(order: Order, clerks: dict[str, str]) -> None:
    at = order.made_at + timedelta(hours=1)
    record_signed(by=clerks[order.agency.code], order=order, signed_on=at.date(), at=at)


def refuse(order: Order, clerks: dict[str, str]) -> None:
    record_refused(by=clerks[order.agency.code], order=order, reason="Not ours.", at=order.made_at)


def lines_of(*orders: Order) -> set[tuple[int, int]]:
    return set(OrderLine.objects.filter(order__in=orders).values_list("order__number", "charge"))


def cleared() -> set[tuple[int, int]]:
    return set(Clearance.objects.values_list("batch", "charge"))


def test_nothing_is_cleared_before_a_court_signs(run):
    assert run.state == "applying"
    assert OrderLine.objects.count() == Decision.objects.to_clear().count() > 0
    assert worked(run).state == "applying"
    assert not Clearance.objects.exists()


def test_the_page_of_the_run_says_for_how_many_courts_it_waits(run, clerks, admin_client):
    first, *others = run.orders.order_by("number")
    sign(first, clerks)
    worked(run)
    page = admin_client.get(reverse("admin:runs_run_change", args=[run.pk])).content.decode()
    assert f"{len(others) + 1} court orders" in page
    assert f"{len(others)} wait for their court; {first.lines} charges are cleared." in page
    assert "are on no order" not in page


def test_each_order_takes_effect_once_it_is_signed(run, clerks):
    first, *others = run.orders.order_by("number")
    assert others
    sign(first, clerks)
    assert worked(run).state == "applying"
    assert cleared() == lines_of(first)
    first.refresh_from_db()
    assert first.applied_at is not None
    assert first.left_out == 0
    for order in others:
        sign(order, clerks)
    assert worked(run).state == "applied"
    assert cleared() == lines_of(*run.orders.all())


def test_what_a_court_refuses_is_not_cleared_and_does_not_come_back_unseen(run, clerks):
    first, *others = run.orders.order_by("number")
    refuse(first, clerks)
    for order in others:
        sign(order, clerks)
    assert worked(run).state == "applied"
    assert cleared() == lines_of(*others)
    assert set(Hold.objects.open().values_list("charge", flat=True)) == {charge for _, charge in lines_of(first)}
    again = computed(run.policy)
    assert not again.decisions.to_clear().exists()
    assert set(again.decisions.held().values_list("held_because", flat=True)) == {"refused"}


def test_a_person_whose_records_changed_since_is_left_out(run, clerks):
    order = run.orders.first()
    someone = order.schedule.first().charge.person
    with no_triggers():
        Run.objects.update(snapshot_import=someone.last_import)
        newer = someone.last_import
        newer.pk = None
        newer.save()
        Person.objects.filter(pk=someone.pk).update(last_import=newer)
    sign(order, clerks)
    worked(run)
    order.refresh_from_db()
    assert run.left_out == order.left_out
    assert order.left_out == order.schedule.filter(charge__person=someone).count() > 0
    assert not Clearance.objects.filter(person=someone).exists()
    assert Clearance.objects.count() == order.lines - order.left_out


def test_a_schedule_that_someone_changed_stops_the_run(run, clerks):
    order = run.orders.first()
    with no_triggers():
        order.schedule.update(data={"relief": "expunge"})
    sign(order, clerks)
    stopped = worked(run)
    assert stopped.stopped_at
    assert "is not as it was approved" in stopped.stopped_why
    assert not Clearance.objects.exists()


def test_a_run_without_a_single_court_says_what_to_do(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    a_state(tmp_path)
    court("east", statewide=True, data=[])
    run = worked(actions.start(by=OPERATOR, run=approved(law_with_orders(tmp_path)), at=DECIDED))
    assert run.stopped_at
    assert "East (east) needs no data points" in run.stopped_why
