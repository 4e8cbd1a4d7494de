"""What may be stuck of what people say of their record is said to staff."""

from datetime import timedelta

import pytest

from clearance.days import working_days_later
from lookup.identity.access import Access
from lookup.record.alerts.models import Message
from lookup.record.concerns.actions import answer, say
from lookup.record.incidents.actions import end, not_mine
from lookup.record.waits import waiting
from tests.lookup import people
from tests.lookup.people import NOW
from tests.lookup.visiting import linked

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_working_days_leave_out_the_weekend():
    monday = NOW + DAY  # NOW is a Sunday
    assert working_days_later(NOW, 5) == NOW + 5 * DAY
    assert working_days_later(monday, 5) == monday + 7 * DAY
    assert working_days_later(monday + 4 * DAY, 1) == monday + 7 * DAY


def test_concerns_and_incidents_are_stuck_after_five_working_days(now):
    link = linked(people.someone_with_everything())
    given = {"access": Access(link), "by": "account:1", "at": NOW}
    concern = say(kind="fact", charge=None, text="My name", **given)
    incident = not_mine(**given)
    told, seen = waiting(NOW)
    assert "are not answered: 1." in told.what
    assert "not looked into: 1." in seen.what
    for one in (told, seen):
        assert not one.is_stuck(NOW + 5 * DAY - timedelta(seconds=1))
        assert one.is_stuck(NOW + 5 * DAY)
    answer(by="staff:3", concern=concern, outcome="court", english="A court can.", spanish="", at=NOW)
    end(by="staff:3", incident=incident, reason="Not theirs.", at=NOW)
    assert list(waiting(NOW)) == []


def test_messages_that_nobody_takes_are_stuck_after_an_hour(now):
    Message.objects.create(account=linked(people.someone_who_waits()).account, way="text", made_at=NOW)
    [one] = waiting(NOW)
    assert "by text message are not sent: 1." in one.what
    assert "CLEARANCE_SMS_GATEWAY" in one.to_do
    assert one.is_stuck(NOW + timedelta(hours=1))
