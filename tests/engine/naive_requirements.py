"""A plain reading of the four requirements: the date from which each holds for one charge, or unknown."""

from datetime import date
from typing import Any, NamedTuple

from tests.engine.naive_dates import ALWAYS, NEVER, later_by, period
from tests.engine.naive_selectors import Charge, Truth, counted, every, in_scope, matches, negated, some, unknown


class Since(NamedTuple):
    """The date from which something holds, or None for unknown, and then the columns that leave it so."""

    day: date | None
    missing: frozenset[str] = frozenset()


def requirement_holds(requirement: dict, this: Charge, person: list[Charge], policy: dict) -> Since:
    """From when `requirement` holds for the charge `this` of `person`, after what the law presumes."""
    if "is" in requirement:
        since = _since(matches(requirement["is"], this, policy))
    elif "count" in requirement:
        since = _since(_count(requirement["count"], this, person, policy))
    elif "wait" in requirement:
        since = _wait(requirement["wait"], this, person, policy)
    else:
        since = _since(_gap(requirement["gap"], this, person, policy))
    if since.day is None and "when_missing" in requirement:
        return Since({"holds": ALWAYS, "fails": NEVER}[requirement["when_missing"]])
    return since


def _since(truth: Truth) -> Since:
    return Since({True: ALWAYS, False: NEVER, None: None}[truth.value], truth.missing)


def _count(count: dict, this: Charge, person: list[Charge], policy: dict) -> Truth:
    possible = counted(
        this,
        person,
        policy,
        of=count.get("of", {}),
        scope=count.get("in", "person"),
        by=count.get("by", "disposition_date"),
    )
    certain = [charge for charge, truth in possible if truth.value]
    missing = {column for _, truth in possible for column in truth.missing}
    least, most = len(certain), len(possible)
    if "distinct" in count:
        column = count["distinct"]
        known = {charge[column] for charge, _ in possible if charge.get(column) is not None}
        without = [charge for charge, _ in possible if charge.get(column) is None]
        surely = {charge[column] for charge in certain if charge.get(column) is not None}
        least = max(len(surely), 1 if certain else 0)
        most = len(known) + len(without)
        missing |= {column} if without else set()
    within = {count.get("min", 0) <= number <= count.get("max", number) for number in range(least, most + 1)}
    return Truth(within.pop()) if len(within) == 1 else unknown(*missing)


def _wait(wait: dict, this: Charge, person: list[Charge], policy: dict) -> Since:
    missing: set[str] = set()
    for anchor in [wait["from"], *wait.get("else", [])]:
        since = _anchor(anchor, this, person, policy)
        if since.day is not None:
            return Since(later_by(since.day, **period(wait)))
        missing |= since.missing
    return Since(None, frozenset(missing))


def _anchor(anchor: Any, this: Charge, person: list[Charge], policy: dict) -> Since:
    if isinstance(anchor, list):
        dates = [_anchor(one, this, person, policy) for one in anchor]
        if any(since.day is None for since in dates):
            return Since(None, frozenset().union(*(since.missing for since in dates)))
        return Since(max(since.day for since in dates))
    if isinstance(anchor, str) or "date" in anchor:
        return _date(this, anchor)
    return _outermost(anchor, this, person, policy)


def _date(charge: Charge, named: str | dict) -> Since:
    """A date of a charge (plus days), or what the law takes instead where it is missing."""
    if isinstance(named, str):
        named = {"date": named}
    instead = named.get("else", [])
    found = [_date_plus(charge, named["date"], named.get("plus"))]
    found += [_date(charge, one) for one in (instead if isinstance(instead, list) else [instead])]
    for since in found:
        if since.day is not None:
            return since
    return Since(None, frozenset().union(*(since.missing for since in found)))


def _date_plus(charge: Charge, column: str, plus: str | None) -> Since:
    empty = [name for name in (column, plus) if name and charge.get(name) is None]
    if empty:
        return Since(None, frozenset(empty))
    return Since(later_by(charge[column], days=charge[plus] if plus else 0))


def _outermost(anchor: dict, this: Charge, person: list[Charge], policy: dict) -> Since:
    """The latest or earliest date of the matching charges in a scope."""
    outermost, column = (max, anchor["latest"]) if "latest" in anchor else (min, anchor["earliest"])
    possible = counted(
        this,
        person,
        policy,
        of=anchor.get("of", {}),
        scope=anchor.get("in", "person"),
        by=anchor.get("by", "disposition_date"),
    )
    named = {"date": column} | {key: anchor[key] for key in ("plus", "else") if key in anchor}
    dated = [(_date(charge, named), truth) for charge, truth in possible]
    missing = frozenset().union(*(since.missing | truth.missing for since, truth in dated))
    if any(since.day is None for since, _ in dated):
        return Since(None, missing)
    certain = [since.day for since, truth in dated if truth.value]
    uncertain = [since.day for since, truth in dated if truth.value is None]
    answer = outermost(certain, default=ALWAYS)
    if any(outermost([*certain, day]) != answer for day in uncertain):
        return Since(None, missing)
    return Since(answer)


def _gap(gap: dict, this: Charge, person: list[Charge], policy: dict) -> Truth:
    near = []
    for other in person:
        if other["charge_id"] != this["charge_id"]:
            where = in_scope(other, this, gap.get("in", "person"), "")
            near.append(every([where, matches(gap.get("of", {}), other, policy), _in_span(gap, this, other)]))
    return negated(some(near))


def _in_span(gap: dict, this: Charge, other: Charge) -> Truth:
    by = gap.get("by", "disposition_date")
    mine, theirs = _date(this, gap.get("from", by)), _date(other, by)
    if mine.day is None or theirs.day is None:
        return unknown(*mine.missing, *theirs.missing)
    first, second = (mine.day, theirs.day) if gap["to"] == "next" else (theirs.day, mine.day)
    return Truth(first < second < later_by(first, **period(gap)))
