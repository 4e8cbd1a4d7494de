"""The sentence at the top, for every mixture of outcomes, and what comes when."""

from datetime import date

import pytest
from django.utils import translation

from clearance.engine.explain import ChargeExplanation
from clearance.law.people import People
from lookup.record.answer import answer
from lookup.record.cleared import Cleared, Told
from tests.lookup.people import NOW as NOON
from tests.lookup.people import TODAY

MAY, JUNE = date(2027, 5, 3), date(2027, 6, 1)


def charges(outcome, count=1, on=None):
    one = ChargeExplanation(
        charge_id="X", case_id="C", outcome=outcome, eligible_on=on, track=None, missing=(), held_by=(), tracks=()
    )
    return [one] * count


NOW = charges("eligible", on=TODAY)
LATER = charges("later", on=MAY)
MISSING = charges("undetermined")
OUT = charges("ineligible")


@pytest.mark.parametrize(
    ("explanations", "english", "spanish"),
    [
        ([], "The state has no charges on file for you.", "El estado no tiene cargos registrados sobre usted."),
        (NOW, "Your charge can be cleared now.", "Su cargo se puede borrar ahora."),
        (NOW * 3, "All of your charges can be cleared now.", "Todos sus cargos se pueden borrar ahora."),
        (
            NOW + LATER + OUT,
            "One of your three charges can be cleared now.",
            "Uno de sus tres cargos se puede borrar ahora.",
        ),
        (
            NOW * 2 + LATER + MISSING + OUT,
            "Two of your five charges can be cleared now.",
            "Dos de sus cinco cargos se pueden borrar ahora.",
        ),
        (
            NOW * 11 + OUT,
            "11 of your 12 charges can be cleared now.",
            "11 de sus 12 cargos se pueden borrar ahora.",
        ),
        (
            LATER + charges("later", on=JUNE) + MISSING + OUT,
            "Nothing can be cleared yet. The next date is 3 May 2027.",
            "Todavía no se puede borrar nada. La próxima fecha es el 3 de mayo de 2027.",
        ),
        (
            MISSING + OUT,
            "We cannot tell yet what can be cleared. Facts are missing.",
            "Todavía no podemos saber qué se puede borrar. Faltan datos.",
        ),
        (OUT, "Your charge does not clear by itself.", "Su cargo no se borra por sí solo."),
        (
            OUT * 10,
            "Your ten charges do not clear by themselves.",
            "Sus diez cargos no se borran por sí solos.",
        ),
    ],
)
def test_the_headline_says_where_things_stand(explanations, english, spanish):
    assert answer(explanations).headline == english
    with translation.override("es"):
        assert answer(explanations).headline == spanish


def test_the_lead_says_that_nothing_is_cleared_yet_what_comes_next_and_what_is_missing():
    assert answer(NOW * 2 + LATER + MISSING + OUT).lead == [
        "They are not cleared yet. Until they are, a background check may still show them.",
        "One more can be cleared on 3 May 2027, if nothing changes before then.",
        "For one charge a fact is missing. Below we say which, and whom to ask.",
    ]


@pytest.mark.parametrize(
    ("explanations", "english", "spanish"),
    [
        (
            NOW,
            "It is not cleared yet. Until it is, a background check may still show it.",
            "Todavía no se ha borrado. Hasta entonces, una verificación de antecedentes aún puede mostrarlo.",
        ),
        (
            LATER,
            "One charge can be cleared then, if nothing changes before that day.",
            "Un cargo se puede borrar entonces, si nada cambia antes de ese día.",
        ),
        (
            MISSING * 2,
            "For two charges a fact is missing. Below we say which, and whom to ask.",
            "Sobre dos cargos faltan datos. Abajo decimos cuáles y a quién preguntar.",
        ),
        (
            OUT,
            "There may be other ways to get help. A legal aid office can tell you, for free.",
            "Puede haber otras formas de obtener ayuda. Una oficina de ayuda legal se las puede decir, gratis.",
        ),
        (
            [],
            "If you think that one is missing, ask the clerk of the court where it was.",
            "Si cree que falta alguno, pregunte en la secretaría del tribunal donde estuvo.",
        ),
    ],
)
def test_the_lead_for_each_outcome_alone(explanations, english, spanish):
    assert answer(explanations).lead == [english]
    with translation.override("es"):
        assert answer(explanations).lead == [spanish]


def test_each_outcome_is_counted_and_none_that_is_not_there():
    counts = answer(OUT + NOW * 2 + MISSING).counts
    assert [(count.outcome, count.charges, count.label) for count in counts] == [
        ("eligible", 2, "can be cleared now"),
        ("undetermined", 1, "needs a missing fact"),
        ("ineligible", 1, "does not clear by itself"),
    ]


def test_the_timeline_shows_today_and_the_next_days_evenly():
    steps = answer(NOW + LATER * 2).steps
    assert [(step.place, step.top, step.below, step.label) for step in steps] == [
        ("25.0%", "Today", "", "1 charge"),
        ("75.0%", "3 May", "2027", "2 charges"),
    ]
    assert [step.says for step in steps] == ["today: 1 charge", "3 May 2027: 2 charges"]


def test_the_timeline_sums_up_what_comes_after_the_next_two_days():
    days = [date(2030, 1, 1), MAY, JUNE, date(2031, 1, 1)]
    steps = answer([charge for on in days for charge in charges("later", on=on)]).steps
    assert [(step.top, step.below, step.charges) for step in steps] == [
        ("Today", "", 0),
        ("3 May", "2027", 1),
        ("1 Jun", "2027", 1),
        ("Later", "from 2030", 2),
    ]


def test_there_is_no_timeline_when_no_day_is_coming():
    assert answer(NOW + OUT + MISSING).steps == []


def cleared(state="confirmed", on=date(2026, 9, 23)):
    told = Told("The Bureau", must=True, state=state, told_on=on, answered_at=None, due_on=None)
    return Cleared(on, NOON, "seal", "Law", "", "1", People(), (told,))


@pytest.mark.parametrize(
    ("count", "others", "english", "spanish"),
    [
        (1, [], "Your charge is cleared.", "Su cargo está borrado."),
        (3, [], "All of your charges are cleared.", "Todos sus cargos están borrados."),
        (1, LATER, "One of your two charges is cleared.", "Uno de sus dos cargos está borrado."),
        (2, NOW + MISSING + OUT, "Two of your five charges are cleared.", "Dos de sus cinco cargos están borrados."),
        (12, OUT, "12 of your 13 charges are cleared.", "12 de sus 13 cargos están borrados."),
    ],
)
def test_what_is_cleared_comes_first(count, others, english, spanish):
    assert answer(others, [cleared()] * count).headline == english
    with translation.override("es"):
        assert answer(others, [cleared()] * count).headline == spanish


@pytest.mark.parametrize(
    ("count", "state", "english", "spanish"),
    [
        (1, "confirmed", "Every agency that must hide it has done so.", None),
        (2, "confirmed", "Every agency that must hide them has done so.", None),
        (
            1,
            "waiting",
            "Not every agency has confirmed this yet. Until all do, a background check may still show it.",
            "Todavía no lo han confirmado todas las agencias. Hasta entonces, una verificación de antecedentes aún "
            "puede mostrarlo.",
        ),
        (
            2,
            "late",
            "Not every agency has confirmed this yet. Until all do, a background check may still show them.",
            None,
        ),
    ],
)
def test_the_lead_says_what_the_agencies_mean_for_a_background_check(count, state, english, spanish):
    assert answer([], [cleared(state)] * count).lead == [english]
    if spanish:
        with translation.override("es"):
            assert answer([], [cleared(state)] * count).lead == [spanish]


def test_one_agency_that_has_not_confirmed_one_charge_is_enough():
    assert answer([], [cleared(), cleared("waiting")]).lead[0].startswith("Not every agency has confirmed this yet.")


def test_after_what_is_cleared_the_lead_says_what_can_be_and_what_comes():
    assert answer(NOW + LATER * 2 + MISSING, [cleared()]).lead[1:] == [
        "One more can be cleared now. This has not been done yet.",
        "Two more can be cleared on 3 May 2027, if nothing changes before then.",
        "For one charge a fact is missing. Below we say which, and whom to ask.",
    ]


def test_what_is_cleared_is_counted_first():
    counts = answer(NOW + OUT, [cleared()] * 2).counts
    assert [(count.outcome, count.charges, count.label) for count in counts] == [
        ("cleared", 2, "are cleared"),
        ("eligible", 1, "can be cleared now"),
        ("ineligible", 1, "does not clear by itself"),
    ]


def test_the_timeline_begins_with_what_is_cleared_and_stays_as_wide():
    days = [MAY, JUNE, date(2030, 1, 1)]
    coming = [charge for on in days for charge in charges("later", on=on)]
    steps = answer(coming, [cleared(on=date(2025, 3, 1)), cleared()]).steps
    assert [(step.kind, step.top, step.below, step.charges) for step in steps] == [
        ("cleared", "Cleared", "2026", 2),
        ("today", "Today", "", 0),
        ("day", "3 May", "2027", 1),
        ("after", "Later", "from 2027", 2),
    ]
    assert steps[0].says == "cleared by 23 September 2026: 2 charges"
    assert len(answer(coming[:2], [cleared()]).steps) == len(answer(coming).steps) == 4


def test_there_is_no_timeline_of_what_is_cleared_alone():
    assert answer(OUT, [cleared()]).steps == []
