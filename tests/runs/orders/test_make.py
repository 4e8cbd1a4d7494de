"""Making the orders of a run."""

import pytest

from clearance.runs.eligibility.models import Decision
from clearance.runs.orders.models import Order, OrderLine
from tests.runs.eligibility.state import a_state
from tests.runs.orders.courts import law_with_orders, register_courts, waiting

pytestmark = pytest.mark.django_db(transaction=True)


def test_try(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    a_state(tmp_path, people=400)
    register_courts()
    run = waiting(law_with_orders(tmp_path))
    print(run.state, run.stopped_why)
    for o in Order.objects.all(): print(o, o.agency, o.court, o.lines, o.sha256)
    print(OrderLine.objects.count(), Decision.objects.to_clear().count(), OrderLine.objects.first().data)
    assert 0
