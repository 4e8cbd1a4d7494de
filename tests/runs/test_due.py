"""What is due on which day, and the command that a timer calls."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from clearance.audit.models import Event
from clearance.law.process import Timeline
from clearance.runs.actions import put_in_force
from clearance.runs.due import next_day, runs_due
from clearance.runs.eligibility.actions import prepare
from clearance.runs.models import Policy, Run
from tests.emptying import no_triggers
from tests.records.extracts import AT
from tests.runs.laws import LAW, in_force


def timeline(every: str | None = "monthly", starts: str | None = None, suspended: list = ()) -> Timeline:
    return Timeline(every=every, starts=starts and date.fromisoformat(starts), suspended=list(suspended))


def time(*days: str) -> dict:
    """A time in which the law is suspended: its first day, and its last if that is known."""
    return dict(zip(("from", "to"), map(date.fromisoformat, days), strict=False))


@pytest.mark.parametrize(
    ("every", "last", "due"),
    [
        ("daily", "2026-03-08", "2026-03-09"),  # clocks go forward in America; days do not care
        ("daily", "2026-11-01", "2026-11-02"),  # and back
        ("weekly", "2025-12-29", "2026-01-05"),
        ("monthly", "2026-01-15", "2026-02-15"),
        ("monthly", "2026-01-31", "2026-02-28"),
        ("monthly", "2028-01-31", "2028-02-29"),
        ("monthly", "2026-02-28", "2026-03-28"),
        ("monthly", "2025-12-31", "2026-01-31"),
        ("quarterly", "2025-11-30", "2026-02-28"),
        ("quarterly", "2026-10-01", "2027-01-01"),
        ("annually", "2028-02-29", "2029-02-28"),
        ("annually", "2026-07-01", "2027-07-01"),
    ],
)
def test_a_period_after_the_last_run_and_not_a_day_before(every, last, due):
    last, due = date.fromisoformat(last), date.fromisoformat(due)
    for on in (last, due - timedelta(days=1), due):
        assert next_day(timeline(every), on=on, last=last) == due
    late = due + timedelta(days=17)
    assert next_day(timeline(every), on=late, last=last) == late


DAY = date(2026, 5, 1)


def test_the_first_run_is_due_at_once():
    assert next_day(timeline(), on=DAY) == DAY


@pytest.mark.parametrize(
    ("starts", "effective", "due"),
    [
        ("2026-05-01", None, "2026-05-01"),
        ("2026-05-02", None, "2026-05-02"),
        (None, "2026-06-01", "2026-06-01"),
        ("2026-06-01", "2026-07-01", "2026-07-01"),
        ("2026-07-01", "2026-06-01", "2026-07-01"),
        ("2020-01-01", "2019-01-01", "2026-05-01"),
    ],
)
def test_never_before_the_law_holds_and_clearing_starts(starts, effective, due):
    effective = effective and date.fromisoformat(effective)
    assert next_day(timeline(starts=starts), on=DAY, effective=effective) == date.fromisoformat(due)


def test_a_start_that_is_later_than_a_period_after_the_last_run_counts():
    last = date(2026, 4, 15)
    assert next_day(timeline(starts="2026-06-01"), on=DAY, last=last) == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("suspended", "due"),
    [
        ([time("2026-04-01", "2026-04-30")], "2026-05-01"),
        ([time("2026-04-01", "2026-05-01")], "2026-05-02"),
        ([time("2026-05-01", "2026-05-01")], "2026-05-02"),
        ([time("2026-05-02", "2026-12-31")], "2026-05-01"),
        ([time("2026-05-02")], "2026-05-01"),
        ([time("2026-05-01")], None),
        ([time("2024-01-01")], None),
        ([time("2026-04-01", "2026-05-10"), time("2026-05-11", "2026-05-20")], "2026-05-21"),
        ([time("2026-05-11", "2026-05-20"), time("2026-04-01", "2026-05-10")], "2026-05-21"),
        ([time("2026-04-01", "2026-05-20"), time("2026-05-01", "2026-05-10")], "2026-05-21"),
        ([time("2026-04-01", "2026-05-10"), time("2026-05-12", "2026-05-20")], "2026-05-11"),
        ([time("2026-04-01", "2026-05-10"), time("2026-05-11")], None),
    ],
)
def test_not_on_a_day_on_which_the_law_is_suspended_but_on_the_day_after(suspended, due):
    expected = due and date.fromisoformat(due)
    assert next_day(timeline(suspended=suspended), on=DAY) == expected
    assert next_day(timeline(suspended=suspended), on=DAY, last=date(2026, 4, 1)) == expected


def test_a_day_that_was_missed_before_a_suspension_is_made_good_after_it():
    suspended = [time("2026-05-03", "2026-05-10")]
    assert next_day(timeline(suspended=suspended), on=date(2026, 5, 5), last=date(2026, 4, 1)) == date(2026, 5, 11)


def test_where_the_law_does_not_say_how_often_it_is_never_due():
    assert next_day(timeline(every=None, starts="2020-01-01"), on=DAY) is None


MONTHLY = LAW + '\n[process.timeline]\nevery = "monthly"\nstarts = 2026-04-01\n'
database = pytest.mark.django_db(transaction=True)


@pytest.fixture
def policy(tmp_path) -> Policy:
    return in_force(tmp_path, MONTHLY)


def due(on: date = DAY, **options) -> list[str]:
    """What the command prints of the laws."""
    out = StringIO()
    call_command("due", on=on, stdout=out, **options)
    return [line for line in out.getvalue().splitlines() if not line.startswith("Stuck")]


def ended(state: str) -> None:
    """The run that there is ends so, without the steps that lead there."""
    with no_triggers():
        if state == "applied":
            moments = ("computed_at", "settled_at", "approved_at", "applying_since", "applied_at")
            Run.objects.unfinished().update(state=state, digest="1", **dict.fromkeys(moments, AT))
        else:
            Run.objects.unfinished().update(state=state, ended_why="Because.")


@database
def test_a_run_is_started_once_a_day_and_waits_for_people(policy):
    first, second = due()
    assert first == "example: due (monthly, none yet)."
    run = Run.objects.get()
    assert second == f"  Run {run.pk} is prepared. A worker computes it."
    assert (run.policy, run.as_of, run.counties, run.state, run.prepared_by) == (
        policy,
        DAY,
        [],
        "preparing",
        "command:due",
    )
    assert Event.objects.of_kind("run.prepared").get().actor == "command:due"
    assert due() == [f"example: run {run.pk} is not finished (being computed)."]
    assert due(DAY + timedelta(days=40)) == [f"example: run {run.pk} is not finished (being computed)."]
    assert Run.objects.count() == 1


@database
def test_a_dry_run_starts_nothing(policy):
    assert due(dry_run=True) == ["example: due (monthly, none yet)."]
    assert not Run.objects.exists()


@database
def test_before_clearing_starts_it_says_when(policy):
    assert due(date(2026, 3, 31)) == ["example: next on 2026-04-01 (monthly, none yet)."]
    assert not Run.objects.exists()


@database
def test_the_next_is_due_a_period_after_the_last_that_was_applied_though_the_law_changed_meanwhile(tmp_path, policy):
    due()
    ended("applied")
    in_force(tmp_path, MONTHLY.replace("years = 3", "years = 5"), AT + timedelta(days=1))
    assert due(date(2026, 5, 31)) == ["example: next on 2026-06-01 (monthly, the last as of 2026-05-01)."]
    assert due(date(2026, 6, 3))[0] == "example: due (monthly, the last as of 2026-05-01)."
    assert Run.objects.order_by("pk").last().as_of == date(2026, 6, 3)


@database
@pytest.mark.parametrize(("state", "said"), [("withdrawn", "withdrawn"), ("failed", "failed")])
def test_one_that_was_given_up_is_started_anew_on_the_next_day_and_not_on_the_same(policy, state, said):
    due()
    ended(state)
    run = Run.objects.get()
    assert due() == [f"example: run {run.pk} of this day {said}. Look why."]
    assert due(DAY + timedelta(days=1))[0] == "example: due (monthly, none yet)."


@database
def test_a_run_of_one_county_takes_the_place_of_none_of_the_whole_state(policy):
    prepare(by="staff:1", policy=policy, as_of=DAY, counties=["Greene"], at=AT)
    assert "not finished" in due()[0]
    ended("applied")
    assert due()[0] == "example: due (monthly, none yet)."


@database
def test_an_unfinished_run_of_a_version_that_is_no_longer_in_force_stands_in_the_way(tmp_path, policy):
    due()
    in_force(tmp_path, MONTHLY.replace("years = 3", "years = 5"), AT + timedelta(days=1))
    assert "is not finished" in due()[0]


@database
def test_each_law_has_its_own_cadence_and_one_that_cannot_be_read_keeps_none_from_theirs(tmp_path, policy):
    in_force(tmp_path, LAW.replace('"example"', '"silent"'))
    in_force(tmp_path, MONTHLY.replace('"example"', '"suspended"') + "suspended = [{ from = 2026-05-01 }]\n")
    in_force(tmp_path, MONTHLY.replace('"example"', '"unreadable"'))
    with no_triggers():
        Policy.objects.filter(policy_id="unreadable").update(text="id = ")
    said = {one.policy.policy_id: one.why for one in runs_due(DAY)}
    assert said.pop("unreadable").startswith("cannot be read any more. ")
    assert said == {
        "example": "due (monthly, none yet).",
        "silent": "the law does not say how often. Prepare its runs by hand.",
        "suspended": "it is suspended, and no end is known.",
    }


@database
def test_who_was_quicker_by_a_moment_is_not_doubled(policy, monkeypatch):
    def prepared_just_before(**options):
        prepare(**options)
        return prepare(**options)

    monkeypatch.setattr("clearance.runs.management.commands.due.prepare", prepared_just_before)
    assert due()[1].endswith("is not finished (being computed). Finish it, or withdraw it.")
    assert Run.objects.count() == 1


@database
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 5, 2, 3, 59, tzinfo=UTC), "2026-05-01"),
        (datetime(2026, 5, 2, 4, 0, tzinfo=UTC), "2026-05-02"),
        (datetime(2026, 12, 2, 4, 59, tzinfo=UTC), "2026-12-01"),
    ],
)
def test_without_a_day_it_is_the_day_in_the_state(policy, monkeypatch, moment, day):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    due(None)
    assert str(Run.objects.get().as_of) == day


@database
def test_a_day_to_come_is_refused(policy):
    tomorrow = timezone.localdate() + timedelta(days=2)
    with pytest.raises(CommandError, match="is in the future"):
        due(tomorrow)
    assert not Run.objects.exists()


@database
def test_it_says_what_is_stuck(policy, capsys):
    call_command("due", on=DAY)
    assert "Stuck: Nobody works on the lane “long”. Start a worker" in capsys.readouterr().out


@database
@pytest.mark.parametrize("law", ["franklin", "pennsylvania", "utah", "new-york", "california-arrests"])
def test_the_cadence_of_real_laws_is_understood(law):
    policy = put_in_force(by="staff:1", policy=law, at=AT)
    [one] = runs_due(DAY)
    assert one.policy == policy
    assert one.starts == one.why.startswith("due (")
