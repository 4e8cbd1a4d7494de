from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clearance.audit.models import Event
from clearance.notices.messages import Item
from clearance.notices.models import Acknowledgement, Line, Notice, WorkItem
from tests.notices.answering import LATER, THEIRS, refusal, state, take
from tests.notices.told import answer, charges, clear, key_of, policy, run_of, undo

pytestmark = pytest.mark.django_db


def test_every_line_gets_its_outcome_and_the_notice_its_counts(notice, key):
    items = [
        Item(1, "done"),
        Item(2, "not_found"),
        Item(3, "conflict", theirs=THEIRS),
        Item(4, "refused", "under_litigation"),
    ]
    kept = take(answer(notice, key, items=items), notice)
    notice.refresh_from_db()
    assert (notice.done, notice.not_found, notice.conflict, notice.refused, notice.waiting) == (1, 1, 1, 1, 4)
    outcomes = dict(notice.all_lines.values_list("number", "outcome"))
    assert outcomes == {1: "done", 2: "not_found", 3: "conflict", 4: "refused", 5: "", 6: "", 7: "", 8: ""}
    refused = Line.objects.get(notice=notice, number=4)
    assert (refused.code, refused.outcome_at) == ("under_litigation", LATER)
    assert (kept.moved, kept.counts["done"], kept.taken_by) == (4, 1, "worker")
    event = Event.objects.of_kind("acknowledgement.taken").get()
    assert event.subject == kept.reference
    assert event.detail == {
        "notice": str(notice.pk),
        "number": 1,
        "sha256": kept.sha256,
        "moved": 4,
        "done": 1,
        "not_found": 1,
        "conflict": 1,
        "refused": 1,
    }


def test_a_notice_is_acknowledged_with_its_last_answer(notice, key):
    take(answer(notice, key, 1, [Item(line, "done") for line in range(1, 8)]), notice)
    assert Notice.objects.unacknowledged().filter(pk=notice.pk).exists()
    take(answer(notice, key, 2, [Item(8, "not_found")]), notice, at=LATER)
    notice.refresh_from_db()
    assert notice.acknowledged_at == LATER
    take(answer(notice, key, 3, [Item(8, "done")]), notice, at=LATER + timedelta(days=1))
    notice.refresh_from_db()
    assert (notice.acknowledged_at, notice.done, notice.not_found) == (LATER, 8, 0)


def test_the_same_again_is_what_was_kept_and_changes_nothing(notice, key):
    body = answer(notice, key)
    kept = take(body, notice)
    before = state()
    events = Event.objects.count()
    for again in (body, body.replace(b" ", b""), body.replace(b": ", b" :\n")):
        assert take(again, notice, at=LATER + timedelta(days=9)) == kept
    assert (state(), Event.objects.count()) == (before, events)


def test_the_same_signed_with_the_next_key_of_the_agency_is_the_same(notice, key, court):
    kept = take(answer(notice, key), notice)
    assert take(answer(notice, key_of(court)), notice) == kept


def test_an_answer_goes_forward_to_done(notice, key):
    first = [Item(1, "not_found"), Item(2, "conflict"), Item(3, "refused", "other")]
    take(answer(notice, key, 1, first), notice)
    take(answer(notice, key, 2, [Item(line, "done") for line in (1, 2, 3)]), notice)
    notice.refresh_from_db()
    assert (notice.done, notice.not_found, notice.conflict, notice.refused) == (3, 0, 0, 0)
    assert not WorkItem.objects.open().exists()
    assert set(WorkItem.objects.values_list("resolution", flat=True)) == {"done"}


#: An answer that was given, and one that cannot follow it.
BACKWARDS = [
    ("done", Item(1, "not_found")),
    ("done", Item(1, "refused", "other")),
    ("not_found", Item(1, "conflict")),
    ("conflict", Item(1, "not_found")),
    ("refused", Item(1, "not_found")),
]


@pytest.mark.parametrize(("before", "after"), BACKWARDS)
def test_an_answer_that_goes_backwards_is_refused_with_all_that_came_with_it(notice, key, before, after):
    take(answer(notice, key, 1, [Item(1, before, "no_duty" if before == "refused" else "")]), notice)
    kept = state()
    assert refusal(answer(notice, key, 2, [Item(2, "done"), after]), notice) == "backwards"
    assert state() == kept
    with pytest.raises(DatabaseError), transaction.atomic():
        Line.objects.filter(notice=notice, number=1).update(outcome=after.outcome, code=after.code)


def test_one_that_comes_late_changes_only_lines_that_still_wait(notice, key):
    take(answer(notice, key, 2, [Item(1, "done"), Item(2, "done")]), notice)
    kept = take(answer(notice, key, 1, [Item(1, "not_found"), Item(3, "not_found")]), notice)
    assert kept.moved == 1
    outcomes = dict(notice.all_lines.values_list("number", "outcome"))
    assert (outcomes[1], outcomes[2], outcomes[3]) == ("done", "done", "not_found")
    assert WorkItem.objects.get().line == 3


def test_a_key_that_has_ended_signs_nothing_any_more(notice, key, court):
    body = answer(notice, key)
    take(body, notice)
    court.keys.update(ended_at=LATER)
    assert refusal(body, notice) == "wrong_signature"


def test_refusing_is_logged_without_what_the_message_holds(notice, key):
    items = [Item(1, "conflict", theirs={"birth_date": "SECRET"})]
    assert refusal(answer(notice, key, items=items), notice) == "undeclared_data"
    event = Event.objects.of_kind("acknowledgement.refused").get()
    assert set(event.detail) == {"agency", "code", "sha256"}
    assert event.actor == "worker"


@pytest.mark.parametrize("change", [{"number": 9}, {"message": "{}"}, {"moved": 0}])
def test_the_database_refuses_to_change_or_delete_an_acknowledgement(notice, key, change):
    take(answer(notice, key), notice)
    with pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.all()._raw_delete(using="default")


def test_the_database_keeps_one_acknowledgement_of_a_number(notice, key):
    kept = take(answer(notice, key), notice)
    kept.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


def test_a_notice_that_is_still_open_cannot_be_answered(court, key, tmp_path):
    of = charges(1)
    clear(run_of(policy(tmp_path), of), of)
    assert refusal(answer(Notice.objects.get(agency=court), key), Notice.objects.get(agency=court)) == "unknown_notice"


def test_a_restoring_notice_is_answered_like_any_other(notice, key):
    undo(Line.objects.get(notice=notice, number=1).clearance, at=LATER)
    restoring = Notice.objects.get(agency=notice.agency, kind="restore")
    take(answer(restoring, key), notice)
    restoring.refresh_from_db()
    assert (restoring.done, restoring.waiting) == (1, 0)
    assert Line.objects.get(notice=notice, number=1).outcome == ""
