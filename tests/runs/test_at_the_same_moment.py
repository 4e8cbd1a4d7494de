"""Holds, answers, objections and decisions that come at the same moment: one counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from clearance.audit.models import Event
from clearance.runs.actions import put_in_force
from clearance.runs.ledger.holds import place_hold
from clearance.runs.ledger.models import Hold
from clearance.runs.models import Policy
from clearance.runs.objections.actions import open_window
from clearance.runs.objections.models import Objection
from clearance.runs.refusals import Refused
from clearance.runs.sample import actions as sampling
from tests.lookup import people
from tests.runs.computed import AT, PREPARER, charge, run_of
from tests.runs.objecting import acting_for, greene
from tests.runs.staff import member_of_staff
from tests.runs.test_objections import IN_GREENE, OPENED, decide, file

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 5


@pytest.fixture
def law() -> Policy:
    people.someone_with_everything()
    return put_in_force(by="staff:9", policy="franklin", at=AT)


def all_at_once(*tries: Callable[[], object]) -> int:
    """How many of these tries were not refused, all started together, each on its own connection."""
    start = Barrier(len(tries))

    def one(attempt: Callable[[], object]) -> bool:
        start.wait()
        try:
            attempt()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(tries)) as pool:
        return sum(pool.map(one, tries))


def test_many_who_hold_a_charge_for_the_same_place_one_hold(law):
    held = charge(IN_GREENE)

    def hold(number: int) -> Hold:
        return place_hold(by="staff:7", charge=held, because="sample", reference=f"sampled:{number}", at=AT)

    assert all_at_once(*(lambda number=number: hold(number) for number in range(MANY))) == MANY
    assert Event.objects.of_kind("hold.placed").get().detail["reference"] == Hold.objects.get().reference


def test_of_many_answers_to_one_decision_one_is_kept(law):
    one = sampling.draw(by=PREPARER, run=run_of(law), at=AT).decisions.get(number=1)

    def answer(by: str) -> None:
        sampling.answer(by=by, sampled=one, answer="agree", at=AT)

    assert all_at_once(*(lambda number=number: answer(f"staff:{number}") for number in range(2, 2 + MANY))) == 1
    one.refresh_from_db()
    assert Event.objects.of_kind("sample.answered").get().actor == one.answered_by


def test_of_many_samples_of_one_run_one_is_drawn(law):
    run = run_of(law)
    assert all_at_once(*[lambda: sampling.draw(by=PREPARER, run=run, at=AT)] * MANY) == 1


def test_of_many_objections_of_one_agency_to_a_charge_one_is_filed(law):
    run = open_window(by=PREPARER, run=run_of(law), on=OPENED, at=AT)
    first = greene()
    members = [first, *(acting_for(first.agency) for _ in range(MANY - 1))]
    assert all_at_once(*(lambda member=member: file(member, run) for member in members)) == 1
    assert Objection.objects.count() == Event.objects.of_kind("objection.filed").count() == 1


def test_of_many_decisions_on_an_objection_one_is_kept(law):
    objection = file(greene(), open_window(by=PREPARER, run=run_of(law), on=OPENED, at=AT))
    clerks = [member_of_staff(f"clerk-{number}") for number in range(MANY)]
    tries = (
        lambda clerk=clerk, sustained=bool(n % 2): decide(clerk, objection, sustained) for n, clerk in enumerate(clerks)
    )
    assert all_at_once(*tries) == 1
    objection.refresh_from_db()
    assert Hold.objects.count() == (1 if objection.sustained else 0)
