"""What objections, and silence, mean for a run that is settled."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clearance.agencies.models import Agency, Area, Member
from clearance.records.models import Charge
from clearance.runs.actions import put_in_force
from clearance.runs.eligibility.actions import settle
from clearance.runs.eligibility.models import Run
from clearance.runs.eligibility.settle import settle_now
from clearance.runs.models import Policy
from clearance.runs.objections import actions
from clearance.runs.objections.models import Objection
from clearance.runs.objections.settling import held_by_objections, may_be_settled
from clearance.runs.refusals import Refused
from tests.lookup import people
from tests.runs.computed import AT, PREPARER, charge, run_of
from tests.runs.laws import LAW, in_force
from tests.runs.objecting import acting_for, agency, franklin, greene, harlan
from tests.runs.staff import member_of_staff
from tests.runs.test_objections import IN_GREENE, IN_HARLAN, LAST_DAY, OPENED, decide, file, no_objection, opened

pytestmark = pytest.mark.django_db
AFTER = LAST_DAY + timedelta(1)
HELD = {"on_silence": '"held"'}


@pytest.fixture
def held_by_silence(tmp_path) -> Policy:
    return franklin(tmp_path, **HELD)


def held(run: Run) -> dict[str, set[str]]:
    """The charge_ids that are held, by reason; reasons without any are left out."""
    found = {}
    for because, charges in held_by_objections(run).items():
        ids = set(Charge.objects.filter(pk__in=charges).values_list("charge_id", flat=True))
        if ids:
            found[because] = ids
    return found


# ---- When it may be settled


def test_a_run_of_a_law_without_objections_is_settled_at_any_time(tmp_path):
    people.someone_with_everything()
    run = run_of(in_force(tmp_path, LAW))
    may_be_settled(run, OPENED)
    assert held_by_objections(run) == {}


def test_a_run_is_not_settled_before_it_was_opened_to_objections():
    people.someone_with_everything()
    run = run_of(put_in_force(by="staff:9", policy="franklin", at=AT))
    with pytest.raises(Refused, match=r"prosecutors \(F.S. 12-34\(14\)\(a\)\). Open run \d+ to objections first."):
        settle(by=PREPARER, run=run, on=AFTER, at=AT)


def test_a_run_is_not_settled_while_agencies_may_object():
    run, member = opened(), greene()
    harlan()
    no_objection(member, run)
    with pytest.raises(Refused, match=r"may object to run .* until 6 January 2027, that day included"):
        settle(by=PREPARER, run=run, on=LAST_DAY, at=AT)
    assert settle(by=PREPARER, run=run, on=AFTER, at=AT).state == "settling"


def test_it_is_settled_earlier_when_every_agency_that_may_object_has_no_more_objections():
    run = opened()
    for member in (greene(), harlan()):
        no_objection(member, run)
    acting_for(agency("police", kind="police", statewide=True))
    may_be_settled(run, OPENED)


def test_an_agency_that_is_closed_is_not_waited_for():
    run, member, gone = opened(), greene(), harlan()
    no_objection(member, run)
    Agency.objects.filter(pk=gone.agency_id).update(closed_at=AT)
    may_be_settled(run, OPENED)


def test_where_no_agency_is_registered_that_may_object_the_time_runs_its_course():
    run = opened()
    with pytest.raises(Refused, match="until 6 January 2027"):
        may_be_settled(run, LAST_DAY)
    may_be_settled(run, AFTER)


# ---- What is held


def test_what_was_sustained_or_is_not_decided_is_held_and_what_was_overruled_is_not():
    run, clerk = opened(), member_of_staff("clerk")
    mine, theirs = greene(), harlan()
    state = acting_for(agency("state", statewide=True))
    decide(clerk, file(mine, run), sustained=False)
    assert held(run) == {}
    file(theirs, run, IN_HARLAN)
    assert held(run) == {"undecided": {IN_HARLAN}}
    decide(clerk, file(state, run))
    assert held(run) == {"sustained": {IN_GREENE}, "undecided": {IN_HARLAN}}


def test_silence_clears_where_the_law_says_so_or_nothing(tmp_path):
    run = opened(franklin(tmp_path, on_silence=""))
    greene()
    assert held(run) == {}


def test_silence_holds_where_the_law_says_so(held_by_silence):
    run, member = opened(held_by_silence), greene()
    harlan()
    assert held(run) == {"silence": {IN_GREENE, IN_HARLAN}}
    no_objection(member, run)
    assert held(run) == {"silence": {IN_HARLAN}}


def test_an_objection_answers_for_its_own_charge_whatever_was_decided(held_by_silence):
    run, member = opened(held_by_silence), acting_for(agency("state", statewide=True))
    decide(member_of_staff("clerk"), file(member, run), sustained=False)
    assert held(run) == {"silence": {IN_HARLAN}}


def test_one_agency_does_not_answer_for_another(held_by_silence):
    run, member = opened(held_by_silence), greene()
    other = acting_for(agency("state", statewide=True))
    no_objection(harlan(), run)
    decide(member_of_staff("clerk"), file(member, run), sustained=False)
    assert held(run) == {"silence": {IN_GREENE, IN_HARLAN}}
    no_objection(other, run)
    assert held(run) == {}


def test_what_no_agency_could_object_to_is_held_too(held_by_silence):
    run = opened(held_by_silence)
    no_objection(greene(), run)
    assert held(run) == {"silence": {IN_HARLAN}}


def test_agencies_that_may_not_object_are_not_waited_for(held_by_silence):
    run = opened(held_by_silence)
    no_objection(greene(), run)
    no_objection(harlan(), run)
    acting_for(agency("police", kind="police", statewide=True))
    assert held(run) == {}


def test_objections_to_another_run_hold_nothing_in_this_one(held_by_silence):
    run, member = opened(held_by_silence), greene()
    file(member, run)
    no_objection(member, run)
    Run.objects.update(state="withdrawn")
    again = actions.open_window(by=PREPARER, run=run_of(held_by_silence), on=OPENED, at=AT)
    assert held(again) == {"silence": {IN_GREENE, IN_HARLAN}}


def test_settling_turns_what_is_held_from_clear_to_held():
    run, member = opened(), greene()
    file(member, run)
    settle(by=PREPARER, run=run, on=AFTER, at=AT)
    settle_now(by="worker", run=run, at=AT)
    run.refresh_from_db()
    assert run.state == "ready"
    effects = dict(run.decisions.filter(outcome="eligible").values_list("charge__charge_id", "effect"))
    assert effects == {IN_GREENE: "held", IN_HARLAN: "clear"}
    assert run.decisions.get(charge=charge(IN_GREENE)).held_because == "undecided"


def test_settling_asks_few_queries_however_many_agencies_there_are(held_by_silence, django_assert_num_queries):
    run = opened(held_by_silence)
    for number in range(20):
        acting_for(agency(f"county-{number}", counties=(f"County {number}",)))
    with django_assert_num_queries(1):
        assert len(held_by_objections(run)["silence"]) == 2


# ---- Against a plain reading of the same


CODES = ("greene", "harlan", "state")
COUNTIES = {"greene": ("Greene",), "harlan": ("Harlan",), "state": ()}
CHARGES = {"P1-C1-1": "Greene", "P1-C2-1": "Harlan", "P1-C3-1": None}


class Silence(TestCase):
    """Whoever is registered, has said that there are no more, or has objected."""

    @settings(deadline=None)
    @given(
        registered=st.sets(st.sampled_from(CODES)),
        said=st.sets(st.sampled_from(CODES)),
        objected=st.sets(st.tuples(st.sampled_from(CODES), st.sampled_from(list(CHARGES)))),
    )
    def test_what_silence_holds_is_what_a_plain_reading_holds(self, registered, said, objected):
        run = self._run()
        for code in registered:
            member = self._registered(code)
            for by, charge_id in sorted(objected):
                if by == code and covers(code, charge_id):
                    one = {"run": run, "charge": charge(charge_id), "agency": member.agency}
                    Objection.objects.create(**one, ground="x", evidence="x", filed_by="x", filed_at=AT)
            if code in said:
                no_objection(member, run)
        expected = {
            charge_id
            for charge_id in CHARGES
            if not (responsible := {code for code in registered if covers(code, charge_id)})
            or any(code not in said and (code, charge_id) not in objected for code in responsible)
        }
        assert held(run).get("silence", set()) == expected

    def _run(self) -> Run:
        dismissed = people.ended(people.TRESPASS, "dismissed", people.TODAY)
        people.person(*(({"county": county, "case_number": "1"}, [dismissed]) for county in CHARGES.values()))
        with TemporaryDirectory() as folder:
            law = franklin(Path(folder), **HELD)
        run = actions.open_window(by=PREPARER, run=run_of(law), on=OPENED, at=AT)
        assert run.decisions.to_clear().count() == len(CHARGES)
        return run

    def _registered(self, code: str) -> Member:
        one = Agency.objects.create(
            code=code, name=code, kind="prosecutor", statewide=code == "state", registered_at=AT
        )
        Area.objects.bulk_create(Area(agency=one, kind="county", name=name) for name in COUNTIES[code])
        return acting_for(one)


def covers(code: str, charge_id: str) -> bool:
    return code == "state" or CHARGES[charge_id] in COUNTIES[code]
