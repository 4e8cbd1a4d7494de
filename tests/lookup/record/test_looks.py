import pytest
from django.db import transaction

from clearance.audit import actions as audit
from lookup.identity import actions, codes
from lookup.record.looks import SHOWN, latest_looks
from tests.lookup.people import NOW, someone_who_waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(quick_hashes, db):
    return someone_who_waits()


def visit(person):
    code = codes.read(actions.issue_code(person=person, by="staff:7", at=NOW))
    return actions.redeem_code(text=code, network="home", by="visitor", at=NOW)


def look(visit):
    with transaction.atomic():
        return audit.record(by=str(visit), action="record.viewed", subject=f"person:{visit.person.pk}")


def test_visits_that_looked_are_told_newest_first_and_once_each(person):
    earlier, mine = visit(person), visit(person)
    look(earlier)
    look(mine)
    latest = look(mine)
    first, second = latest_looks(person, mine)
    assert (first.mine, first.times, first.at) == (True, 2, latest.at)
    assert (second.mine, second.times) == (False, 1)


def test_looks_at_others_and_other_events_are_not_told(person):
    mine, other = visit(person), visit(someone_who_waits("P9"))
    look(other)
    assert latest_looks(person, mine) == []


def test_only_the_latest_are_told(person):
    visits = [visit(person) for _ in range(SHOWN + 2)]
    for each in visits:
        look(each)
    assert len(latest_looks(person, visits[-1])) == SHOWN
