"""A run from being asked for to its last clearance."""

import pytest

from clearance.runs.eligibility import actions
from clearance.runs.eligibility.models import Decision
from clearance.runs.eligibility.totals import total_of
from clearance.runs.ledger.models import Clearance
from tests.runs.eligibility.state import OPERATOR, a_state, applied, computed, simple_law, worked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def policy(tmp_path):
    a_state(tmp_path, people=400)
    return simple_law(tmp_path)


def test_walk(policy):
    run = computed(policy)
    assert run.state == "computed", run.ended_why
    total = total_of(run)
    assert total.charges == Decision.objects.count() == run.charges_done
    assert total.clear > 100
    run = worked(actions.settle(by=OPERATOR, run=run, on=run.as_of, at=run.computed_at))
    assert run.state == "ready"


def test_applied(policy):
    run = applied(policy)
    assert run.state == "applied", (run.stopped_why, run.ended_why)
    assert Clearance.objects.count() == total_of(run).clear
    again = applied(policy)
    assert total_of(again).clear == 0
    assert total_of(again).already == Clearance.objects.count()
