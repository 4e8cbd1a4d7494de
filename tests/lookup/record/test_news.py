"""What is new since someone last looked."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from clearance.records.models import Charge, Import
from clearance.runs.models import Policy
from clearance.runs.reading import explain_person
from lookup.record.cleared import what_became
from lookup.record.news import NAMED, news
from tests.lookup import people
from tests.lookup.clearing import CLEARED, clear, franklin_agencies, noon, undo
from tests.lookup.people import TODAY
from tests.notices.deadlines.sent import answer

pytestmark = pytest.mark.django_db

LONG_AGO = noon(date(2020, 1, 1))
BEFORE, AFTER = noon(CLEARED - timedelta(days=1)), noon(TODAY - timedelta(days=1))


@pytest.fixture(autouse=True)
def law(settings, tmp_path, db):
    settings.DATA_DIR = tmp_path
    people.put_franklin_in_force()
    franklin_agencies()


def new_to(person, since, today=TODAY):
    Import.objects.exclude(file="new.csv").update(started_at=LONG_AGO, finished_at=LONG_AGO)
    policies = list(Policy.objects.in_force())
    explained = explain_person(person.pk, policies, on=today, language="en")
    became = what_became(person.pk, policies, on=today, language="en")
    return news(list(person.charges.newest_case_first().with_landing_times()), explained, became, since)


def test_nothing_is_new_where_nothing_happened():
    found = new_to(people.someone_who_waits(), BEFORE)
    assert (found.heading, found.items) == ("Nothing is new since you last looked, on 22 September 2026.", [])


def test_a_charge_that_was_cleared_and_who_has_confirmed():
    person = people.someone_with_everything()
    notices = clear("P1-C2-2", "P1-C4-1")
    answer(notices["bureau"], (CLEARED + timedelta(days=9)).isoformat(), done=2)
    found = new_to(person, BEFORE)
    assert found.heading == "New since you last looked, on 22 September 2026"
    assert found.items == [
        "Two charges were cleared, the last on 23 September 2026.",
        "Franklin Bureau of Criminal Records confirmed that it no longer shows two charges.",
    ]
    with translation.override("es"):
        assert new_to(person, BEFORE).items == [
            "Se borraron dos cargos, el último el 23 de septiembre de 2026.",
            "Franklin Bureau of Criminal Records confirmó que ya no muestra dos cargos.",
        ]
    assert new_to(person, AFTER).items == []


def test_an_answer_alone_is_new_where_the_clearance_is_not():
    person = people.someone_with_everything()
    notices = clear("P1-C2-2")
    answer(notices["bureau"], (CLEARED + timedelta(days=9)).isoformat(), done=1)
    assert new_to(person, noon(CLEARED + timedelta(days=1))).items == [
        "Franklin Bureau of Criminal Records confirmed that it no longer shows one charge."
    ]


def test_time_that_passed_lets_a_charge_be_cleared_on_the_day_itself_and_not_before():
    person = people.someone_who_waits()
    may = date(2027, 5, 3)
    assert new_to(person, AFTER, may).items == ["One more charge can be cleared now."]
    assert new_to(person, AFTER, may - timedelta(days=1)).items == []
    assert new_to(person, noon(may), may + timedelta(days=9)).items == []


def test_what_was_put_back_is_said():
    person = people.someone_with_one_to_clear()
    clear("P3-C1-1")
    undo("P3-C1-1")
    assert "One charge was put back on your record. Below we say why." in new_to(person, BEFORE).items
    assert new_to(person, AFTER).items == []


def test_facts_that_came_in_about_a_charge_or_its_case():
    person = people.someone_with_everything()
    changed = person.charges.filter(charge_id="P1-C1-1") | person.charges.filter(charge_id="P1-C2-1")
    old = Import.objects.latest("pk")
    same = {field: getattr(old, field) for field in ("source", "sha256", "by", "outcome", "counts")}
    newer = Import.objects.create(**same, file="new.csv", started_at=LONG_AGO, finished_at=noon(TODAY))
    Charge.objects.filter(pk__in=changed.values("pk")).update(last_import=newer)
    since = noon(TODAY) - timedelta(hours=1)
    assert new_to(person, since).items == ["The state got new facts about two charges."]
    person.cases.filter(case_id="P1-C4").update(last_import=newer)
    assert new_to(person, since).items == ["The state got new facts about three charges."]


def test_of_many_agencies_only_some_are_named(monkeypatch):
    monkeypatch.setattr("lookup.record.news.NAMED", 1)
    person = people.someone_with_one_to_clear()
    for code, notice in clear("P3-C1-1").items():
        if code != "greene-police":
            answer(notice, TODAY.isoformat(), done=1)
    assert NAMED > 1
    assert new_to(person, noon(CLEARED + timedelta(days=1))).items[1:] == ["One more agency confirmed too."]


def test_it_needs_no_query_of_its_own(django_assert_num_queries):
    charges = list(people.someone_with_many(30).charges.newest_case_first().with_landing_times())
    with django_assert_num_queries(0):
        assert news(charges, [], {}, BEFORE).items
