from importlib import import_module

import pytest
from django.db import transaction

from clearance.agencies.models import Agency
from clearance.audit import actions as audit
from lookup.identity import actions, codes
from lookup.identity.access import Access
from lookup.record.looks import LOOKS, PER_PAGE, SHOWN, all_looks, latest_looks
from tests.lookup.people import NOW, someone_who_waits

pytestmark = pytest.mark.django_db

migration = import_module("clearance.audit.migrations.0004_more_looks")


#: What is said of a look of staff that has no words of its own.
OTHERWISE = "A state worker, who looked up a charge:"


@pytest.fixture
def person(quick_answers, db):
    return someone_who_waits()


def visit(person):
    code = codes.read(actions.issue_code(person=person, by="staff:7", at=NOW))
    return actions.redeem_code(text=code, network="home", by="visitor", at=NOW)


def record(by, action, person, **detail):
    with transaction.atomic():
        return audit.record(by=by, action=action, subject=f"person:{person.pk}", detail=detail)


def look(visit):
    return record(str(visit), "record.viewed", visit.person)


def test_visits_that_looked_are_told_newest_first_and_once_each(person):
    earlier, mine = visit(person), visit(person)
    look(earlier)
    look(mine)
    latest = look(mine)
    first, second = latest_looks(Access(mine))
    assert (first.kind, first.times, first.at) == ("mine_visit", 2, latest.at)
    assert (second.kind, second.times) == ("visit", 1)


def test_looks_at_others_and_other_events_are_not_told(person):
    mine, other = visit(person), visit(someone_who_waits("P9"))
    look(other)
    assert latest_looks(Access(mine)) == []


def test_only_the_latest_are_told(person):
    visits = [visit(person) for _ in range(SHOWN + 2)]
    for each in visits:
        look(each)
    assert len(latest_looks(Access(visits[-1]))) == SHOWN


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("work_item.viewed", "work_item"),
        ("sample.viewed", "sample"),
        ("clearance.looked_up", "staff"),
        ("hold.looked_up", "staff"),
        ("objection.viewed", "staff"),
    ],
)
def test_looks_by_staff_are_told_with_their_reason(person, action, kind):
    record("staff:7", action, person)
    record("staff:7", action, person)
    [only] = latest_looks(Access(visit(person)))
    assert (only.kind, only.times, only.agency) == (kind, 2, "")


def test_questions_and_looks_of_agencies_are_told_with_the_agencys_name(person):
    Agency.objects.create(
        code="greene-police", name="Greene Police", kind="police", data=["arrest_date"], registered_at=NOW
    )
    record("agency:greene-police", "disclosure.checked", person, agency="greene-police", cleared=True)
    record("staff:8", "proposed.viewed", person, agency="greene-police", run=1)
    looked, asked = latest_looks(Access(visit(person)))
    assert (asked.kind, asked.agency) == ("question", "Greene Police")
    assert (looked.kind, looked.agency) == ("agency", "Greene Police")
    assert asked.says == "Greene Police asked if a charge is cleared:"


def test_every_look_that_the_log_shows_has_its_words(person):
    for action in migration.LOOKS:
        record("staff:7", action, person)
    looks = all_looks(Access(visit(person)), page="1").object_list
    assert len(looks) == len(LOOKS)
    assert all(look.says for look in looks)
    assert [look.kind for look in looks if look.says == OTHERWISE] == ["staff"] * 3
    assert set(migration.LOOKS) == set(LOOKS)


def test_every_look_is_told_by_itself_on_pages_of_fifty(person):
    mine = visit(person)
    for _ in range(PER_PAGE + 2):
        record("staff:7", "concern.viewed", person)
    latest = look(mine)
    first, second = (all_looks(Access(mine), page=page) for page in ("1", "2"))
    assert (len(first.object_list), len(second.object_list)) == (PER_PAGE, 3)
    assert (first.object_list[0].kind, first.object_list[0].at) == ("mine_visit", latest.at)
    assert {one.kind for one in second.object_list} == {"concern"}
    assert all_looks(Access(mine), page="no number").number == 1
    assert all_looks(Access(mine), page="99").number == 2


@pytest.mark.parametrize(
    ("actor", "action", "kind"),
    [
        ("visit:77", "record.viewed", "visit"),
        ("account:77", "record.viewed", "account"),
        ("account:77", "record.first_seen", "first"),
        ("visit:77", "letter.made", "letter"),
    ],
)
def test_whoever_else_came_to_the_record_as_this_person_is_told_apart(person, actor, action, kind):
    record(actor, action, person)
    mine = visit(person)
    assert [look.kind for look in latest_looks(Access(mine))] == [kind]
    record(str(mine), action, person)
    assert latest_looks(Access(mine))[0].kind.startswith("mine")
