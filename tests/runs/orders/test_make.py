"""Making the orders of a run: each charge stands on one, for the right court, the same each time."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clearance.agencies.points import POINTS
from clearance.audit.models import Event
from clearance.records.models import Charge
from clearance.runs.orders import placing, schedule
from clearance.runs.orders.make import Made, make_orders
from clearance.runs.orders.models import Order, OrderLine
from clearance.runs.refusals import Refused
from tests.emptying import no_triggers
from tests.lookup import people
from tests.records.other_processes import run_until_killed
from tests.runs.ledger.cleared import AT, approved, law
from tests.runs.orders.courts import GREENE, HARLAN, case, court, law_with_orders, started


def make(run) -> Made:
    return make_orders(by="worker", run=run, at=AT)


def placed() -> list[tuple]:
    """Of every line: the order, its court, the line, and the charge."""
    columns = ("order__number", "order__agency__code", "order__court", "number", "charge__charge_id")
    return list(OrderLine.objects.order_by("order__number", "number").values_list(*columns))


@pytest.fixture
def policy(tmp_path):
    return law_with_orders(tmp_path)


@pytest.mark.django_db
def test_each_court_is_asked_for_its_own_charges(policy):
    court("greene", ("court", GREENE))
    court("harlan", ("court", HARLAN))
    run = started(policy, case("20-CR-2"), case("19-CR-1", charges=2), case("20-CR-9", court=HARLAN, county="Harlan"))
    assert make(run) == Made(orders=2, charges=4, without_court=0)
    assert placed() == [
        (1, "greene", GREENE, 1, "P1-C2-1"),
        (1, "greene", GREENE, 2, "P1-C2-2"),
        (1, "greene", GREENE, 3, "P1-C1-1"),
        (2, "harlan", HARLAN, 1, "P1-C3-1"),
    ]
    first = Order.objects.get(number=1)
    assert (first.lines, first.state, first.made_at) == (3, "waiting", AT)
    event = Event.objects.of_kind("orders.made").get()
    assert (event.actor, event.subject) == ("worker", f"run:{run.pk}")
    assert event.detail == {"orders": 2, "charges": 4, "without_court": 0}


@pytest.mark.django_db
def test_the_court_of_the_case_comes_before_its_county_and_that_before_the_state(policy):
    court("a-state", statewide=True)
    court("b-county", ("county", "Greene"), ("county", "Harlan"))
    court("c-court", ("court", GREENE))
    run = started(
        policy,
        case("1"),
        case("2", court="Greene Town Court"),
        case("3", court=HARLAN, county="Harlan"),
        case("4", court="Elsewhere", county="Elm"),
        case("5", court=None, county=None),
    )
    assert make(run).without_court == 0
    assert [(code, where, charge) for _, code, where, _, charge in placed()] == [
        ("a-state", "", "P1-C5-1"),
        ("a-state", "Elsewhere", "P1-C4-1"),
        ("b-county", HARLAN, "P1-C3-1"),
        ("b-county", "Greene Town Court", "P1-C2-1"),
        ("c-court", GREENE, "P1-C1-1"),
    ]


@pytest.mark.django_db
def test_charges_whose_court_is_not_registered_have_no_order_and_are_counted(policy):
    court("greene", ("court", GREENE))
    court("closed", ("court", HARLAN), closed_at=AT)
    court("prosecutor", ("court", HARLAN), kind="prosecutor")
    run = started(policy, case("1"), case("2", court=HARLAN, county="Harlan"), case("3", court=None, county=None))
    assert make(run) == Made(orders=1, charges=1, without_court=2)
    assert [charge for *_, charge in placed()] == ["P1-C1-1"]


@pytest.mark.django_db
def test_what_the_run_holds_back_stands_on_no_order(policy):
    court("greene", ("court", GREENE))
    run = started(policy, case("1"), case("2"))
    with no_triggers():
        run.decisions.filter(charge__charge_id="P1-C2-1").update(effect="held", held_because="sample")
    assert make(run) == Made(orders=1, charges=1, without_court=0)
    assert [charge for *_, charge in placed()] == ["P1-C1-1"]


@pytest.mark.django_db
def test_a_line_holds_the_relief_and_what_the_court_needs_and_nothing_else(policy):
    court("greene", ("court", GREENE), data=["birth_date", "case_number", "sequence", "offense_date"])
    court("harlan", ("county", "Harlan"), data=["tracking_number"])
    make(started(policy, case("19-CR-1"), case("20-CR-9", court=HARLAN, county="Harlan", tracking_number="T1")))
    greene, harlan = OrderLine.objects.order_by("order__number").values_list("data", flat=True)
    assert greene == {
        "relief": "seal",
        "birth_date": "1980-01-01",
        "case_number": "19-CR-1",
        "sequence": 1,
        "offense_date": "2020-05-03",
    }
    assert harlan == {"relief": "seal", "tracking_number": "T1"}


@pytest.mark.django_db
def test_what_is_not_known_is_there_as_unknown(policy):
    court("greene", ("court", GREENE), data=list(POINTS))
    make(started(policy, case(None)))
    data = OrderLine.objects.get().data
    assert set(data) == {"relief", *POINTS}
    assert data["case_number"] is data["arrest_date"] is data["tracking_number"] is None


@pytest.mark.django_db
def test_where_the_law_allows_no_batches_there_is_an_order_for_each_case(tmp_path):
    court("greene", ("court", GREENE))
    run = started(law_with_orders(tmp_path, batch=False), case("1", charges=3), case("2"), case(None, charges=2))
    assert make(run) == Made(orders=3, charges=6, without_court=0)
    assert len(set(OrderLine.objects.values_list("order__number", "charge__case__case_id"))) == 3
    assert sorted(Order.objects.values_list("lines", flat=True)) == [1, 2, 3]


class Cutting(TestCase):
    """However many charges the cases have, no case is torn apart, and no order is longer than it may be."""

    @given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
    @settings(max_examples=20, deadline=None)
    def test_an_order_holds_whole_cases(self, sizes):
        assert self.cut(sizes) == sum(sizes)
        assert max(Order.objects.values_list("lines", flat=True)) <= 10
        assert Order.objects.count() <= -(-sum(sizes) // 6)

    def test_a_case_that_is_very_large_has_an_order_that_is_longer(self):
        assert self.cut([2, 14, 1]) == 17
        assert max(Order.objects.values_list("lines", flat=True)) >= 14

    def cut(self, sizes: list[int]) -> int:
        """Makes the orders of cases with so many charges, ten to an order; how many charges are on them."""
        court("greene", ("court", GREENE))
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(placing, "MOST_LINES", 10)
            cases = (case(f"{number:03}", charges=size) for number, size in enumerate(sizes))
            made = make(started(law_with_orders(Path(folder)), *cases))
        orders_of_cases = set(OrderLine.objects.values_list("charge__case", "order"))
        assert len(orders_of_cases) == len(sizes)
        assert list(Order.objects.values_list("number", flat=True)) == list(range(1, made.orders + 1))
        return made.charges


@pytest.mark.django_db
def test_made_again_they_are_the_same(policy):
    court("greene", ("court", GREENE))
    run = started(policy, case("1"), case("2"))
    first = make(run)
    before = list(Order.objects.values())
    court("greene-too", ("court", HARLAN))
    assert make(run) == first
    assert list(Order.objects.values()) == before
    assert Event.objects.of_kind("orders.made").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("module", "name", "time"), [("placing", "statement", 3), ("make", "hash_orders", 1), ("make.audit", "record", 1)]
)
def test_killed_and_made_again_they_are_the_same(policy, module, name, time):
    court("greene", ("court", GREENE))
    court("harlan", ("county", "Harlan"))
    run = started(policy, case("1"), case("2", charges=3), case("3", court=HARLAN, county="Harlan"))
    run_until_killed(
        f"""
from clearance.runs.eligibility.models import Run
from clearance.runs.orders import make, placing
from tests.runs.ledger.cleared import AT
kill_at({module}, {name!r}, {time})
make.make_orders(by="worker", run=Run.objects.get(), at=AT)
"""
    )
    assert not Order.objects.exists()
    make(run)
    hashes = dict(Order.objects.values_list("number", "sha256"))
    assert hashes == {number: schedule.sha256(Order.objects.get(number=number)) for number in (1, 2)}
    assert [charge for *_, charge in placed()] == ["P1-C1-1", "P1-C2-1", "P1-C2-2", "P1-C2-3", "P1-C3-1"]


@pytest.mark.django_db
def test_orders_are_made_of_a_run_that_was_started(policy):
    people.person(case("1"))
    run = approved(policy, list(Charge.objects.all()), state="approved")
    with pytest.raises(Refused, match=r"is approved\. Orders are made once it was approved and started"):
        make(run)


@pytest.mark.django_db
def test_where_the_law_asks_for_no_orders_none_are_made():
    people.person(case("1"))
    run = approved(law(), list(Charge.objects.all()))
    with pytest.raises(Refused, match="asks for no court orders"):
        make(run)


@pytest.mark.django_db
@pytest.mark.parametrize("data", [[], ["name"], ["case_number", "name"]])
def test_a_court_says_which_data_it_needs(policy, data):
    court("greene", ("court", GREENE), data=data)
    run = started(policy, case("1"))
    with pytest.raises(Refused, match=r"Greene \(greene\) needs (no data points|.*name) .* Change the agency"):
        make(run)
    assert not Order.objects.exists()
