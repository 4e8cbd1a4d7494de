"""The brakes: each trips where it should and nowhere else, and says what it found."""

import pytest

from clearance.agencies.models import Agency, Area
from clearance.records.models import Case
from clearance.runs.approval import brakes
from clearance.runs.approval.models import Brake
from clearance.runs.eligibility import actions
from clearance.runs.eligibility.models import Run
from clearance.runs.eligibility.totals import total_of
from tests.records.extracts import AT, CASES, CHARGES, changed, extract, take_in
from tests.runs.eligibility.state import OPERATOR, a_state, applied, computed, law_in_force, simple_law
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = "\n[process.order]\nneeded = true\nbatch = true\n"
COURTS = '\n[[process.agency]]\nid = "courts"\nname = "The courts"\nkind = "court"\nrole = "must_shield"\n'


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def brake(run: Run, kind: str) -> Brake:
    return run.brakes.get(kind=kind)


def again(run: Run, policy) -> Run:
    """The same law is computed once more."""
    actions.withdraw(by=OPERATOR, run=run, why="Once more.", at=AT)
    return computed(policy)


def agency(kind: str, *courts: str, **options) -> Agency:
    one = Agency.objects.create(code=f"{kind}-{Agency.objects.count()}", kind=kind, registered_at=AT, **options)
    for court in courts:
        Area.objects.create(agency=one, kind="court", name=court)
    return one


def test_the_first_run_has_no_rate_to_compare_with(tmp_path):
    a_state(tmp_path, people=40)
    one = brake(computed(simple_law(tmp_path)), "rate")
    assert not one.tripped
    assert "there is no earlier run" in one.found


def test_a_rate_like_that_of_the_last_run_is_fine_and_one_far_from_it_trips(tmp_path):
    a_state(tmp_path, people=40)
    policy = simple_law(tmp_path)
    before = applied(policy)
    same = computed(policy)
    assert not brake(same, "rate").tripped
    assert f"in run {before.pk}: a change of 0.0 %" in brake(same, "rate").found
    before.totals.filter(dimension="all").update(clear=total_of(before).clear // 2)
    far = again(same, policy)
    assert brake(far, "rate").tripped
    assert "at most 20.0 % more or less" in brake(far, "rate").threshold


def test_a_law_sets_its_own_bounds(tmp_path):
    a_state(tmp_path, people=40)
    text = "[process.safeguards]\nundetermined = 0\nrate_change = 0.9\n"
    policy = law_in_force(tmp_path, without=("objections", "safeguards", "agency"), add=text)
    run = computed(policy)
    assert total_of(run).undetermined
    assert brake(run, "undetermined").tripped
    assert brake(run, "undetermined").threshold == "at most 0.0 % of all charges"
    assert "at most 90.0 %" in brake(run, "rate").threshold


def test_a_county_of_which_nothing_is_cleared_trips_only_if_it_has_many_charges(tmp_path, monkeypatch):
    take_in(extract(tmp_path / "sent", cases=changed(CASES, "C1", county="Greene")))
    policy = in_force(tmp_path, LAW.replace("years = 3", "years = 300"))
    run = computed(policy)
    assert not brake(run, "county").tripped
    monkeypatch.setattr(brakes, "FEW_CHARGES", 1)
    found = brake(again(run, policy), "county")
    assert found.tripped
    assert found.found == "2: (no county), Greene"


def test_a_county_in_which_something_is_cleared_does_not_trip(tmp_path, monkeypatch):
    monkeypatch.setattr(brakes, "FEW_CHARGES", 1)
    charges = changed(CHARGES, "X2", disposition="dismissed", disposition_date="2011-09-09")
    take_in(extract(tmp_path / "sent", cases=changed(CASES, "C1", county="Greene"), charges=charges))
    run = computed(in_force(tmp_path))
    assert total_of(run).clear == 2
    assert not brake(run, "county").tripped


def test_charges_that_no_agency_would_be_told_of_trip_a_brake_and_their_number_is_said(tmp_path):
    take_in(extract(tmp_path / "sent", cases=changed(CASES, "C1", court="Greene District Court")))
    policy = in_force(tmp_path, LAW + COURTS)
    run = computed(policy)
    assert brake(run, "nobody_told").found == "1 charges are in the area of none of: The courts"
    assert brake(run, "nobody_told").tripped
    agency("court", "Somewhere Else Court")
    assert brake(run := again(run, policy), "nobody_told").tripped
    agency("police", "Greene District Court")
    assert brake(run := again(run, policy), "nobody_told").tripped
    agency("court", "Greene District Court")
    assert not brake(run := again(run, policy), "nobody_told").tripped
    Agency.objects.filter(kind="court").update(closed_at=AT)
    assert brake(run := again(run, policy), "nobody_told").tripped
    agency("court", statewide=True)
    assert not brake(again(run, policy), "nobody_told").tripped


def test_a_case_of_no_court_is_reached_by_its_county(tmp_path):
    take_in(extract(tmp_path / "sent", cases=changed(CASES, "C1", county="Greene")))
    assert Case.objects.get(case_id="C1").court is None
    one = agency("court")
    Area.objects.create(agency=one, kind="county", name="Greene")
    assert not brake(computed(in_force(tmp_path, LAW + COURTS)), "nobody_told").tripped


def test_an_order_that_no_court_could_sign_trips_too(tmp_path):
    take_in(extract(tmp_path / "sent"))
    agency("repository", statewide=True)
    bureau = COURTS.replace("courts", "bureau").replace('"court"', '"repository"')
    run = computed(in_force(tmp_path, LAW + bureau + ORDERS))
    assert "1 charges are of courts that are not registered" in brake(run, "nobody_told").found


def test_a_law_that_names_no_agency_tells_nobody(tmp_path):
    take_in(extract(tmp_path / "sent"))
    run = computed(in_force(tmp_path))
    assert not run.brakes.filter(kind="nobody_told").exists()
    assert not run.brakes.holding().exists()
