"""Which empty cells leave a requirement open: the data points that would decide it."""

import narwhals as nw

from clearance.law.requirement import Count, DateAnchor, ExtremeAnchor, Gap, Requirement
from clearance.law.selector import AllOf, Missing, Node, facts_of

from .facts import Facts
from .gather import LooseMembers, Number, Scope
from .predicate import LeftOpenBy, Question, Undated, either
from .requirements import extreme_of, number_inside, number_of, one_day

#: For each fact, whether its empty cells leave the thing asked about open.
LeftOpen = dict[str, nw.Expr]


def selector_left_open(node: Node, facts: Facts) -> LeftOpen:
    """The facts whose empty cells leave the selector unknown for this charge."""
    return {fact: facts.match(LeftOpenBy(node, fact)) for fact in facts_of(node) & facts.answers.incomplete}


def requirement_left_open(requirement: Requirement, facts: Facts) -> LeftOpen:
    """The facts whose empty cells leave the requirement open, where it is unknown; none where the law presumes."""
    if requirement.when_missing:
        return {}
    if requirement.is_ is not None:
        return selector_left_open(requirement.is_, facts)
    if requirement.wait is not None:
        # A wait is unknown where all its anchors are, so all that is unknown in any of them leaves it open.
        return merge([_date_left_open(one, facts) for anchor in requirement.wait.anchors for one in anchor.dates])
    if requirement.gap is not None:
        return _gap_left_open(requirement.gap, facts)
    return _count_left_open(requirement.count, facts)


def merge(causes: list[LeftOpen]) -> LeftOpen:
    """One entry per fact: left open by any of the causes."""
    facts = sorted({fact for cause in causes for fact in cause})
    return {fact: either([cause[fact] for cause in causes if fact in cause]) for fact in facts}


def _count_left_open(count: Count, facts: Facts) -> LeftOpen:
    taken = {count.distinct: Missing(count.distinct)} if count.distinct else {}
    return _scope_left_open(number_of(count).scope, count.of, taken, facts)


def _gap_left_open(gap: Gap, facts: Facts) -> LeftOpen:
    """Cells of the charges that possibly lie in the gap, and of this charge where its own date is not known."""
    scope = number_inside(gap).scope
    some = LooseMembers(scope, gap.of)
    own = {
        fact: cause & (facts.gathered(some, "most") > 0) for fact, cause in _date_left_open(gap.start, facts).items()
    }
    return merge([own, _members_left_open(scope, gap.of, {gap.by: Missing(gap.by)}, facts)])


def _date_left_open(one: DateAnchor | ExtremeAnchor, facts: Facts) -> LeftOpen:
    """A date that is known leaves nothing open."""
    cells = [fact for day in one.tried for fact in day.facts()]
    if isinstance(one, DateAnchor):
        causes = {fact: nw.col(fact).is_null() for fact in facts.answers.incomplete.intersection(cells)}
    else:
        # An empty cell of a charge that has another date to take leaves nothing open.
        taken = {fact: AllOf((Missing(fact), Undated(one.tried))) if one.else_ else Missing(fact) for fact in cells}
        causes = _scope_left_open(extreme_of(one).scope, one.of, taken, facts)
    unknown = one_day(one, facts).is_null()
    return {fact: unknown & cause for fact, cause in causes.items()}


def _scope_left_open(scope: Scope, of: Node, taken: dict[str, Question], facts: Facts) -> LeftOpen:
    """Cells of the charges that possibly count, as in `_members_left_open`, and the scope's date."""
    causes = [_members_left_open(scope, of, taken, facts)]
    if scope.date in facts.answers.incomplete:
        causes.append({scope.date: facts.gathered(LooseMembers(scope, of), "most") > 0})
    return merge(causes)


def _members_left_open(scope: Scope, of: Node, taken: dict[str, Question], facts: Facts) -> LeftOpen:
    """Cells of the charges that possibly count: what the selector reads, and what is taken from each.

    `taken` are the facts taken from each charge, and for each the question which charges lack it.
    """
    incomplete = facts.answers.incomplete
    asked: list[tuple[str, Question]] = [(fact, LeftOpenBy(of, fact)) for fact in facts_of(of) & incomplete]
    asked += [(fact, AllOf((of, question))) for fact, question in taken.items() if fact in incomplete]
    return merge([{fact: facts.gathered(Number(scope, question), "most") > 0} for fact, question in asked])
