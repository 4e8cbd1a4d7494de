"""Whether a record is cleared: exact matches in the agency's own area, so many an hour, each written down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.audit.models import Event
from clearance.notices.disclosure import actions
from clearance.notices.disclosure.actions import MOST_AN_HOUR, TooMany
from clearance.notices.disclosure.questions import NUMBERS
from clearance.notices.tallies.models import Tally
from clearance.records.models import Case
from tests.notices.told import AT, agency, charges, clear, policy, run_of, undo

DAY = date(2011, 3, 1)
GREENE = ("county", "Greene")


def check(of, at=AT, **data):
    return actions.check(by=of.reference, agency=of, data=data, at=at)


def events():
    """Whom the questions fell on, and what was answered."""
    asked = Event.objects.of_kind("disclosure.checked").order_by("id")
    return [(event.subject, event.detail["cleared"]) for event in asked]


@pytest.fixture
def law(db, tmp_path):
    return policy(tmp_path)


@pytest.fixture
def police(law):
    return agency("police", "police", GREENE)


@pytest.fixture
def cleared(law):
    """A charge that was cleared."""
    of = charges(1, tracking_number="T1")
    clear(run_of(law, of), of)
    return of[0]


def test_a_cleared_record_is_found_by_exactly_its_data(police, cleared):
    assert check(police, tracking_number="T1", arrest_date=DAY)
    assert events() == [(f"person:{cleared.person_id}", True)]


@pytest.mark.parametrize(
    "data",
    [
        {"tracking_number": "T2"},
        {"tracking_number": "t1"},
        {"tracking_number": "T1 "},
        {"tracking_number": "T%"},
        {"arrest_date": DAY + timedelta(days=1)},
    ],
)
def test_with_other_data_nothing_is_found_and_the_question_is_the_agencys(police, cleared, data):
    assert not check(police, **{"tracking_number": "T1", "arrest_date": DAY} | data)
    assert events() == [(police.reference, False)]


def test_a_record_that_is_not_cleared_is_not_but_its_person_sees_who_asked(police):
    (charge,) = charges(1, tracking_number="T1")
    assert not check(police, tracking_number="T1", arrest_date=DAY)
    assert events() == [(f"person:{charge.person_id}", False)]


def test_what_is_not_known_here_matches_nothing(police, law):
    of = charges(1, tracking_number="T1", arrest_date=None)
    clear(run_of(law, of), of)
    assert not check(police, tracking_number="T1", arrest_date=DAY)


def test_a_clearance_that_was_reversed_does_not_count_until_the_charge_is_cleared_again(police, law):
    of = charges(1, tracking_number="T1")
    (made,) = clear(run_of(law, of), of)
    undo(made)
    assert not check(police, tracking_number="T1", arrest_date=DAY)


def test_before_it_takes_effect_nothing_is_cleared(police, law):
    run_of(law, charges(1, tracking_number="T1"))
    assert not check(police, tracking_number="T1", arrest_date=DAY)


@pytest.mark.parametrize(
    ("areas", "found"),
    [
        ([], True),
        ([("county", "Greene")], True),
        ([("court", "Greene District Court")], True),
        ([("court", "Elsewhere"), ("county", "Greene")], True),
        ([("county", "Oak")], False),
        ([("court", "Greene")], False),
    ],
)
def test_only_records_of_its_own_area_are_looked_at(cleared, areas, found):
    assert check(agency("sheriff", "police", *areas), tracking_number="T1", arrest_date=DAY) is found
    assert events()[0][0].startswith("person" if found else "agency")


def test_an_agency_without_an_area_finds_nothing(cleared):
    one = agency("sheriff", "police", ("county", "Greene"))
    one.areas.all().delete()
    assert not check(one, tracking_number="T1", arrest_date=DAY)


def test_one_cleared_charge_of_those_that_match_is_enough(police, law):
    of = charges(3, tracking_number="T1")
    clear(run_of(law, of), of[1:2])
    assert check(police, tracking_number="T1", arrest_date=DAY)
    assert sorted(events()) == sorted((f"person:{charge.person_id}", True) for charge in of)


def test_of_very_many_people_with_the_same_number_some_learn_who_asked(police, law, monkeypatch):
    monkeypatch.setattr(actions, "MOST_PEOPLE", 2)
    of = charges(3, tracking_number="T1")
    clear(run_of(law, of), of[2:])
    assert check(police, tracking_number="T1", arrest_date=DAY)
    assert len(events()) == 2


def test_every_data_point_is_looked_for_where_it_is_kept(law):
    given = {
        "birth_date": date(1980, 2, 29),
        "court": "Greene District Court",
        "case_number": "11-CR-0001",
        "tracking_number": "T1",
        "sequence": 1,
        "statute": "18-4-503",
        "offense_date": date(2011, 2, 1),
        "arrest_date": DAY,
        "disposition_date": date(2012, 1, 1),
    }
    of = charges(1, **given)
    filed = date(2011, 4, 1)
    type(of[0]).objects.update(filed_date=filed)
    clear(run_of(law, of), of)
    one = agency("police", "police")
    assert check(one, **given, filed_date=filed)
    for point, value in (given | {"filed_date": filed}).items():
        other = value + timedelta(days=1) if isinstance(value, date) else f"{value}1"
        assert not check(one, **given | {"filed_date": filed, point: other}), point


def test_nothing_of_the_question_is_written_down(police, cleared):
    check(police, tracking_number="T1", arrest_date=DAY)
    event = Event.objects.of_kind("disclosure.checked").get()
    assert event.detail == {"agency": "police", "cleared": True}
    assert (event.actor, event.purpose) == (police.reference, "before disclosing")


def test_a_record_that_is_not_there_takes_the_same_work(police, cleared):
    counts = []
    check(police, tracking_number="T3", arrest_date=DAY)
    for number in ("T1", "T2"):
        with CaptureQueriesContext(connection) as queries:
            check(police, tracking_number=number, arrest_date=DAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_agency_asks_so_often_in_an_hour_of_the_clock(police):
    Tally.objects.create(agency="police", what="checked", hour=AT.replace(minute=0), count=MOST_AN_HOUR - 1)
    check(police, tracking_number="T1", arrest_date=DAY)
    with pytest.raises(TooMany) as refusal:
        check(police, tracking_number="T1", arrest_date=DAY)
    assert refusal.value.again_at == AT.replace(hour=15, minute=0)
    assert str(refusal.value) == "1,000 questions in this hour; again at 15:00 UTC"
    assert len(events()) == 1
    check(agency("sheriff", "police", GREENE), tracking_number="T1", arrest_date=DAY)
    check(police, at=AT.replace(hour=15, minute=0), tracking_number="T1", arrest_date=DAY)
    assert len(events()) == 3


def test_a_record_is_found_by_its_number_without_reading_all_of_them():
    assert {(number,) for number in NUMBERS} <= {tuple(index.fields) for index in Case._meta.indexes}


@pytest.mark.django_db(transaction=True)
def test_of_many_questions_at_once_no_more_than_so_many_are_answered(police, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AN_HOUR", 3)

    def one(_):
        try:
            return check(police, tracking_number="T1", arrest_date=DAY)
        except TooMany:
            return "wait"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(map(str, pool.map(one, range(6)))) == ["False"] * 3 + ["wait"] * 3
    assert len(events()) == 3
