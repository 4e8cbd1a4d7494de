"""A requirement as a column: the date from which it holds, null where missing data leave it open."""

import narwhals as nw

from clearance.law.requirement import Anchor, Count, DateAnchor, ExtremeAnchor, Gap, Requirement, Wait

from .dates import ALWAYS, NEVER, first_known, later_by
from .facts import Facts
from .gather import Extreme, Number, Scope


def holds_from(requirement: Requirement, facts: Facts) -> nw.Expr:
    """The date from which the requirement holds; what the law presumes stands in where data are missing."""
    day = _day_on_record(requirement, facts)
    match requirement.when_missing:
        case "holds":
            return day.fill_null(ALWAYS)
        case "fails":
            return day.fill_null(NEVER)
    return day


def _day_on_record(requirement: Requirement, facts: Facts) -> nw.Expr:
    """The same without the law's presumption: null where data are missing."""
    if requirement.is_ is not None:
        return _always_or_never(facts.match(requirement.is_))
    if requirement.count is not None:
        return _always_or_never(_count_is_right(requirement.count, facts))
    if requirement.gap is not None:
        inside = number_inside(requirement.gap)
        least, most = facts.gathered(inside, "least"), facts.gathered(inside, "most")
        return _always_or_never(nw.when(least > 0).then(nw.lit(False)).when(most == 0).then(nw.lit(True)))
    return wait_day(requirement.wait, facts)


def _always_or_never(answer: nw.Expr) -> nw.Expr:
    return nw.when(answer).then(nw.lit(ALWAYS)).when(~answer).then(nw.lit(NEVER))


def scope_of(form: Count | ExtremeAnchor) -> Scope:
    return Scope(form.in_, form.by if form.in_ in ("earlier", "later") else None)


def number_of(count: Count) -> Number:
    return Number(scope_of(count), count.of, count.distinct)


def number_inside(gap: Gap) -> Number:
    """The matching charges that stand too near for the gap."""
    return Number(Scope(gap, gap.by), gap.of)


def _count_is_right(count: Count, facts: Facts) -> nw.Expr:
    """Kleene *and* of both bounds: each holds or fails only if the least and the most agree on it."""
    number = number_of(count)
    least, most = facts.gathered(number, "least"), facts.gathered(number, "most")
    right = nw.lit(True)
    if count.min is not None:
        right = right & nw.when(least >= count.min).then(nw.lit(True)).when(most < count.min).then(nw.lit(False))
    if count.max is not None:
        right = right & nw.when(most <= count.max).then(nw.lit(True)).when(least > count.max).then(nw.lit(False))
    return right


def extreme_of(anchor: ExtremeAnchor) -> Extreme:
    which = "latest" if anchor.latest else "earliest"
    return Extreme(scope_of(anchor), anchor.of, which, anchor.tried)


def one_day(anchor: DateAnchor | ExtremeAnchor, facts: Facts) -> nw.Expr:
    """The date of one anchor, null where it is not known."""
    if isinstance(anchor, ExtremeAnchor):
        return facts.gathered(extreme_of(anchor), "day")
    return first_known(anchor.tried)


def anchor_day(anchor: Anchor, facts: Facts) -> nw.Expr:
    """The latest of the anchor's dates, null where one of them is not known."""
    days = [one_day(one, facts) for one in anchor.dates]
    if len(days) == 1:
        return days[0]
    some_open = nw.any_horizontal(*(day.is_null() for day in days), ignore_nulls=False)
    return nw.when(~some_open).then(nw.max_horizontal(*days))


def wait_day(wait: Wait, facts: Facts) -> nw.Expr:
    day = nw.coalesce(*(anchor_day(anchor, facts) for anchor in wait.anchors))
    return later_by(facts.where_covered(day), wait)
