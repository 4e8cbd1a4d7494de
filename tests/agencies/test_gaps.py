import pytest

from clearance.agencies import actions
from clearance.agencies.gaps import gaps
from clearance.agencies.models import Area
from tests.agencies.examples import KEY, agency, contact
from tests.records.extracts import AT, CASES, changed, extract, take_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def records(tmp_path, settings):
    """Cases of one court, in one county."""
    settings.DATA_DIR = tmp_path
    cases = [{**case, "court": "Greene District Court", "county": "Greene"} for case in changed(CASES, "C1")]
    take_in(extract(tmp_path / "sent", cases=cases))


def complete(**said):
    """With a key and someone to remind."""
    one = agency(**said)
    actions.add_key(by="staff:1", agency=one, public_key=KEY, at=AT)
    contact(one)
    return one


def test_nothing_is_missing_where_all_is_there(records):
    assert gaps(complete(courts=("Greene District Court",))) == []


def test_a_statewide_agency_needs_no_area(records):
    assert gaps(complete(statewide=True)) == []


def test_each_thing_that_is_missing_is_said_with_what_to_do():
    area, key, reminders = gaps(agency())
    assert area.endswith("Add its courts or counties, or tick statewide.")
    assert key.endswith("Ask it for its public key, and add it.")
    assert reminders.endswith("Add a contact.")


def test_an_area_that_no_case_has_is_named_with_the_spelling_that_is_there(records):
    one = complete(courts=("Greene district court ", "Blue Court"))
    far, near = gaps(one)
    assert far == "No case on record has the court “Blue Court”. Write it as it stands there."
    assert near.endswith("Write it as it stands there: “Greene District Court”.")
    actions.save_area(by="staff:1", area=Area(agency=one, kind="county", name="Greene"))
    assert len(gaps(one)) == 2


def test_areas_of_a_statewide_agency_mean_nothing(records):
    [one] = gaps(complete(statewide=True, courts=("Greene District Court",)))
    assert one.startswith("It is statewide, so its courts and counties mean nothing.")


def test_an_ended_key_and_a_contact_without_reminders_do_not_count():
    one = agency(statewide=True)
    actions.end_key(by="s", key=actions.add_key(by="s", agency=one, public_key=KEY, at=AT), at=AT)
    contact(one, reminders=False)
    assert len(gaps(one)) == 2
