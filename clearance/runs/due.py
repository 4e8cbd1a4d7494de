"""Which runs are due on a day, by the cadence that each law in force sets. Calendar days only: no clock, no hour."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from clearance.days import later
from clearance.law.policy import Policy as Law
from clearance.law.policy import PolicyError
from clearance.law.process import Timeline
from clearance.law.requirement import Period
from clearance.runs.laws import law_of
from clearance.runs.models import Policy, Run

PERIODS = {
    "daily": Period(days=1),
    "weekly": Period(days=7),
    "monthly": Period(months=1),
    "quarterly": Period(months=3),
    "annually": Period(years=1),
}


class Due(NamedTuple):
    """Whether a run of a policy is to be started on the day, and why or why not, in words."""

    policy: Policy
    starts: bool
    why: str


def next_day(timeline: Timeline, *, on: date, effective: date | None = None, last: date | None = None) -> date | None:
    """The first day, `on` or later, on which a run is due; None: never, for all that the law says.

    `effective`: from when the law holds. `last`: the as-of date of the last run, from which the period is counted: a
    month after 31 January is the last day of February. Instead of a day on which the law is suspended, the day after.
    """
    if timeline.every is None:
        return None
    counted = last and later(last, PERIODS[timeline.every])
    day = max(filter(None, (on, effective, timeline.starts, counted)))
    # In the order of their beginning, so that one pass moves the day behind all of them.
    for time in sorted(timeline.suspended, key=lambda one: one.from_):
        if time.from_ <= day:
            if time.to is None:
                return None
            day = max(day, time.to + timedelta(days=1))
    return day


def runs_due(on: date) -> Iterator[Due]:
    """What is due on the day of each policy in force."""
    for policy in Policy.objects.in_force():
        try:
            yield _due(policy, law_of(policy), on)
        except PolicyError as error:
            yield Due(policy, False, f"cannot be read any more. {error}")


def _due(policy: Policy, law: Law, on: date) -> Due:
    timeline = law.process.timeline
    if timeline is None or timeline.every is None:
        return Due(policy, False, "the law does not say how often. Prepare its runs by hand.")
    # Of any version of the law; one of some counties only does not take the place of the whole.
    runs = Run.objects.filter(policy__policy_id=policy.policy_id, counties=[])
    if unfinished := Run.objects.unfinished().filter(policy__policy_id=policy.policy_id).first():
        return Due(policy, False, f"run {unfinished.pk} is not finished ({unfinished.get_state_display()}).")
    if given_up := runs.filter(as_of=on, state__in=(Run.State.WITHDRAWN, Run.State.FAILED)).first():
        return Due(policy, False, f"run {given_up.pk} of this day {given_up.get_state_display()}. Look why.")
    last = runs.applied().order_by("-as_of").first()
    day = next_day(timeline, on=on, effective=law.policy.effective, last=last and last.as_of)
    said = f"{timeline.every}, the last as of {last.as_of}" if last else f"{timeline.every}, none yet"
    if day is None:
        return Due(policy, False, "it is suspended, and no end is known.")
    if day > on:
        return Due(policy, False, f"next on {day} ({said}).")
    return Due(policy, True, f"due ({said}).")
