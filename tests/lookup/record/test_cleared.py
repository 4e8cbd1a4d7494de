"""What became of charges that were cleared, agency by agency."""

from datetime import timedelta
from unittest.mock import Mock

import pytest

from clearance.days import state_day
from clearance.law.people import People
from clearance.law.policy import PolicyError
from clearance.notices.models import Line, WorkItem
from clearance.notices.work_items.actions import accept, send_again
from clearance.runs.actions import put_in_force
from clearance.runs.laws import _parsed
from clearance.runs.ledger.models import Hold
from clearance.runs.models import Policy
from lookup.record.cleared import Cleared, Undone, what_became
from tests.lookup import people
from tests.lookup.clearing import CLEARED, clear, franklin_agencies, noon, undo
from tests.lookup.people import TODAY
from tests.notices.deadlines.sent import answer

pytestmark = pytest.mark.django_db

#: Of someone_with_everything: a dismissed trespass, and a cannabis conviction.
TRESPASS, CANNABIS = "P1-C2-2", "P1-C4-1"
DUE = CLEARED + timedelta(days=30)


@pytest.fixture(autouse=True)
def law(settings, tmp_path, db):
    settings.DATA_DIR = tmp_path
    people.put_franklin_in_force()
    franklin_agencies()


@pytest.fixture
def person():
    return people.someone_with_everything()


def became(person, on=TODAY, language="en"):
    found = what_became(person.pk, Policy.objects.in_force(), on=on, language=language)
    return {charge.charge_id: found[charge.pk] for charge in person.charges.all() if charge.pk in found}


def states(cleared: Cleared) -> dict[str, str]:
    return {one.agency: one.state for one in cleared.told}


def later(days: int) -> str:
    return (CLEARED + timedelta(days=days)).isoformat()


def test_of_someone_of_whom_nothing_was_cleared_nothing_is_said(person, django_assert_num_queries):
    clear(TRESPASS)
    other = people.someone_who_waits()
    with django_assert_num_queries(1):
        assert what_became(other.pk, Policy.objects.in_force(), on=TODAY, language="en") == {}


def test_a_cleared_charge_says_since_when_and_under_which_law(person):
    clear(CANNABIS)
    one = became(person)[CANNABIS]
    assert (one.on, one.relief, one.law, one.citation) == (
        CLEARED,
        "expunge",
        "Franklin Clean Slate Act",
        "F.S. 12-34(1)",
    )
    assert one.says == "Old convictions for having cannabis are cleared. It is no longer a crime."
    assert became(person, language="es")[CANNABIS].law == "Ley de Nuevo Comienzo de Franklin"


def test_the_law_under_which_it_was_cleared_counts_and_not_the_one_in_force_now(person):
    clear(TRESPASS)
    put_in_force(by="staff:1", policy="minnesota", at=people.NOW)
    Policy.objects.filter(policy_id="franklin").update(retired_at=people.NOW)
    assert became(person)[TRESPASS].law == "Franklin Clean Slate Act"


def test_a_law_of_long_ago_that_cannot_be_read_any_more_is_named_all_the_same(person, monkeypatch):
    clear(TRESPASS)
    monkeypatch.setattr("clearance.runs.laws.parse_policy", Mock(side_effect=PolicyError("of another time")))
    _parsed.cache_clear()
    one = became(person)[TRESPASS]
    assert (one.law, one.citation, one.says) == ("Franklin Clean Slate Act", "F.S. 12-34", "")
    assert len(one.must) == 3


def test_each_agency_of_the_place_has_a_line_with_the_days(person):
    notices = clear(TRESPASS)
    answer(notices["bureau"], later(3), done=1)
    by_name = {one.agency: one for one in became(person, on=CLEARED + timedelta(days=10))[TRESPASS].told}
    assert set(by_name) == {"Franklin Bureau of Criminal Records", "Franklin Superior Court", "Greene Police"}
    confirmed = by_name["Franklin Bureau of Criminal Records"]
    assert (confirmed.state, confirmed.told_on, state_day(confirmed.answered_at)) == (
        "confirmed",
        CLEARED,
        CLEARED + timedelta(days=3),
    )
    waiting = by_name["Franklin Superior Court"]
    assert (waiting.state, waiting.told_on, waiting.answered_at, waiting.due_on) == ("waiting", CLEARED, None, DUE)
    assert (by_name["Greene Police"].must, confirmed.must, waiting.must) == (False, True, True)


def test_an_agency_is_late_from_the_day_after_its_answer_was_due(person):
    clear(TRESPASS)
    court = "Franklin Superior Court"
    assert states(became(person, on=DUE)[TRESPASS])[court] == "waiting"
    day_after = states(became(person, on=DUE + timedelta(days=1))[TRESPASS])
    assert day_after[court] == "late"
    assert day_after["Greene Police"] == "waiting"


def test_until_the_notice_is_sealed_nobody_was_told(person):
    clear(TRESPASS, sealed=False)
    one = became(person)[TRESPASS]
    assert set(states(one).values()) == {"soon"}
    assert one.told[0].told_on is None


@pytest.mark.parametrize("outcome", ["not_found", "conflict"])
def test_what_an_agency_could_not_match_is_looked_into_until_someone_accepts_that(person, outcome):
    notices = clear(TRESPASS)
    answer(notices["bureau"], later(5), **{outcome: 1})
    bureau = "Franklin Bureau of Criminal Records"
    assert states(became(person)[TRESPASS])[bureau] == outcome
    assert not became(person)[TRESPASS].settled
    accept(by="staff:1", item=WorkItem.objects.get(), reason="It never had one.", at=noon(TODAY))
    assert states(became(person)[TRESPASS])[bureau] == "no_record"


def test_of_a_line_that_was_sent_again_the_last_counts(person):
    notices = clear(TRESPASS)
    answer(notices["bureau"], later(5), not_found=1)
    again = send_again(by="staff:1", item=WorkItem.objects.get(), reason="Mended.", at=noon(TODAY - timedelta(days=3)))
    told = next(one for one in became(person)[TRESPASS].told if "Bureau" in one.agency)
    assert (told.state, told.told_on) == ("waiting", TODAY - timedelta(days=3))
    answer(again, TODAY.isoformat(), done=1)
    assert states(became(person)[TRESPASS])["Franklin Bureau of Criminal Records"] == "confirmed"


@pytest.mark.parametrize(
    ("code", "state", "settled"),
    [
        ("already_destroyed", "destroyed", True),
        ("no_duty", "no_duty", False),
        ("under_litigation", "lawsuit", False),
        ("other", "refused", False),
    ],
)
def test_a_refusal_says_why(person, code, state, settled):
    notices = clear(TRESPASS)
    answer(notices["bureau"], later(5), refused=1, code=code)
    told = next(one for one in became(person)[TRESPASS].told if "Bureau" in one.agency)
    assert (told.state, told.settled) == (state, settled)


def test_it_is_settled_when_all_who_must_hide_it_have_nothing_more_to_show(person):
    notices = clear(TRESPASS)
    answer(notices["bureau"], later(5), done=1)
    assert not became(person)[TRESPASS].settled
    answer(notices["superior-court"], later(6), done=1)
    one = became(person)[TRESPASS]
    assert one.settled
    assert [told.agency for told in one.must] == ["Franklin Bureau of Criminal Records", "Franklin Superior Court"]
    assert [told.agency for told in one.also] == ["Greene Police"]


def test_what_nobody_must_hide_is_not_settled():
    assert not Cleared(CLEARED, noon(), "seal", "Law", "", "1", People(), told=()).settled


def test_a_clearance_that_was_undone_says_when_and_on_what(person):
    clear(TRESPASS)
    undo(TRESPASS)
    assert became(person)[TRESPASS] == Undone(
        CLEARED, CLEARED + timedelta(days=30), noon(CLEARED + timedelta(days=30)), "error", held=True
    )


def test_once_someone_has_looked_it_is_not_held_any_more(person):
    clear(TRESPASS)
    undo(TRESPASS)
    Hold.objects.update(lifted_at=noon(TODAY), lifted_by="staff:6", reason="Looked at.")
    assert became(person)[TRESPASS].held is False


def test_a_charge_that_was_cleared_again_is_cleared(person):
    clear(TRESPASS)
    undo(TRESPASS)
    Hold.objects.update(lifted_at=noon(TODAY), lifted_by="staff:6", reason="Looked at.")
    clear(TRESPASS, day=TODAY - timedelta(days=2))
    one = became(person)[TRESPASS]
    assert one.on == TODAY - timedelta(days=2)
    assert set(states(one).values()) == {"waiting"}


def test_lines_of_others_are_not_shown(person):
    other = people.someone_with_one_to_clear()
    clear(TRESPASS, "P3-C1-1")
    assert Line.objects.count() == 6
    assert set(became(person)) == {TRESPASS}
    assert set(became(other)) == {"P3-C1-1"}


def test_the_number_of_queries_does_not_grow_with_the_charges(person, django_assert_num_queries):
    notices = clear(TRESPASS)
    answer(notices["bureau"], later(1), not_found=1)
    with django_assert_num_queries(4):
        assert len(became_by_key(person)) == 1
    clear(CANNABIS)
    with django_assert_num_queries(4):
        assert len(became_by_key(person)) == 2
    undo(CANNABIS)
    with django_assert_num_queries(5):
        assert len(became_by_key(person)) == 2


def became_by_key(person):
    return what_became(person.pk, Policy.objects.in_force(), on=TODAY, language="en")
