"""What may be stuck of runs, analyses and policies."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from clearance.runs.analysis.models import Analysis
from clearance.runs.eligibility import actions
from clearance.runs.models import Run
from clearance.runs.tasks import determine_again
from clearance.work.waiting import Waiting, standing
from tests.agencies.examples import agency
from tests.emptying import no_triggers
from tests.records.extracts import AT, extract, take_in
from tests.runs.drafts import ask, draft
from tests.runs.eligibility.state import AS_OF, OPERATOR, prepared
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.WAITING = ["clearance.runs.waits.waiting"]


@pytest.fixture
def policy(tmp_path):
    return in_force(tmp_path)


def only(at=AT) -> Waiting:
    found = standing(at)
    [one] = [*found.stuck, *found.in_time]
    return one


def is_stuck_after(normal: timedelta) -> bool:
    """Not a moment before, and then."""
    one = only()
    return not one.is_stuck(one.since + normal - MINUTE) and one.is_stuck(one.since + normal)


def test_nothing_waits_where_nothing_was_asked_for():
    found = standing(AT)
    assert (found.stuck, found.in_time) == ([], [])


def test_an_analysis_that_is_not_begun():
    analysis = ask(draft())
    one = only()
    assert one.what == "Readiness of the Example Clean Slate Act, as of 2026-03-02: not begun."
    assert (one.since, one.url) == (AT, reverse("admin:runs_analysis_change", args=[analysis.pk]))
    assert is_stuck_after(15 * MINUTE)


def test_an_analysis_under_way_has_time_for_each_charge():
    ask(draft())
    Analysis.objects.update(tries=1, charges=3_600_000, charges_done=1_200_000)
    assert only().what.endswith(": 1,200,000 of 3,600,000 charges.")
    assert is_stuck_after(HOUR + 15 * MINUTE)


def test_a_policy_that_is_behind_the_records(tmp_path):
    new = take_in(extract(tmp_path / "sent"))
    policy = in_force(tmp_path)
    one = only()
    assert one.what == f"The Example Clean Slate Act is not applied to all records of import {new.pk}."
    assert (one.since, one.url) == (new.finished_at, reverse("admin:runs_policy_change", args=[policy.pk]))
    assert one.normal > 15 * MINUTE
    in_force(tmp_path, LAW.replace("years = 3", "years = 5"), new.finished_at + DAY)
    assert only().since == new.finished_at + DAY
    determine_again.call()
    assert standing(AT).in_time == []


def in_state(run: Run, state: str, **more) -> Waiting:
    """What is said of a run that has come so far, without the steps that lead there."""
    moments = dict.fromkeys(("computed_at", "settled_at", "approved_at", "applying_since"), AT + DAY)
    with no_triggers():
        Run.objects.filter(pk=run.pk).update(**{"state": state, "digest": "1"} | moments | more)
    return only()


@pytest.fixture
def run(policy) -> Run:
    return prepared(policy)


def test_a_run_that_is_being_computed(run):
    one = only()
    assert one.what == f"Run {run.pk} of the Example Clean Slate Act, as of {AS_OF}: not begun."
    assert (one.since, one.url) == (AT, reverse("admin:runs_run_change", args=[run.pk]))
    assert is_stuck_after(15 * MINUTE)
    Run.objects.update(tries=1, charges=3_600_000, charges_done=10)
    assert only().what.endswith(": 10 of 3,600,000 charges decided.")
    assert is_stuck_after(HOUR + 15 * MINUTE)


@pytest.mark.parametrize(
    ("state", "said"),
    [("computed", "computed"), ("ready", "waiting for approval"), ("approved", "approved")],
)
def test_a_run_that_waits_for_people(run, state, said):
    moments = {"settled_at": None} if state == "computed" else {}
    approved = {} if state == "approved" else {"approved_at": None}
    one = in_state(run, state, **moments, **approved, applying_since=None)
    assert one.what.endswith(f"as of {AS_OF}: {said}.")
    assert one.since == AT + DAY
    assert is_stuck_after(7 * DAY)


def test_a_run_that_is_open_to_objections_until_a_week_after_their_last_day(run):
    until = date(2026, 4, 1)
    one = in_state(run, "objections", settled_at=None, approved_at=None, applying_since=None, objections_until=until)
    assert one.what.endswith("open to objections until 2026-04-01.")
    assert one.until == datetime(2026, 4, 2, 4, tzinfo=UTC) + 7 * DAY


def test_a_run_that_is_being_settled(run):
    in_state(run, "computed", settled_at=None, approved_at=None, applying_since=None)
    actions.settle(by=OPERATOR, run=run, on=AS_OF, at=AT)
    assert only().what.endswith(": being settled.")
    assert is_stuck_after(15 * MINUTE)


def test_a_run_that_is_being_applied_has_time_for_what_it_clears(run):
    run.parts.create(number=1, decisions=100, clears=0, sha256="1")
    assert in_state(run, "applying", stage=1).what.endswith(": stage 1 is being applied.")
    assert is_stuck_after(15 * MINUTE)
    run.parts.create(number=2, decisions=3_600_000, clears=3_600_000, sha256="1", applied_at=AT + 2 * DAY)
    assert only().since == AT + 2 * DAY
    assert is_stuck_after(HOUR + 15 * MINUTE)


def test_a_run_that_someone_must_look_at(run):
    paused = in_state(run, "applying", stage=1, paused_at=AT + 2 * DAY)
    assert (paused.what[-21:], paused.since) == (": stage 1 is applied.", AT + 2 * DAY)
    assert is_stuck_after(7 * DAY)
    stopped = in_state(run, "applying", stopped_at=AT + 3 * DAY, stopped_by="staff:1", stopped_why="Look at this.")
    assert stopped.what.endswith(": stopped.")
    assert stopped.since == AT + 3 * DAY


def test_a_run_whose_orders_are_at_a_court(run):
    court = agency()
    for number in (1, 2):
        run.orders.create(number=number, agency=court, court="Greene", lines=3, sha256="1", made_at=AT + 3 * DAY)
    assert in_state(run, "applying").what.endswith(": orders at a court, 2.")
    assert is_stuck_after(30 * DAY)
    with no_triggers():
        run.orders.update(state="signed", recorded_by="staff:1", recorded_at=AT + 4 * DAY, signed_on=AS_OF)
    one = only()
    assert (one.what.partition(": ")[2], one.since) == ("orders signed and not in effect, 2.", AT + 4 * DAY)
    assert is_stuck_after(15 * MINUTE)


@pytest.mark.parametrize("state", ["withdrawn", "failed"])
def test_a_run_that_ended_waits_for_nothing(run, state):
    with no_triggers():
        Run.objects.update(state=state, ended_why="Because.")
    assert standing(AT).in_time == standing(AT).stuck == []
