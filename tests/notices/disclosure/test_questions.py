"""Who may ask whether a record is cleared, and by which data."""

import pytest

from clearance.notices.disclosure.questions import MayNotAsk, may_ask, points_of
from clearance.runs.models import Policy
from tests.notices.told import AT, LAW, agency, policy

pytestmark = pytest.mark.django_db


def test_an_agency_that_is_only_notified_asks_by_the_data_points_that_it_declares(tmp_path):
    policy(tmp_path)
    assert points_of(agency("police", "police")) == ("tracking_number", "arrest_date")
    assert points_of(agency("sheriff", "police", data=["court", "case_number"])) == ("court", "case_number")


@pytest.mark.parametrize("kind", ["court", "repository", "probation"])
def test_one_that_must_shield_or_that_no_law_names_may_not_ask(tmp_path, kind):
    policy(tmp_path)
    one = agency("one", kind)
    assert not may_ask(one)
    with pytest.raises(MayNotAsk, match="No law in force names you as an agency that is only notified"):
        points_of(one)


def test_a_law_that_is_in_force_no_more_lets_nobody_ask(tmp_path):
    policy(tmp_path)
    one = agency("police", "police")
    assert may_ask(one)
    Policy.objects.update(retired_at=AT)
    assert not may_ask(one)


def test_one_law_of_several_is_enough(tmp_path):
    policy(tmp_path)
    policy(tmp_path, LAW.replace('id = "example"', 'id = "second"').replace("notified_only", "must_shield"))
    assert may_ask(agency("police", "police"))


def test_without_a_number_of_a_case_nobody_may_ask(tmp_path):
    policy(tmp_path)
    one = agency("police", "police", data=["birth_date", "arrest_date"])
    with pytest.raises(MayNotAsk, match=r"points are birth_date, arrest_date\. To ask, you need case_number or"):
        points_of(one)
