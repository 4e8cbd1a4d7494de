from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.records.models import Person
from clearance.runs.reading import explain_person
from tests.records.extracts import CASES, CHARGES, PEOPLE, extract, take_in
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 3, 2)
KINDER = LAW.replace('id = "example"', 'id = "kinder"').replace("years = 3", "years = 1")


@pytest.fixture
def person(tmp_path, settings) -> Person:
    """P1, with a dismissed charge X1 of 9 September 2011."""
    settings.DATA_DIR = tmp_path
    take_in(extract(tmp_path / "sent"))
    return Person.objects.get(person_id="P1")


def test_each_charge_is_explained_in_the_laws_own_words(person, tmp_path):
    in_force(tmp_path)
    (found,) = explain_person(person, on=TODAY, language="es")
    assert (found.charge_id, found.case_id, found.outcome) == ("X1", "C1", "eligible")
    assert found.tracks[0].says == "Los cargos desestimados se sellan."
    assert found.tracks[0].requirements[0].on == date(2014, 9, 9)


def test_the_outcome_is_that_of_the_day_asked_for(person, tmp_path):
    in_force(tmp_path)
    (found,) = explain_person(person, on=date(2014, 9, 8), language="en")
    assert (found.outcome, found.eligible_on) == ("later", date(2014, 9, 9))


def test_money_and_dates_are_read_as_the_law_needs_them(person, tmp_path):
    person.cases.update(restitution_owed="2000.01")
    in_force(tmp_path)
    (found,) = explain_person(person, on=TODAY, language="en")
    assert (found.outcome, found.tracks[0].requirements[1].holds) == ("ineligible", False)


def test_of_two_laws_the_person_is_shown_the_one_that_says_more_for_them(person, tmp_path):
    in_force(tmp_path)
    in_force(tmp_path, KINDER)
    (found,) = explain_person(person, on=TODAY, language="en")
    assert found.eligible_on == date(2012, 9, 9)


def test_nothing_is_said_where_no_policy_is_in_force_or_no_charge_is_kept(person, tmp_path):
    assert explain_person(person, on=TODAY, language="en") == []
    in_force(tmp_path)
    person.charges.all().delete()
    assert explain_person(person, on=TODAY, language="en") == []


@pytest.mark.parametrize("charges", [1, 12])
def test_it_takes_two_queries_however_many_charges(tmp_path, settings, charges):
    settings.DATA_DIR = tmp_path
    rows = [CHARGES[0] | {"charge_id": f"X{number}"} for number in range(charges)]
    take_in(extract(tmp_path / "sent", people=PEOPLE[:1], cases=CASES[:1], charges=rows))
    in_force(tmp_path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(explain_person(Person.objects.get(), on=TODAY, language="en")) == charges
    assert len(queries) == 3  # one of them is the test's own, for the person
