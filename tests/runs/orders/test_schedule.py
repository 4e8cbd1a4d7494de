"""The schedule as data, and the hash over it."""

import csv
import io
import json
from hashlib import sha256

import pytest

from clearance.records.models import Case
from clearance.runs.eligibility.models import Run
from clearance.runs.orders import schedule
from clearance.runs.orders.models import Order
from tests.emptying import no_triggers
from tests.runs.orders.courts import an_order, case, law_with_orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(tmp_path):
    return law_with_orders(tmp_path)


def jsonl(order: Order) -> bytes:
    return b"".join(schedule.as_jsonl(order))


def rows_of_csv(order: Order) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(schedule.as_csv(order)), newline="")))


def test_the_hash_is_that_of_the_file(policy):
    order = an_order(policy)
    assert order.sha256 == sha256(jsonl(order)).hexdigest() == schedule.sha256(order)


def test_the_data_are_a_line_for_each_charge(policy):
    order = an_order(policy, case("20-CR-0912", charges=2))
    first, second = map(json.loads, jsonl(order).splitlines())
    assert first == {
        "order": f"{order.run_id}-1",
        "line": 1,
        "relief": "seal",
        "case_number": "20-CR-0912",
        "sequence": 1,
        "statute": "18-4-503",
        "disposition_date": "2020-05-03",
    }
    assert (second["line"], second["sequence"]) == (2, 2)
    assert list(rows_of_csv(order)[0]) == [
        "order",
        "line",
        "relief",
        "case_number",
        "sequence",
        "statute",
        "disposition_date",
    ]
    assert rows_of_csv(order) == [{name: str(value) for name, value in row.items()} for row in (first, second)]


def test_what_is_imported_later_does_not_change_it(policy):
    order = an_order(policy)
    before = jsonl(order)
    Case.objects.update(case_number="corrected")
    assert jsonl(order) == before
    assert schedule.sha256(order) == order.sha256


def test_a_line_that_someone_changed_does_not_fit_the_hash(policy):
    order = an_order(policy)
    line = order.schedule.first()
    with no_triggers():
        order.schedule.filter(pk=line.pk).update(data=line.data | {"case_number": "99-CR-9999"})
    assert schedule.sha256(order) != order.sha256


def test_no_cell_is_run_by_a_spreadsheet(policy):
    order = an_order(policy, case('=HYPERLINK("https://example.org")'), case(None))
    unknown, formula = rows_of_csv(order)
    assert formula["case_number"] == '\'=HYPERLINK("https://example.org")'
    assert unknown["case_number"] == ""
    assert json.loads(jsonl(order).splitlines()[0])["case_number"] is None


def test_a_run_is_over_when_each_order_was_refused_or_has_taken_effect(policy):
    order = an_order(policy)
    run = Run.objects.get()
    assert not schedule.all_answered(run)
    assert not Order.objects.to_take_effect().exists()
    answer = {"recorded_by": "staff:7", "recorded_at": order.made_at}
    Order.objects.update(state="signed", signed_on=order.made_at.date(), **answer)
    assert not schedule.all_answered(run)
    assert Order.objects.to_take_effect().get() == order
    Order.objects.update(applied_at=order.made_at)
    assert schedule.all_answered(run)


def test_a_run_whose_only_order_was_refused_is_over(policy):
    order = an_order(policy)
    answer = {"recorded_by": "staff:7", "recorded_at": order.made_at}
    Order.objects.update(state="refused", reason="wrong court", **answer)
    assert schedule.all_answered(order.run)
