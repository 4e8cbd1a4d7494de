from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.records.invented import write_state
from clearance.records.models import Person
from clearance.runs.actions import determine, put_in_force
from clearance.runs.models import Policy
from clearance.runs.reading import BEST_FIRST, explain_person
from tests.records.extracts import AT, CASES, CHARGES, PEOPLE, changed, extract, take_in
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
    (found,) = explain_person(person.pk, Policy.objects.in_force(), on=TODAY, language="es")
    assert (found.charge_id, found.case_id, found.outcome) == ("X1", "C1", "eligible")
    assert found.tracks[0].says == "Los cargos desestimados se sellan."
    assert found.tracks[0].requirements[0].on == date(2014, 9, 9)


def test_the_outcome_is_that_of_the_day_asked_for(person, tmp_path):
    in_force(tmp_path)
    (found,) = explain_person(person.pk, Policy.objects.in_force(), on=date(2014, 9, 8), language="en")
    assert (found.outcome, found.eligible_on) == ("later", date(2014, 9, 9))


def test_money_and_dates_are_read_as_the_law_needs_them(person, tmp_path):
    person.cases.update(restitution_owed="2000.01")
    in_force(tmp_path)
    (found,) = explain_person(person.pk, Policy.objects.in_force(), on=TODAY, language="en")
    assert (found.outcome, found.tracks[0].requirements[1].holds) == ("ineligible", False)


def test_of_two_laws_the_person_is_shown_the_one_that_says_more_for_them(person, tmp_path):
    in_force(tmp_path)
    in_force(tmp_path, KINDER)
    (found,) = explain_person(person.pk, Policy.objects.in_force(), on=TODAY, language="en")
    assert found.eligible_on == date(2012, 9, 9)


def test_nothing_is_said_where_no_policy_is_in_force_or_no_charge_is_kept(person, tmp_path):
    assert explain_person(person.pk, Policy.objects.in_force(), on=TODAY, language="en") == []
    in_force(tmp_path)
    person.charges.all().delete()
    assert explain_person(person.pk, Policy.objects.in_force(), on=TODAY, language="en") == []


@pytest.mark.parametrize("charges", [1, 12])
def test_what_is_kept_takes_two_queries_and_the_engine_one_more_however_many_charges(tmp_path, settings, charges):
    settings.DATA_DIR = tmp_path
    policy = in_force(tmp_path)
    rows = [CHARGES[0] | {"charge_id": f"X{number}"} for number in range(charges)]
    take_in(extract(tmp_path / "sent", people=PEOPLE[:1], cases=CASES[:1], charges=rows))
    person = Person.objects.get()
    assert (charges, 2) == explained_and_queries(person)
    Policy.objects.filter(pk=policy.pk).update(determined_import=None)
    assert (charges, 3) == explained_and_queries(person)


def explained_and_queries(person: Person) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as queries:
        explained = explain_person(person.pk, Policy.objects.in_force(), on=TODAY, language="en")
    return len(explained), len(queries)


def test_what_is_kept_says_on_any_day_what_the_engine_says_of_the_records(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    put_in_force(by="staff:1", policy="franklin", at=AT)
    in_force(tmp_path, KINDER)
    write_state(tmp_path / "state", people=40, seed=3, format="csv")
    take_in(tmp_path / "state", max_bad=1)
    asked = [
        (person, day) for person in Person.objects.values_list("pk", flat=True) for day in (date(2019, 6, 30), TODAY)
    ]
    kept = [explain_person(person, Policy.objects.in_force(), on=day, language="es") for person, day in asked]
    Policy.objects.update(determined_import=None)
    assert kept == [explain_person(person, Policy.objects.in_force(), on=day, language="es") for person, day in asked]
    assert {one.outcome for found in kept for one in found} == set(BEST_FIRST)


def test_records_that_just_changed_are_explained_before_they_are_determined(person, tmp_path, monkeypatch):
    policy = in_force(tmp_path)
    determine(by="staff:1", policy=policy, at=AT)
    monkeypatch.setattr("clearance.runs.receivers.determine", lambda **_: None)
    more = [*changed(CHARGES, "X1", disposition_date="2012-09-09"), CHARGES[0] | {"charge_id": "X9"}]
    take_in(extract(tmp_path / "sent", charges=more))
    found = explain_person(person.pk, Policy.objects.in_force(), on=TODAY, language="en")
    assert [(one.charge_id, one.eligible_on) for one in found] == [("X1", date(2015, 9, 9)), ("X9", date(2014, 9, 9))]


def test_a_law_that_was_not_applied_yet_is_explained_beside_one_that_was(person, tmp_path):
    determine(by="staff:1", policy=in_force(tmp_path), at=AT)
    in_force(tmp_path, KINDER)
    (found,) = explain_person(person.pk, Policy.objects.in_force(), on=TODAY, language="en")
    assert found.eligible_on == date(2012, 9, 9)
