"""Where a policy contradicts itself: what no charge can meet, what asks for nothing, what nobody uses, wrong days.

A policy with a warning can be read and applied; its writer probably meant something else. Every warning is true, but
not every contradiction is found.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from .contradiction import contradict
from .policy import Policy, Track
from .requirement import Count, Requirement
from .selector import AllOf, Missing, Node, Not, Offense, needs_of, parts_of

#: Nobody lives longer.
LIFETIME = 150
#: The scopes that a charge itself is in.
WITH_ITSELF = ("charge", "case", "person", "same_offense_date", "same_arrest_date", "same_disposition_date")


def warnings(policy: Policy) -> list[str]:
    """One sentence or two for each contradiction: which part of the file, what is wrong, what to do."""
    rules = (_of_lists, _of_limits, _of_tracks, _of_pairs, _of_starts, _of_days)
    return [warning for rule in rules for warning in rule(policy)]


def _of_lists(policy: Policy) -> Iterator[str]:
    selectors = [limit.of for limit in policy.policy.limit] + [track.covers for track in policy.tracks]
    selectors += [node for track in policy.tracks for one in track.requires for node in one.selectors()]
    used = {name for node in selectors for part in parts_of(node) if isinstance(part, Offense) for name in part.lists}
    for name in policy.offenses:
        if name not in used:
            yield f"offenses.{name}: no track, requirement or limit uses this list. Use it, or take it out."


def _of_limits(policy: Policy) -> Iterator[str]:
    for limit in policy.policy.limit:
        if contradict([limit.of], policy.offenses):
            yield f'policy.limit.{limit.id}: no charge can match its "of", so it limits nothing. Mend the selector.'


def _of_tracks(policy: Policy) -> Iterator[str]:
    for track in policy.tracks:
        if contradict([track.covers], policy.offenses):
            yield f'track.{track.id}: no charge can enter it, because what "covers" asks cannot all be true. Mend it.'
        else:
            yield from _of_requirements(policy, track)


def _of_requirements(policy: Policy, track: Track) -> Iterator[str]:
    found = [(one, _of_requirement(policy, track, one)) for one in track.requires]
    yield from (f"track.{track.id}.{one.id}: {warning}" for one, warning in found if warning)
    asked = [one for one, warning in found if one.is_ is not None and one.when_missing != "holds" and not warning]
    if contradict([track.covers, *(one.is_ for one in asked)], policy.offenses):
        names = ", ".join(one.id for one in asked)
        yield f"track.{track.id}: no charge can meet these of its requirements at once: {names}. Mend one of them."


def _of_requirement(policy: Policy, track: Track, requirement: Requirement) -> str | None:
    lists = policy.offenses
    if requirement.is_ is None and any(contradict([of], lists) for of in requirement.selectors()):
        return 'no charge can match its "of", because what that asks cannot all be true. Mend the selector.'
    if requirement.wait and (years := _years(requirement)) >= LIFETIME:
        return f"it waits {years} years, and nobody lives to see that. Mend the period."
    holds = fails = False
    if requirement.is_ is not None:
        holds = _always_matches(policy, track, requirement.is_)
        fails = contradict([track.covers, requirement.is_], lists)
    elif requirement.count:
        holds, fails = _of_count(policy, track, requirement.count)
    # Where data are missing, a presumption may turn what is certain of all others.
    if fails and requirement.when_missing != "holds":
        return "no charge that the track covers can ever meet it. Mend it, or what the track covers."
    if holds and requirement.when_missing != "fails":
        return "every charge that the track covers meets it, so it asks for nothing. Mend it, or take it out."
    return None


def _always_matches(policy: Policy, track: Track, selector: Node) -> bool:
    """Whether every charge that the track covers is certain to match."""
    empty = {part.fact for part in parts_of(track.covers) if isinstance(part, Missing)}
    return empty.isdisjoint(needs_of(selector)) and contradict([track.covers, Not(selector)], policy.offenses)


def _years(requirement: Requirement) -> int:
    return requirement.wait.years + requirement.wait.months // 12 + requirement.wait.days // 366


def _of_count(policy: Policy, track: Track, count: Count) -> tuple[bool, bool]:
    """Whether the number is certainly right for every charge of the track, and whether it certainly is for none."""
    itself = count.in_ in WITH_ITSELF and _always_matches(policy, track, count.of)
    only_one = count.in_ == "charge" or (count.in_ == "case" and count.distinct == "case_id")
    least, most = (1 if itself else 0), (1 if only_one else None)
    enough = count.min is None or count.min <= least
    few_enough = count.max is None or (most is not None and most <= count.max)
    too_few = count.min is not None and most is not None and most < count.min
    too_many = count.max is not None and least > count.max
    return enough and few_enough, too_few or too_many


def _of_pairs(policy: Policy) -> Iterator[str]:
    for one, later in combinations(policy.tracks, 2):
        first, second = (policy.starts(track) or date.min for track in (one, later))
        if first <= second and _parts(one) <= _parts(later) and _conditions(one) <= _conditions(later):
            alike = first == second and _parts(one) == _parts(later) and _conditions(one) == _conditions(later)
            why = "is the same" if alike else "covers all that it covers and asks for no more"
            yield f"track.{later.id}: never taken, because track.{one.id}, before it, {why}. Mend one of them."


def _parts(track: Track) -> set[Node]:
    """What all has to match for the track to cover a charge."""
    return set(track.covers.parts) if isinstance(track.covers, AllOf) else {track.covers}


def _conditions(track: Track) -> set[tuple]:
    return {(one.is_, one.count, one.wait, one.gap, one.when_missing) for one in track.requires}


def _of_starts(policy: Policy) -> Iterator[str]:
    for track in policy.tracks:
        if track.effective and policy.starts(track) == policy.policy.effective:
            yield (
                f"track.{track.id}.effective: {track.effective} changes nothing, because no track holds before "
                f"policy.effective = {policy.policy.effective}. Mend one of the days, or take this one out."
            )


def _of_days(policy: Policy) -> Iterator[str]:
    process = policy.process
    suspended = process.timeline.suspended if process.timeline else ()
    name, start = "policy.effective", policy.policy.effective
    if process.timeline and process.timeline.starts:
        name, start = "process.timeline.starts", process.timeline.starts
    days = [(f"process.deadline.{one.id}", one.by) for one in process.deadline if one.by]
    days += [(f"process.wave.{number}", wave.by) for number, wave in enumerate(process.wave, 1)]
    days += [("process.timeline.suspended", one.from_) for one in suspended]
    for path, day in days:
        if start and day < start:
            yield f"{path}: {day} lies before the start, {name} = {start}. Mend one of the days."
    for number, wave in enumerate(process.wave, 1):
        first, last = wave.records_from, wave.records_to
        if first and last and last < first:
            yield f"process.wave.{number}: records_to, {last}, lies before records_from, {first}. Mend one of the days."
