"""Links that are over end, those whose person may be another are frozen, and a check a day is signed."""

from datetime import timedelta

import pytest
from django.db import connection

from clearance.audit.models import Event
from clearance.days import working_days_later
from clearance.installation_key import installation_key
from clearance.records.models import Import
from clearance.records.signals import identities_changed
from clearance.signing import canonical_json, is_signed_by, public_key
from lookup.identity import codes, links
from lookup.identity.actions import issue_code, redeem_code
from lookup.identity.models import Claim, Link, LinkCheck, Visit
from lookup.identity.review import nightly, sampling, tasks, waits, watch
from lookup.identity.review.questions import asked, question
from tests.lookup.identity.claiming import account, on_record
from tests.lookup.identity.review.asking import frozen, identity_changes, in_review, judge, linked, state
from tests.lookup.people import NOW, someone_left_out, someone_who_waits, someone_with_nothing

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def freeze_changed(at=LATER) -> int:
    return watch.freeze_changed(by="worker", at=at)


# Over, and changed


def test_a_link_ends_after_twelve_months_and_not_before():
    claim = linked(account(), someone_who_waits())
    assert watch.end_expired(by="worker", at=NOW + timedelta(days=365, seconds=-1)) == 0
    assert watch.end_expired(by="worker", at=NOW + timedelta(days=365)) == 1
    assert (state(claim), Link.objects.get().because) == (("link", "ended"), "expired")
    assert watch.end_expired(by="worker", at=NOW + timedelta(days=366)) == 0


def test_a_link_is_frozen_when_an_import_changes_who_its_person_is():
    person, other = someone_who_waits(), someone_left_out()
    claim, untouched = linked(account("one"), person), linked(account("two"), other)
    identity_changes(person, after=timedelta(days=1))
    assert (freeze_changed(), freeze_changed()) == (1, 0)
    assert (state(claim), state(untouched)) == (("link", "frozen"), ("link", "active"))
    assert question(claim.pk).because == "identity_changed"


def test_what_changed_before_the_claim_was_decided_changes_nothing():
    person = someone_who_waits()
    linked(account(), person)
    identity_changes(person, after=timedelta(minutes=-2))
    assert freeze_changed() == 0


def test_an_import_that_was_being_committed_when_the_claim_was_decided_counts():
    person = someone_who_waits()
    linked(account(), person)
    identity_changes(person, after=timedelta(seconds=-30))
    assert freeze_changed() == 1


def test_a_link_is_frozen_when_someone_else_gets_the_same_identifier():
    person = on_record(someone_who_waits(), "Quill, Wren", state_id="FR-88", ssn="123-45-6789")
    other = on_record(someone_left_out(), "Quill, Wren", state_id="FR-88")
    claim = linked(account(), person)
    assert freeze_changed() == 0  # so it was when the claim was decided
    identity_changes(other, after=timedelta(hours=3))
    assert freeze_changed() == 1
    assert state(claim) == ("link", "frozen")


def test_another_kind_of_the_same_number_is_another_identifier():
    person = on_record(someone_who_waits(), "Quill, Wren", state_id="FR-88")
    other = on_record(someone_left_out(), "Quill, Wren", license="FR-88")
    linked(account(), person)
    identity_changes(other, after=timedelta(hours=3))
    assert freeze_changed() == 0


def test_a_link_that_reviewers_kept_is_frozen_again_only_when_it_changes_again():
    person = someone_who_waits()
    claim = linked(account(), person)
    identity_changes(person, after=timedelta(hours=1))
    assert freeze_changed() == 1
    for by in (901, 902):
        judge(claim, "keep", by=by, at=NOW + timedelta(hours=3))
    assert freeze_changed() == 0
    identity_changes(person, after=timedelta(hours=5))
    assert freeze_changed(LATER + timedelta(days=1)) == 1


# Visits and codes, of which no account knows


def handed_out(person, *, shared: bool = False) -> str:
    """The text of a code that the agency gave this person."""
    if shared:
        on_record(person, "Quill, Wren", state_id="FR-88")
    return codes.read(issue_code(person=person, by="staff:7", at=NOW))


def changes(person, *, shared: bool) -> None:
    """Who they are changes; or someone else gets their identifier."""
    of = on_record(someone_left_out(), "Quill, Wren", state_id="FR-88") if shared else person
    identity_changes(of, after=timedelta(minutes=5))


def redeem(text: str, at=LATER):
    return redeem_code(text=text, network="library", by="visitor", at=at)


@pytest.mark.parametrize("shared", [False, True])
def test_a_visit_ends_when_an_import_changes_who_its_person_is(shared, quick_answers):
    at = NOW + timedelta(minutes=6)
    text, other = handed_out(person := someone_who_waits(), shared=shared), handed_out(someone_with_nothing())
    visit, untouched = redeem(text, NOW), redeem(other, NOW)
    assert watch.end_changed(by="worker", at=at) == 0
    changes(person, shared=shared)
    assert [watch.end_changed(by="worker", at=at) for _ in range(2)] == [1, 0]
    assert list(Visit.objects.open(at)) == [untouched]
    told = Event.objects.of_kind("visit.left").get()
    assert told.detail == {"visit": str(visit), "because": "identity_changed"}
    assert redeem(text, at) is None


@pytest.mark.parametrize("shared", [False, True])
def test_a_code_that_is_out_opens_nothing_until_people_have_decided_again(shared, quick_answers):
    text, untouched = handed_out(person := someone_who_waits(), shared=shared), handed_out(someone_with_nothing())
    changes(person, shared=shared)
    assert [watch.reopen_changed(by="worker", at=LATER) for _ in range(2)] == [1, 0]
    claim = Claim.objects.in_review().get()
    assert (claim.because, [one.person for one in claim.candidates.all()]) == ("identity_changed", [person])
    assert redeem(text) == claim
    for by in (901, 902):
        judge(claim, "link", by=by, person=person, at=LATER)
    assert watch.reopen_changed(by="worker", at=LATER) == 0
    assert (redeem(text).person, redeem(untouched).person.person_id) == (person, "P6")


def test_a_code_that_was_used_or_is_over_leaves_its_claim_as_it_was(quick_answers):
    used, over = someone_who_waits(), someone_with_nothing()
    redeem(handed_out(used), NOW)
    handed_out(over)
    for person in (used, over):
        identity_changes(person, after=timedelta(minutes=5))
    assert watch.reopen_changed(by="worker", at=NOW + timedelta(days=7)) == 0


def test_it_is_done_in_ranges(monkeypatch):
    monkeypatch.setattr(watch, "RANGE", 2)
    for number in range(5):
        linked(account(f"a{number}"), someone_with_nothing(f"R{number}"))
    told = []
    ended = watch.end_expired(by="worker", at=NOW + timedelta(days=400), progress=lambda *step: told.append(step))
    assert (ended, told) == (5, [("ending links", 2), ("ending links", 2), ("ending links", 1)])


# Checked by people


def test_one_in_a_hundred_is_drawn_and_always_the_same_ones():
    drawn = [number for number in range(20_000) if sampling.is_drawn(f"claim:{number}")]
    assert 120 < len(drawn) < 280
    assert drawn == [number for number in range(20_000) if sampling.is_drawn(f"claim:{number}")]


def test_what_is_kept_for_a_check_is_emptied_when_the_link_ends_before(monkeypatch):
    monkeypatch.setattr("lookup.identity.claims.is_drawn", lambda claim: True)
    claim = linked(account(), someone_who_waits())
    assert watch.forget_ended(by="worker") == 0
    links.end(link=claim.link, because="expired", by="worker", at=LATER)
    assert (watch.forget_ended(by="worker"), watch.forget_ended(by="worker")) == (1, 0)
    claim.refresh_from_db()
    assert claim.attested is None


# Checked every day


def test_once_a_day_all_links_are_checked_and_what_came_of_it_is_signed():
    linked(account(), someone_who_waits())
    one = nightly.check_links(by="worker", at=NOW)
    assert nightly.check_links(by="worker", at=NOW + timedelta(hours=2)) is None
    assert (one.links, one.faults) == (1, [])
    assert nightly.check_links(by="worker", at=NOW + timedelta(days=1)).day == one.day + timedelta(days=1)
    assert nightly.is_signed(LinkCheck.objects.get(day=one.day), public_key(installation_key()))


def test_an_outsider_checks_the_event_with_the_public_key_alone():
    nightly.check_links(by="worker", at=NOW)
    said = Event.objects.of_kind("links.checked").get().detail
    signature, key = said.pop("signature"), public_key(installation_key())
    assert is_signed_by(key, canonical_json(said), signature)
    assert not is_signed_by(key, canonical_json(said | {"links": 7}), signature)


@pytest.mark.parametrize("changed", ["links", "faults", "at"])
def test_a_row_that_was_changed_is_not_signed(changed):
    one = nightly.check_links(by="worker", at=NOW)
    setattr(one, changed, {"links": 9, "faults": ["none"], "at": LATER}[changed])
    assert not nightly.is_signed(one, public_key(installation_key()))


def without(*constraints: str) -> None:
    """The database no longer refuses it, as after someone has lifted its constraints. For this transaction."""
    with connection.cursor() as cursor:
        for name in constraints:
            cursor.execute(f"DROP INDEX {name}")


@pytest.mark.parametrize(("same", "fault"), [("person", "person_twice"), ("account", "account_twice")])
def test_two_links_of_one_are_found_where_the_constraint_was_lifted(same, fault, caplog):
    first, second = linked(account("one"), someone_who_waits()), linked(account("two"), someone_left_out())
    without(f"one_standing_link_per_{same}")
    Link.objects.filter(claim=second).update(**{same: getattr(first.link, same)})
    one = nightly.check_links(by="worker", at=NOW)
    assert {found["fault"]: found["links"] for found in one.faults} == {fault: 2, "claim_is_not_linked": 1}
    assert Event.objects.of_kind("links.faults_found").exists()
    assert "2 faults" in caplog.text
    assert nightly.is_signed(one, public_key(installation_key()))
    [alarm] = [waiting for waiting in waits.waiting(NOW) if "found 2 faults" in waiting.what]
    assert alarm.is_stuck(NOW)


@pytest.mark.parametrize("outcome", ["none", "review"])
def test_a_link_on_a_claim_that_is_not_linked_is_found(outcome):
    claim = linked(account(), someone_who_waits())
    Claim.objects.filter(pk=claim.pk).update(outcome=outcome, person=None)
    assert [found["fault"] for found in nightly.faults()] == ["claim_is_not_linked"]


def test_links_that_ended_are_no_fault():
    person, someone = someone_who_waits(), account()
    linked(someone, person)
    linked(someone, person)
    assert list(nightly.faults()) == []


# The sweep, and what is stuck


def test_the_sweep_does_all_of_it_and_a_second_one_nothing(now):
    person = someone_who_waits()
    old, changed = linked(account("one"), someone_left_out()), linked(account("two"), person)
    issue_code(person=person, by="staff:7", at=NOW)
    Link.objects.filter(claim=old).update(made_at=NOW - timedelta(days=400), expires_at=NOW - timedelta(days=35))
    identity_changes(person, after=timedelta(0))
    tasks.watch_over_links.call()
    assert (state(old), state(changed)) == (("link", "ended"), ("link", "frozen"))
    assert Claim.objects.in_review().get().because == "identity_changed"
    events = Event.objects.count()
    tasks.watch_over_links.call()
    assert (Event.objects.count(), LinkCheck.objects.count()) == (events, 1)


def test_an_import_that_changed_someone_asks_for_the_sweep(monkeypatch):
    asked_for = []
    monkeypatch.setattr(type(tasks.watch_over_links), "enqueue", lambda *args: asked_for.append(args))
    identities_changed.send(Import, by="staff:1", import_number=1, at=NOW)
    assert len(asked_for) == 1


def test_what_waits_longer_than_five_working_days_is_stuck():
    in_review(account("one"), someone_who_waits())
    frozen(linked(account("two"), someone_left_out()))
    [one] = waits.waiting(NOW)
    assert one.what == "Claims and links that wait for reviewers: 2."
    assert not one.is_stuck(NOW + timedelta(days=4))
    assert one.is_stuck(NOW + timedelta(days=7))
    assert working_days_later(NOW, waits.WORKING_DAYS) == NOW + timedelta(days=5)  # from a Sunday


def test_a_check_that_does_not_come_is_stuck():
    nightly.check_links(by="worker", at=NOW)
    assert list(waits.waiting(NOW + timedelta(hours=24))) == []
    [one] = waits.waiting(NOW + timedelta(hours=26))
    assert one.is_stuck(NOW + timedelta(hours=26))
    assert asked().count() == 0
