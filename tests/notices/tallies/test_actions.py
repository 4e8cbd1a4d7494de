"""Counting by the hour."""

from datetime import timedelta

import pytest

from clearance.notices.tallies.actions import KEPT, count, count_up_to
from clearance.notices.tallies.models import Tally
from tests.notices.told import AT

pytestmark = pytest.mark.django_db


def counts():
    return {(tally.agency, tally.what, tally.hour.hour): tally.count for tally in Tally.objects.all()}


def test_each_hour_each_agency_and_each_thing_is_counted_apart():
    assert count(agency="police", what="checked", at=AT)
    assert not count(agency="police", what="checked", at=AT + timedelta(minutes=29))
    assert count(agency="police", what="checked", at=AT + timedelta(minutes=30))
    assert count(agency="", what="checked", at=AT)
    assert count(agency="police", what="refused: time", at=AT)
    assert counts() == {
        ("police", "checked", 14): 2,
        ("police", "checked", 15): 1,
        ("", "checked", 14): 1,
        ("police", "refused: time", 14): 1,
    }


def test_a_limit_is_reached_and_not_passed():
    assert [count_up_to(2, agency="police", what="checked", at=AT) for _ in range(4)] == [True, True, False, False]
    assert counts() == {("police", "checked", 14): 2}


def test_counts_are_kept_for_a_time():
    count(agency="police", what="checked", at=AT - KEPT - timedelta(hours=1))
    count(agency="police", what="checked", at=AT - KEPT + timedelta(hours=1))
    count(agency="police", what="checked", at=AT)
    assert Tally.objects.count() == 2


def test_staff_read_them_and_change_nothing(admin_client):
    count(agency="police", what="refused: time", at=AT)
    page = admin_client.get("/admin/notices/tally/").content.decode()
    assert "refused: time" in page
    assert admin_client.get("/admin/notices/tally/add/").status_code == 403
    assert admin_client.post(f"/admin/notices/tally/{Tally.objects.get().pk}/delete/").status_code == 403
