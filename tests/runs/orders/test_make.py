"""Making the orders of a run."""

import pytest

from clearance.runs.orders.models import Order, OrderLine
from tests.runs.eligibility.state import a_state
from tests.runs.orders.courts import law_with_orders, register_courts, waiting

pytestmark = pytest.mark.django_db(transaction=True)


def test_try(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    a_state(tmp_path, people=400)
    register_courts()
    run = waiting(law_with_orders(tmp_path))
    import pathlib
    import time

    from clearance.runs.orders.pdf import SHOWN, as_pdf
    o = Order.objects.get(number=1)
    t=time.time(); b=as_pdf(o); print(time.time()-t, len(b), as_pdf(o)==b)
    pathlib.Path("/tmp/ty/order.pdf").write_bytes(b)
    OrderLine._meta
    from clearance.runs.orders import schedule
    print("".join(schedule.as_csv(o))[:400])
    Order.court
    o.court="".join(sorted(SHOWN)); as_pdf(o)
    assert 0
