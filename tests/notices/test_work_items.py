from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clearance.audit.models import Event
from clearance.notices.acknowledgements.actions import take_in
from clearance.notices.confirmations import confirmations
from clearance.notices.messages import Item
from clearance.notices.models import Line, Notice, WorkItem
from clearance.notices.work_items.actions import Side, accept, look, send_again
from clearance.runs.refusals import Refused
from tests.notices.told import AT, agency, answer, key_of, sealed, undo

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)
STAFF, WHY = "staff:7", "The number was typed wrongly; it was corrected."


@pytest.fixture
def court():
    return agency("greene-court", "court", ("court", "Greene District Court"))


@pytest.fixture
def key(court):
    return key_of(court)


@pytest.fixture
def notice(court, tmp_path) -> Notice:
    [notice] = sealed(court, folder=tmp_path)
    return notice


@pytest.fixture
def item(notice, key) -> WorkItem:
    """The court has the second line under another number."""
    items = [Item(1, "done"), Item(2, "conflict", theirs={"case_number": "11-CR-0020"}), Item(3, "not_found")]
    take_in(by="worker", agency=notice.agency, body=answer(notice, key, items=items), at=LATER)
    return WorkItem.objects.get(line=2)


def correct(item: WorkItem) -> None:
    """What an import would do."""
    case = item.its_line().clearance.charge.case
    case.case_number = "11-CR-0020"
    case.save()


def test_what_was_not_found_or_differs_is_opened_with_the_agencys_side(item, notice):
    opened = WorkItem.objects.open().order_by("line").values_list("notice", "line", "kind", "theirs", "opened_at")
    assert list(opened) == [
        (notice.pk, 2, "conflict", {"case_number": "11-CR-0020"}, LATER),
        (notice.pk, 3, "not_found", {}, LATER),
    ]


def test_whoever_looks_sees_both_sides_and_is_written_down_with_the_person(item):
    correct(item)
    assert look(by=STAFF, item=item) == [
        Side("court", "Greene District Court", "Greene District Court", None),
        Side("case_number", "11-CR-0002", "11-CR-0020", "11-CR-0020"),
        Side("sequence", 1, 1, None),
    ]
    event = Event.objects.of_kind("work_item.viewed").get()
    assert (event.actor, event.detail) == (STAFF, {"work_item": item.pk})
    assert event.subject == f"person:{item.its_line().clearance.person_id}"


def test_after_a_correction_the_line_goes_out_again_with_what_the_records_hold_now(item, notice, key):
    correct(item)
    again = send_again(by=STAFF, item=item, reason=WHY, at=LATER)
    assert (again.origin, again.number, again.lines, again.sealed_at) == (f"again:{item.pk}", 2, 1, LATER)
    line = again.all_lines.get()
    assert line.payload == {"court": "Greene District Court", "case_number": "11-CR-0020", "sequence": 1}
    assert (line.earlier_notice, line.earlier_line) == (notice, 2)
    item.refresh_from_db()
    assert (item.resolution, item.reason, item.resolved_by, item.resolved_at) == ("corrected", WHY, STAFF, LATER)
    event = Event.objects.of_kind("work_item.corrected").get()
    assert (event.actor, event.subject, event.detail["notice"]) == (STAFF, item.reference, str(again.pk))
    take_in(by="worker", agency=notice.agency, body=answer(again, key), at=LATER)
    assert Line.objects.get(notice=notice, number=2).outcome == "conflict"
    assert Line.objects.get(notice=again).outcome == "done"


def test_an_answer_can_be_accepted_with_a_reason(item):
    accept(by=STAFF, item=item, reason=WHY, at=LATER)
    assert (item.resolution, item.its_line().outcome) == ("accepted", "conflict")
    assert Event.objects.of_kind("work_item.accepted").get().subject == item.reference


@pytest.mark.parametrize("settle", [send_again, accept])
def test_it_is_settled_once_and_with_a_reason(item, settle):
    with pytest.raises(Refused, match="Say why"):
        settle(by=STAFF, item=item, reason=" ", at=LATER)
    assert WorkItem.objects.open().count() == 2
    settle(by=STAFF, item=item, reason=WHY, at=LATER)
    for other in (send_again, accept):
        with pytest.raises(Refused, match="is settled"):
            other(by=STAFF, item=item, reason=WHY, at=LATER)


def test_an_agency_that_finds_the_record_after_all_settles_it(item, notice, key):
    take_in(by="worker", agency=notice.agency, body=answer(notice, key, 2, [Item(2, "done")]), at=LATER)
    item.refresh_from_db()
    assert (item.resolution, item.resolved_at) == ("done", LATER)
    assert item.resolved_by.startswith("acknowledgement:")


def test_a_reversal_settles_it_and_a_clearance_that_was_reversed_is_not_sent_again(item, notice, key):
    undo(item.its_line().clearance, at=LATER)
    item.refresh_from_db()
    assert (item.resolution, item.resolved_by) == ("reversed", "staff:5")
    assert WorkItem.objects.open().get().line == 3


def test_what_is_sent_again_after_a_reversal_is_that_it_is_undone(notice, key):
    undo(Line.objects.get(notice=notice, number=1).clearance, at=LATER)
    restoring = Notice.objects.get(kind="restore")
    body = answer(restoring, key, items=[Item(1, "not_found")])
    take_in(by="worker", agency=notice.agency, body=body, at=LATER)
    again = send_again(by=STAFF, item=WorkItem.objects.get(), reason=WHY, at=LATER)
    assert (again.kind, again.all_lines.get().earlier_notice) == ("restore", restoring)


def test_a_late_not_found_on_what_was_reversed_is_not_sent_again(notice, key):
    undo(Line.objects.get(notice=notice, number=1).clearance, at=LATER)
    body = answer(notice, key, items=[Item(1, "not_found")])
    take_in(by="worker", agency=notice.agency, body=body, at=LATER)
    with pytest.raises(Refused, match="was reversed"):
        send_again(by=STAFF, item=WorkItem.objects.get(), reason=WHY, at=LATER)


def test_a_closed_agency_is_sent_nothing_again(item, court):
    court.closed_at = LATER
    court.save()
    with pytest.raises(Refused, match="is closed"):
        send_again(by=STAFF, item=item, reason=WHY, at=LATER)


def test_no_more_than_it_declares_by_then_is_sent_again(item, court):
    court.data = ["sequence", "case_number", "birth_date"]
    court.save()
    again = send_again(by=STAFF, item=item, reason=WHY, at=LATER)
    assert again.data == sorted(again.all_lines.get().payload) == ["case_number", "sequence"]


@pytest.mark.parametrize("change", [{"kind": "not_found"}, {"theirs": {"x": 1}}, {"line": 1}])
def test_the_database_refuses_to_change_what_it_is_about_or_to_settle_it_twice(item, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        WorkItem.objects.filter(pk=item.pk).update(**change)
    accept(by=STAFF, item=item, reason=WHY, at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        WorkItem.objects.filter(pk=item.pk).update(reason="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        WorkItem.objects.all()._raw_delete(using="default")


def test_a_person_sees_of_each_agency_its_last_answer_to_what_it_was_told_last(item, notice, key):
    bureau = agency("bureau", "repository")
    clearance = item.its_line().clearance
    assert [(one.agency, one.told_at, one.outcome) for one in confirmations(clearance.person)] == [
        (notice.agency, AT, "conflict")
    ]
    again = send_again(by=STAFF, item=item, reason=WHY, at=LATER)
    [waiting] = confirmations(clearance.person)
    assert (waiting.clearance, waiting.action, waiting.told_at, waiting.outcome) == (clearance.pk, "clear", LATER, "")
    take_in(by="worker", agency=notice.agency, body=answer(again, key), at=LATER + timedelta(days=1))
    [done] = confirmations(clearance.person)
    assert (done.outcome, done.answered_at) == ("done", LATER + timedelta(days=1))
    undo(clearance, at=LATER)
    [undone] = confirmations(clearance.person)
    assert (undone.action, undone.outcome, undone.answered_at) == ("restore", "", None)
    assert not bureau.notices.exists()
