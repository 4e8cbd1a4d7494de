"""Objections: by whom the law lets, in its time, on its grounds and no others, decided by someone else."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from clearance.audit.models import Event
from clearance.law.files import law_file
from clearance.runs.actions import put_in_force
from clearance.runs.eligibility.models import Run
from clearance.runs.ledger.models import Hold
from clearance.runs.objections import actions
from clearance.runs.objections.models import NoObjection, Objection
from clearance.runs.refusals import Refused
from clearance.staff import reference
from tests.lookup import people
from tests.runs.computed import AT, PREPARER, charge, run_of
from tests.runs.laws import LAW, in_force
from tests.runs.objecting import acting_for, agency, franklin, greene, harlan
from tests.runs.staff import member_of_staff

pytestmark = pytest.mark.django_db
OPENED = date(2026, 11, 22)
#: Forty-five days later.
LAST_DAY = date(2027, 1, 6)
#: Of P1: cannabis in Greene, and a dismissed trespass in Harlan. The law would clear both, and nothing else of theirs.
IN_GREENE, IN_HARLAN, NOT_CLEARED = "P1-C4-1", "P1-C2-2", "P1-C1-1"


def computed(policy=None) -> Run:
    people.someone_with_everything()
    return run_of(policy or put_in_force(by="staff:9", policy="franklin", at=AT))


def opened(policy=None) -> Run:
    return actions.open_window(by=PREPARER, run=computed(policy), on=OPENED, at=AT)


def file(member, run: Run, charge_id: str = IN_GREENE, on: date = OPENED, **said) -> Objection:
    said = {"ground": "not-eligible", "evidence": "Docket of 3 May 2016, entry 4.", **said}
    return actions.file(by=member, run=run, charge=charge(charge_id), on=on, at=AT, **said)


def no_objection(member, run: Run, on: date = OPENED) -> NoObjection:
    return actions.no_objection(by=member, run=run, on=on, at=AT)


def decide(user, objection: Objection, sustained: bool = True, why: str = "The court found so, order 7.") -> Objection:
    return actions.decide(by=user, objection=objection, sustained=sustained, why=why, at=AT + timedelta(1))


# ---- The time for objections


def test_the_window_is_open_for_as_long_as_the_law_gives():
    run = opened()
    assert (run.state, run.objections_until) == ("objections", LAST_DAY)
    event = Event.objects.of_kind("run.opened_to_objections").get()
    assert (event.actor, event.subject, event.detail) == (PREPARER, f"run:{run.pk}", {"until": "2027-01-06"})


def test_months_are_counted_by_the_calendar(tmp_path):
    run = computed(franklin(tmp_path, within="{ months = 3 }"))
    opened = actions.open_window(by=PREPARER, run=run, on=date(2026, 11, 30), at=AT)
    assert opened.objections_until == date(2027, 2, 28)


def test_no_window_is_opened_where_the_law_allows_no_objections(tmp_path):
    people.someone_with_everything()
    run = run_of(in_force(tmp_path, LAW))
    with pytest.raises(Refused, match="allows no objections"):
        actions.open_window(by=PREPARER, run=run, on=OPENED, at=AT)


@pytest.mark.parametrize(
    ("unsaid", "words"),
    [
        ("by", r"does not say who may object \(process.objections.by\)\."),
        ("within", r"does not say within what time \(process.objections.within\)\."),
    ],
)
def test_no_window_is_opened_where_the_law_leaves_open_what_it_needs(tmp_path, unsaid, words):
    run = computed(franklin(tmp_path, **{unsaid: ""}))
    with pytest.raises(Refused, match=words):
        actions.open_window(by=PREPARER, run=run, on=OPENED, at=AT)
    run.refresh_from_db()
    assert run.state == "computed"


def test_a_law_without_grounds_opens_no_window(tmp_path):
    text = law_file("franklin").read_text().replace("[[process.objections.ground]]", "[[process.duty]]")
    people.someone_with_everything()
    run = run_of(in_force(tmp_path, text))
    with pytest.raises(Refused, match=r"does not say on which grounds \(process.objections.ground\)\."):
        actions.open_window(by=PREPARER, run=run, on=OPENED, at=AT)


@pytest.mark.parametrize("state", ["preparing", "objections", "ready", "withdrawn", "failed"])
def test_only_a_computed_run_is_opened(state):
    run = computed()
    Run.objects.filter(pk=run.pk).update(state=state, settled_at=AT)
    with pytest.raises(Refused, match=r"Only a run that is “computed” is opened"):
        actions.open_window(by=PREPARER, run=run, on=OPENED, at=AT)


# ---- Filing


def test_an_agency_objects_to_a_charge_of_its_own_cases_on_a_ground_of_the_law():
    run, member = opened(), greene()
    objection = file(member, run, evidence=" Docket of 3 May 2016, entry 4. ")
    assert (objection.agency, objection.filed_by, objection.filed_at) == (member.agency, reference(member.user), AT)
    assert (objection.ground, objection.evidence) == ("not-eligible", "Docket of 3 May 2016, entry 4.")
    assert list(Objection.objects.open()) == [objection]
    event = Event.objects.of_kind("objection.filed").get()
    assert (event.actor, event.subject) == (reference(member.user), f"objection:{objection.pk}")
    expected = {"run": run.pk, "charge": objection.charge_id, "agency": "greene", "ground": "not-eligible"}
    assert event.detail == expected


def test_two_agencies_may_object_to_the_same_charge():
    run = opened()
    for member in (greene(), acting_for(agency("state", statewide=True))):
        file(member, run)
    assert Objection.objects.filter(run=run, charge=charge(IN_GREENE)).count() == 2


def test_the_last_day_is_a_day_for_objections():
    assert file(greene(), opened(), on=LAST_DAY).pk


class Wrong:
    """Ways to object that are refused, each with the words of the refusal."""

    @staticmethod
    def too_late(run, member):
        file(member, run, on=LAST_DAY + timedelta(1))

    @staticmethod
    def on_another_ground(run, member):
        file(member, run, ground="public-safety")

    @staticmethod
    def on_no_ground(run, member):
        file(member, run, ground="")

    @staticmethod
    def on_the_words_of_a_ground(run, member):
        file(member, run, ground="The charge does not meet a requirement of this law")

    @staticmethod
    def without_evidence(run, member):
        file(member, run, evidence=" \n ")

    @staticmethod
    def outside_its_area(run, member):
        file(member, run, IN_HARLAN)

    @staticmethod
    def by_the_police(run, member):
        file(acting_for(agency("police", kind="police", statewide=True)), run)

    @staticmethod
    def by_the_court(run, member):
        file(acting_for(agency("court", kind="court", counties=("Greene",))), run)

    @staticmethod
    def to_what_would_not_be_cleared(run, member):
        file(member, run, NOT_CLEARED)

    @staticmethod
    def twice(run, member):
        file(member, run)
        file(acting_for(member.agency), run, ground="wrong-record")

    @staticmethod
    def after_saying_that_there_are_no_more(run, member):
        no_objection(acting_for(member.agency), run)
        file(member, run)

    @staticmethod
    def by_one_who_left(run, member):
        member.ended_at = AT
        member.save()
        file(member, run)

    @staticmethod
    def by_an_agency_that_is_closed(run, member):
        member.agency.closed_at = AT
        member.agency.save()
        file(member, run)

    @staticmethod
    def before_the_window(run, member):
        Run.objects.update(state="computed")
        file(member, run)

    @staticmethod
    def after_it_was_settled(run, member):
        Run.objects.update(state="ready", settled_at=AT)
        file(member, run)

    @staticmethod
    def to_a_run_that_was_withdrawn(run, member):
        Run.objects.update(state="withdrawn")
        file(member, run)


REFUSALS = {
    "too_late": "The last day was 6 January 2027.",
    "on_another_ground": "The law knows no ground “public-safety” for an objection. Its grounds are: not-eligible (The "
    "charge does not meet a requirement of this law (F.S. 12-34(14)(b))); wrong-record (The record is of another "
    "person, or its data are wrong (F.S. 12-34(14)(c))).",
    "on_no_ground": "The law knows no ground “”",
    "on_the_words_of_a_ground": "The law knows no ground “The charge does not meet",
    "without_evidence": "An objection needs evidence.",
    "outside_its_area": "The case is not in the area of Greene.",
    "by_the_police": "The law does not let Police object. It lets: prosecutors (F.S. 12-34(14)(a)).",
    "by_the_court": "The law does not let Court object.",
    "to_what_would_not_be_cleared": "would not clear this charge",
    "twice": "Greene objected to this charge already: objection",
    "after_saying_that_there_are_no_more": "Greene said on 22 November 2026 that it has no more objections",
    "by_one_who_left": "You do not act for Greene any more.",
    "by_an_agency_that_is_closed": "You do not act for Greene any more.",
    "before_the_window": "is “computed”. Agencies are heard only while a run is “open to objections”.",
    "after_it_was_settled": "is “waiting for approval”. Agencies are heard only",
    "to_a_run_that_was_withdrawn": "is “withdrawn”. Agencies are heard only",
}


@pytest.mark.parametrize("way", REFUSALS)
def test_every_wrong_way_to_object_is_refused_with_the_reason(way):
    run, member = opened(), greene()
    with pytest.raises(Refused) as refusal:
        getattr(Wrong, way)(run, member)
    assert REFUSALS[way] in str(refusal.value)
    kept = 1 if way == "twice" else 0
    assert Objection.objects.count() == Event.objects.of_kind("objection.filed").count() == kept


def test_every_wrong_way_is_in_the_table():
    assert set(REFUSALS) == {name for name in vars(Wrong) if not name.startswith("_")}


def test_a_law_that_lets_others_object_is_followed(tmp_path):
    run = opened(franklin(tmp_path, by='["police", "court"]'))
    assert file(acting_for(agency("police", kind="police", statewide=True)), run).pk
    with pytest.raises(Refused, match="It lets: the police, courts"):
        file(greene(), run)


# ---- No objection


def test_an_agency_says_that_it_has_no_more_objections():
    run, member = opened(), greene()
    file(member, run)
    answer = no_objection(member, run)
    assert (answer.run, answer.agency, answer.by) == (run, member.agency, reference(member.user))
    event = Event.objects.of_kind("run.no_objection").get()
    assert (event.subject, event.detail) == (f"run:{run.pk}", {"agency": "greene"})


@pytest.mark.parametrize(
    ("who", "on", "words"),
    [
        (lambda: greene(), LAST_DAY + timedelta(1), "is over"),
        (lambda: acting_for(agency("police", kind="police", statewide=True)), OPENED, "does not let Police object"),
    ],
)
def test_who_is_late_or_not_asked_does_not_say_so(who, on, words):
    with pytest.raises(Refused, match=words):
        no_objection(who(), opened(), on)


def test_it_says_so_once():
    run, member = opened(), greene()
    no_objection(member, run)
    with pytest.raises(Refused, match="said on 22 November 2026"):
        no_objection(acting_for(member.agency), run)


# ---- Deciding


@pytest.fixture
def objection() -> Objection:
    return file(greene(), opened())


def test_a_sustained_objection_holds_the_charge_back(objection):
    clerk = member_of_staff("clerk", "decide_objection")
    decided = decide(clerk, objection, why=" The court found so, order 7. ")
    assert (decided.sustained, decided.why) == (True, "The court found so, order 7.")
    assert (decided.decided_by, decided.decided_at) == (reference(clerk), AT + timedelta(1))
    hold = Hold.objects.open().get()
    assert (hold.charge, hold.because, hold.reference) == (objection.charge, "objection", f"objection:{objection.pk}")
    assert Event.objects.of_kind("objection.sustained").get().subject == f"objection:{objection.pk}"


def test_one_that_is_overruled_holds_nothing(objection):
    decided = decide(member_of_staff("clerk"), objection, sustained=False)
    assert decided.sustained is False
    assert not Hold.objects.exists()
    assert Event.objects.of_kind("objection.overruled").get().actor == decided.decided_by


def test_two_sustained_objections_to_one_charge_place_one_hold(objection):
    other = file(acting_for(agency("state", statewide=True)), objection.run)
    clerk = member_of_staff("clerk")
    decide(clerk, objection)
    decide(clerk, other)
    assert Hold.objects.get().reference == f"objection:{objection.pk}"


def test_it_may_be_decided_after_the_run_went_on(objection):
    Run.objects.update(state="ready", settled_at=AT)
    assert decide(member_of_staff("clerk"), objection).sustained


def test_it_is_decided_once(objection):
    clerk = member_of_staff("clerk")
    decide(clerk, objection, sustained=False)
    with pytest.raises(Refused, match="was decided on 23 November 2026"):
        decide(clerk, objection)
    assert not Hold.objects.exists()


def test_it_is_decided_with_a_reason(objection):
    with pytest.raises(Refused, match="needs a reason"):
        decide(member_of_staff("clerk"), objection, why=" ")


def test_who_filed_it_does_not_decide(objection):
    filer = objection.agency.members.get().user
    with pytest.raises(Refused, match="You filed objection"):
        decide(filer, objection)
    with pytest.raises(IntegrityError, match="objection_is_decided_by_someone_else"), transaction.atomic():
        said = {"sustained": True, "why": "x", "decided_at": AT}
        Objection.objects.filter(pk=objection.pk).update(decided_by=objection.filed_by, **said)


def test_nobody_else_of_the_agency_that_objects_decides(objection):
    with pytest.raises(Refused, match="You act for Greene, which objects"):
        decide(acting_for(objection.agency, "decide_objection").user, objection)


def test_who_acts_for_agencies_decides_in_their_areas_only(objection):
    elsewhere = acting_for(agency("harlan-court", kind="court", counties=("Harlan",)))
    with pytest.raises(Refused, match="not in the area of an agency that you act for"):
        decide(elsewhere.user, objection)
    here = acting_for(agency("greene-court", kind="court", counties=("Greene",)))
    assert decide(here.user, objection).decided_by == reference(here.user)


def test_who_no_longer_acts_for_an_agency_is_not_of_it(objection):
    once = acting_for(agency("harlan-court", kind="court", counties=("Harlan",)))
    once.ended_at = AT
    once.save()
    assert decide(once.user, objection).sustained


# ---- For the reports


def test_objections_are_counted_by_ground_and_result(tmp_path: Path):
    run = opened()
    mine, theirs, state = greene(), harlan(), acting_for(agency("state", statewide=True))
    clerk = member_of_staff("clerk")
    decide(clerk, file(mine, run))
    decide(clerk, file(theirs, run, IN_HARLAN), sustained=False)
    file(state, run)
    file(state, run, IN_HARLAN, ground="wrong-record")
    assert Objection.objects.counts() == [("not-eligible", 3, 1, 1, 1), ("wrong-record", 1, 0, 0, 1)]
    assert Objection.objects.sustained().counts() == [("not-eligible", 1, 1, 0, 0)]
    assert Objection.objects.none().counts() == []
