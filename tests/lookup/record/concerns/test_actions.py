"""What people say is wrong, and the steps of staff."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from clearance.agencies.models import Agency
from clearance.audit.models import Event
from clearance.keyring import Unsealable, unseal
from clearance.records.models import Charge
from clearance.runs.refusals import Refused
from lookup.identity.access import Access
from lookup.record.concerns import actions
from lookup.record.concerns.looking import look
from lookup.record.concerns.models import Concern, Step
from lookup.record.concerns.telling import told
from tests.lookup import people
from tests.lookup.people import NOW
from tests.lookup.visiting import linked

pytestmark = pytest.mark.django_db
STAFF, LATER = "staff:3", NOW + timedelta(days=2)


@pytest.fixture
def access(now, db) -> Access:
    return Access(linked(people.someone_with_everything()))


def say(access, *, kind="outcome", text="The judge let me go.", charge="P1-C2-1", at=NOW) -> Concern:
    chosen = Charge.objects.get(charge_id=charge) if charge else None
    return actions.say(access=access, kind=kind, charge=chosen, text=text, by=access.actor, at=at)


def agency(code="superior", name="Franklin Superior Court", **more) -> Agency:
    return Agency.objects.create(
        code=code, name=name, kind="court", data=["case_number"], registered_at=NOW, **{"statewide": True, **more}
    )


def answer(concern, outcome="no_error", english="We looked at the file.", spanish="", at=LATER) -> None:
    actions.answer(by=STAFF, concern=concern, outcome=outcome, english=english, spanish=spanish, at=at)


def test_what_someone_wrote_is_sealed_for_its_concern(access):
    concern = say(access)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM record_concern")
        kept = bytes(cursor.fetchone()[0])
    assert b"judge" not in kept
    assert Concern.objects.get().says == "The judge let me go."
    with pytest.raises(Unsealable):
        unseal(kept, place=f"concern:{concern.pk + 1}")


def test_that_it_was_said_is_an_event_without_a_word_of_it(access):
    concern = say(access)
    event = Event.objects.of_kind("concern.said").get()
    assert (event.actor, event.subject) == (access.actor, f"person:{access.person.pk}")
    assert event.detail == {"concern": str(concern), "kind": "outcome"}


def test_no_more_than_five_are_open_at_once(access):
    for _ in range(actions.OPEN_AT_ONCE):
        say(access)
    with pytest.raises(actions.TooMany, match="open"):
        say(access)
    answer(Concern.objects.last())
    say(access)


def test_no_more_than_ten_are_said_in_a_day(access):
    for _ in range(actions.PER_DAY):
        answer(say(access))
    with pytest.raises(actions.TooMany, match="day"):
        say(access)
    say(access, at=NOW + timedelta(days=1))


def test_the_limits_of_one_are_not_those_of_another(access):
    for _ in range(actions.OPEN_AT_ONCE):
        say(access)
    say(Access(linked(people.someone_who_waits(), "other")), charge="P2-C1-1")


def test_the_database_refuses_one_about_nothing(access):
    for nothing in ({"kind": "outcome", "text": b"x"}, {"kind": "fact"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Concern.objects.create(person=access.person, said_at=NOW, **nothing)


def test_it_is_taken_passed_on_and_answered_and_the_person_reads_each_step(access):
    concern = say(access)
    actions.take(by=STAFF, concern=concern, at=NOW)
    actions.pass_on(by=STAFF, concern=concern, agency=agency(), at=LATER)
    answer(concern, "corrected", "The court had it wrong.", "El tribunal se equivocó.")
    [one] = told(Concern.objects.of(access.person), "es")
    assert not one.open
    assert [(step.kind, step.agency, step.text, step.language) for step in one.done] == [
        ("taken", "", "", ""),
        ("passed", "Franklin Superior Court", "", ""),
        ("answered", "", "El tribunal se equivocó.", "es"),
    ]
    assert Concern.objects.get().answer.outcome == "corrected"
    events = Event.objects.filter(action__startswith="concern.").order_by("id")
    assert [event.action for event in events] == [
        "concern.said",
        "concern.taken",
        "concern.passed",
        "concern.answered",
    ]
    assert not any("court had" in str(event.detail) for event in events)


def test_an_answer_that_nobody_wrote_in_spanish_is_shown_as_english(access):
    concern = say(access)
    answer(concern)
    [one] = told(Concern.objects.of(access.person), "es")
    assert (one.done[0].text, one.done[0].language) == ("We looked at the file.", "en")


def test_opened_again_it_keeps_the_answer_before(access):
    concern = say(access)
    answer(concern)
    actions.reopen(by=STAFF, concern=concern, at=LATER)
    assert Concern.objects.open().get().answer is None
    answer(concern, "court", "Only a judge can.")
    [one] = told(Concern.objects.of(access.person), "en")
    assert [step.kind for step in one.done] == ["answered", "reopened", "answered"]
    assert Concern.objects.get().answer.outcome == "court"


def test_steps_in_the_wrong_order_are_refused_and_change_nothing(access):
    concern = say(access)
    with pytest.raises(Refused, match="is open"):
        actions.reopen(by=STAFF, concern=concern, at=LATER)
    with pytest.raises(Refused, match="was not passed on yet"):
        answer(concern, "passed")
    with pytest.raises(Refused, match="in English"):
        answer(concern, english=" ", spanish="Sí")
    with pytest.raises(Refused, match="is closed"):
        actions.pass_on(by=STAFF, concern=concern, agency=agency(closed_at=LATER), at=LATER)
    assert not Step.objects.exists()
    answer(concern)
    for step in (actions.take, actions.pass_on):
        with pytest.raises(Refused, match="is answered"):
            step(by=STAFF, concern=concern, at=LATER, **({"agency": None} if step is actions.pass_on else {}))


def test_staff_see_the_charge_what_was_written_and_who_holds_it_and_are_written_down(access):
    agency(name="Bureau", code="bureau")
    elsewhere = agency(name="Court of another county", code="elsewhere", statewide=False)
    elsewhere.areas.create(kind="county", name="Nowhere")
    seen = look(by=STAFF, concern=say(access))
    facts = dict(seen.facts)
    assert (facts["Charge"], facts["Case number ends in"]) == ("Theft under $500", "0912")
    assert (seen.says, seen.agencies) == ("The judge let me go.", ["Bureau"])
    event = Event.objects.of_kind("concern.viewed").get()
    assert (event.actor, event.subject) == (STAFF, f"person:{access.person.pk}")


def test_a_concern_outlives_the_account_and_names_none(access):
    say(access)
    access.by.account.delete()
    [kept] = Concern.objects.of(access.person)
    assert kept.says == "The judge let me go."
    assert not any(field.name == "account" for field in Concern._meta.get_fields())
