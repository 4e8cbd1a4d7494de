"""A prepared query answers as its QuerySet would, with other values each time."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import BigIntegerField, Count, DateField, DateTimeField, TextField
from django.db.models.sql.compiler import SQLCompiler

from clearance.database.prepared import Given, Prepared, PreparedUpdate
from clearance.records.models import Charge, Import, Person
from tests.lookup import people

CHARGES = Charge.objects.newest_case_first()
OF_PERSON = Prepared(CHARGES.filter(person=Given("person", BigIntegerField())))


@pytest.fixture
def two(db):
    return [people.someone_with_everything(), people.someone_who_waits("P2")]


def columns(one):
    return {name: value for name, value in vars(one).items() if name != "_state"}


def test_rows_are_those_of_the_queryset_for_each_value(two):
    for one in (*two, *two):
        found = OF_PERSON(person=one.pk)
        expected = list(CHARGES.filter(person=one))
        assert list(map(columns, found)) == list(map(columns, expected))
        assert [columns(charge.case) for charge in found] == [columns(charge.case) for charge in expected]


def test_what_comes_with_a_row_needs_no_other_query(two, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert {charge.case.person_id for charge in OF_PERSON(person=two[0].pk)} == {two[0].pk}


def test_each_asking_reads_anew(two):
    before = OF_PERSON(person=two[1].pk)
    Charge.objects.filter(person=two[1]).update(description="Another")
    assert {charge.description for charge in before} != {"Another"}
    assert {charge.description for charge in OF_PERSON(person=two[1].pk)} == {"Another"}


def test_the_sql_is_made_once(two, monkeypatch):
    asked = Prepared(Person.objects.filter(pk=Given("pk", BigIntegerField())))
    made = []
    as_sql = SQLCompiler.as_sql
    monkeypatch.setattr(
        SQLCompiler, "as_sql", lambda self, *args, **named: made.append(1) or as_sql(self, *args, **named)
    )
    assert [asked.first(pk=one.pk) for one in two] == two
    assert len(made) == 1


def test_values_of_every_kind_find_what_they_find_in_a_queryset(two):
    landed = Import.objects.earliest("finished_at").finished_at
    for field, name, found, other in (
        (TextField(), "description", "Trespass", "Robbery"),
        (DateField(), "offense_date", Charge.objects.dates("offense_date", "day")[0], date(1901, 1, 1)),
        (DateTimeField(), "last_import__finished_at", landed, landed + timedelta(seconds=1)),
    ):
        asked = Prepared(Charge.objects.filter(**{name: Given("value", field)}).order_by("pk"))
        assert asked(value=found) == list(Charge.objects.filter(**{name: found}).order_by("pk")) != []
        assert asked(value=other) == []


def test_rows_may_be_values_counted_and_cut_off(two):
    asked = Prepared(
        Charge.objects.filter(person=Given("person", BigIntegerField()))
        .values("level")
        .annotate(charges=Count("id"))
        .order_by("-charges")[:1]
    )
    assert asked(person=two[0].pk) == [{"level": "misdemeanor", "charges": 3}]


def test_the_first_is_none_where_there_is_none(two):
    assert OF_PERSON.first(person=-1) is None


def test_a_value_that_is_missing_is_an_error(two):
    with pytest.raises(KeyError, match="person"):
        OF_PERSON()


def test_an_update_changes_what_the_queryset_would_and_says_how_many(two):
    name = PreparedUpdate(
        Charge.objects.filter(person=Given("person", BigIntegerField())),
        description=Given("description", TextField()),
        offense_date=Given("offense_date", DateField()),
    )
    for one, said, day in ((two[0], "Another", date(2020, 2, 29)), (two[1], None, None)):
        assert name(person=one.pk, description=said, offense_date=day) == one.charges.count()
    kept = {one: set(one.charges.values_list("description", "offense_date")) for one in two}
    assert kept == {two[0]: {("Another", date(2020, 2, 29))}, two[1]: {(None, None)}}
    assert name(person=-1, description="", offense_date=None) == 0


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_through_its_own_connection():
    people.someone_with_everything()
    person = Person.objects.get().pk
    found = []

    def ask():
        found.append((connection.connection, len(OF_PERSON(person=person))))
        connection.close()

    threads = [Thread(target=ask) for _ in range(3)]
    ask()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {charges for _, charges in found} == {5}
    assert len({id(used) for used, _ in found}) > 1
