import pytest

from clearance.agencies import actions
from clearance.agencies.duties import duty_of, told
from clearance.law.policy import load_policy, parse_policy
from clearance.law.requirement import Period
from tests.agencies.examples import agency
from tests.records.extracts import AT
from tests.runs.laws import LAW

pytestmark = pytest.mark.django_db
FRANKLIN = load_policy("franklin")
TWO_COURTS = (
    LAW
    + """
[[process.agency]]
id = "district-courts"
name = "District courts"
kind = "court"
role = "must_shield"
within = { days = 30 }

[[process.agency]]
id = "supreme-court"
name = "The Supreme Court"
kind = "court"
role = "notified_only"
"""
)
STARTS_ONLY = (
    LAW
    + """
[process.initiator]
agency = "The state repository"
kind = "repository"
"""
)


def test_a_repository_starts_clearing_and_must_shield_within_thirty_days():
    duty = duty_of(agency("bureau", kind="repository"), FRANKLIN)
    assert (duty.initiates, duty.must_shield, duty.within) == (True, True, Period(days=30))
    assert duty.data == ("tracking_number", "statute", "disposition_date")


def test_the_police_are_only_told():
    duty = duty_of(agency("police", kind="police"), FRANKLIN)
    assert (duty.initiates, duty.must_shield, duty.within) == (False, False, None)


def test_an_agency_that_the_law_does_not_name_has_no_duty():
    assert duty_of(agency("probation", kind="probation"), FRANKLIN) is None


def test_an_agency_that_only_starts_clearing_is_told_nothing():
    duty = duty_of(agency("bureau", kind="repository"), parse_policy(STARTS_ONLY))
    assert (duty.initiates, duty.must_shield) == (True, False)
    assert told(parse_policy(STARTS_ONLY)) == []


def test_where_a_law_names_two_of_a_kind_the_agency_says_which_it_is():
    law = parse_policy(TWO_COURTS)
    assert duty_of(agency("unsaid"), law) is None
    assert duty_of(agency("greene", named_as="district-courts"), law).must_shield
    assert not duty_of(agency("top", named_as="supreme-court"), law).must_shield
    assert duty_of(agency("other", named_as="circuit-courts"), law) is None


def test_those_who_are_told_come_by_code_and_closed_ones_are_left_out():
    second, first, closed = agency("b-court"), agency("a-police", kind="police"), agency("c-court")
    agency("d-probation", kind="probation")
    actions.close(by="staff:1", agency=closed, at=AT)
    assert [one for one, _ in told(FRANKLIN)] == [first, second]
