"""What may be stuck of notices."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from clearance.agencies.models import Key
from clearance.notices.models import Acknowledgement, Notice, WorkItem
from clearance.notices.outbox.sealing import seal
from clearance.work.waiting import Waiting, standing
from tests.emptying import no_triggers
from tests.notices.told import AT, agency, charges, clear, key_of, policy, run_of

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.WAITING = ["clearance.notices.waits.waiting"]


def notice(tmp_path, delivery: str, sealed: bool = True) -> Notice:
    """To the bureau, of two clearances."""
    agency("bureau", "repository", data=["tracking_number"], delivery=delivery)
    cleared = charges(2)
    clear(run_of(policy(tmp_path), cleared), cleared)
    one = Notice.objects.get()
    if sealed:
        seal(by="worker", notice=one, at=AT)
    one.refresh_from_db()
    return one


def is_(**values) -> None:
    """The notices are so, without the steps that lead there."""
    with no_triggers():
        Notice.objects.update(**values)


def all_of(at=AT) -> list[str]:
    found = standing(at)
    return [one.what for one in (*found.stuck, *found.in_time)]


def only(at=AT) -> Waiting:
    found = standing(at)
    [one] = [*found.stuck, *found.in_time]
    return one


def is_stuck_after(normal: timedelta, at=AT) -> bool:
    """Not a moment before, and then."""
    one = only(at)
    return not one.is_stuck(one.since + normal - MINUTE) and one.is_stuck(one.since + normal)


def test_nothing_waits_where_nobody_was_told():
    assert all_of() == []


def test_a_notice_that_is_not_sealed(tmp_path):
    of = notice(tmp_path, "folder", sealed=False)
    one = only()
    assert one.what == "Notices to Bureau are not sealed: 1."
    assert (one.since, one.url) == (AT, reverse("admin:agencies_agency_change", args=[of.agency_id]))
    assert is_stuck_after(7 * DAY)


def test_a_sealed_notice_that_is_not_in_its_folder_with_its_last_error(tmp_path):
    notice(tmp_path, "folder")
    assert only().what == "Notices to Bureau are not in its folder: 1."
    assert is_stuck_after(HOUR)
    is_(tries=3, last_error="PermissionError: the folder cannot be written.")
    assert only().what == (
        "Notices to Bureau are not in its folder: 1. The last error: PermissionError: the folder cannot be written."
    )


def test_a_sealed_notice_that_is_not_fetched(tmp_path):
    notice(tmp_path, "pull")
    assert only().what == "Notices to Bureau are not fetched: 1."
    assert is_stuck_after(7 * DAY)


def test_one_that_is_not_tried_any_more_is_stuck_at_once(tmp_path):
    notice(tmp_path, "folder")
    is_(tries=20, last_error="ConnectionError: no route", given_up_at=AT + DAY)
    one = only()
    assert one.what == "Notices to Bureau could not be delivered: 1. The last error: ConnectionError: no route."
    assert one.is_stuck(AT + DAY)


def test_one_without_an_answer_is_overdue_when_its_last_day_is_over_in_the_state(tmp_path):
    notice(tmp_path, "folder")
    is_(delivered_at=AT, due_on=date(2026, 4, 1))
    midnight = datetime(2026, 4, 2, tzinfo=ZoneInfo("America/New_York"))
    assert all_of(midnight - MINUTE) == []
    assert all_of(midnight) == ["Notices to Bureau are overdue, with records that have no answer: 1."]
    assert only(midnight).is_stuck(midnight)
    is_(done=2, acknowledged_at=AT)
    assert all_of(midnight) == []


def test_work_items_that_nobody_settles(tmp_path):
    of = notice(tmp_path, "folder")
    key_of(of.agency)
    answer = Acknowledgement.objects.create(
        notice=of, number=1, key=Key.objects.get(), counts={"not_found": 2}, moved=2, taken_at=AT, taken_by="agency"
    )
    is_(delivered_at=AT)
    for line in (1, 2):
        WorkItem.objects.create(notice=of, line=line, kind="not_found", acknowledgement=answer, opened_at=AT)
    assert only().what == "Work items are open, of records that an agency did not find or found otherwise: 2."
    assert is_stuck_after(14 * DAY)
