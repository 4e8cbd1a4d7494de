"""Which empty cells leave a requirement open: the data points that would decide it."""

import narwhals as nw

from clearance.law.requirement import Count, DateAnchor, ExtremeAnchor, Gap, Requirement
from clearance.law.selector import AllOf, Node, facts_of

from .facts import Facts
from .gather import LooseMembers, Number, Scope
from .predicate import EmptyCell, LeftOpenBy, Question, Undated, either
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
    return _form_left_open(requirement.count or requirement.gap, facts)


def merge(causes: list[LeftOpen]) -> LeftOpen:
    """One entry per fact: left open by any of the causes."""
    facts = sorted({fact for cause in causes for fact in cause})
    return {fact: either([cause[fact] for cause in causes if fact in cause]) for fact in facts}


def _form_left_open(form: Count | Gap, facts: Facts) -> LeftOpen:
    if isinstance(form, Gap):
        return _scope_left_open(number_inside(form).scope, form.of, {}, facts)
    taken = {form.distinct: EmptyCell(form.distinct)} if form.distinct else {}
    return _scope_left_open(number_of(form).scope, form.of, taken, facts)


def _date_left_open(one: DateAnchor | ExtremeAnchor, facts: Facts) -> LeftOpen:
    """A date that is known leaves nothing open."""
    cells = [fact for day in one.tried for fact in day.facts()]
    if isinstance(one, DateAnchor):
        causes = {fact: nw.col(fact).is_null() for fact in facts.answers.incomplete.intersection(cells)}
    else:
        # An empty cell of a charge that has another date to take leaves nothing open.
        taken = {fact: AllOf((EmptyCell(fact), Undated(one.tried))) if one.else_ else EmptyCell(fact) for fact in cells}
        causes = _scope_left_open(extreme_of(one).scope, one.of, taken, facts)
    unknown = one_day(one, facts).is_null()
    return {fact: unknown & cause for fact, cause in causes.items()}


def _scope_left_open(scope: Scope, of: Node, taken: dict[str, Question], facts: Facts) -> LeftOpen:
    """Cells of the charges that possibly count: what the selector reads, what is taken from each, the scope's date.

    `taken` are the facts taken from each charge, and for each the question which charges lack it.
    """
    incomplete = facts.answers.incomplete
    lacking = {fact: AllOf((of, question)) for fact, question in taken.items() if fact in incomplete}
    causes = [
        {fact: facts.gathered(Number(scope, LeftOpenBy(of, fact)), "most") > 0 for fact in facts_of(of) & incomplete},
        {fact: facts.gathered(Number(scope, asked), "most") > 0 for fact, asked in lacking.items()},
    ]
    if scope.date in incomplete:
        causes.append({scope.date: facts.gathered(LooseMembers(scope, of), "most") > 0})
    return merge(causes)
