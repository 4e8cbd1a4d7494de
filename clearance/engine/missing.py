"""Which empty cells leave a requirement open: the data points that would decide it."""

import narwhals as nw

from clearance.law.requirement import Anchor, Count, DateAnchor, ExtremeAnchor, Gap, Requirement
from clearance.law.selector import AllOf, Node, facts_of

from .facts import Facts
from .gather import LooseMembers, Number, Scope
from .predicate import EmptyCell, LeftOpenBy, either
from .requirements import anchor_day, extreme_of, number_inside, number_of, one_day, undecided_day

#: For each fact, whether its empty cells leave the thing asked about open.
LeftOpen = dict[str, nw.Expr]


def selector_left_open(node: Node, facts: Facts) -> LeftOpen:
    """The facts whose empty cells leave the selector unknown for this charge."""
    return {fact: facts.match(LeftOpenBy(node, fact)) for fact in facts_of(node) & facts.answers.incomplete}


def requirement_left_open(requirement: Requirement, facts: Facts) -> LeftOpen:
    """The facts whose empty cells leave the requirement unknown; none where the law presumes an answer."""
    if requirement.when_missing:
        return {}
    if requirement.is_ is not None:
        return selector_left_open(requirement.is_, facts)
    if requirement.wait is not None:
        causes = [_anchor_left_open(anchor, facts) for anchor in requirement.wait.anchors]
    else:
        causes = [_form_left_open(requirement.count or requirement.gap, facts)]
    undecided = undecided_day(requirement, facts).is_null()
    return {fact: undecided & cause for fact, cause in merge(causes).items()}


def merge(causes: list[LeftOpen]) -> LeftOpen:
    """One entry per fact: left open by any of the causes."""
    facts = sorted({fact for cause in causes for fact in cause})
    return {fact: either([cause[fact] for cause in causes if fact in cause]) for fact in facts}


def _form_left_open(form: Count | Gap, facts: Facts) -> LeftOpen:
    if isinstance(form, Gap):
        return _scope_left_open(number_inside(form).scope, form.of, (), facts)
    number = number_of(form)
    return _scope_left_open(number.scope, form.of, (form.distinct,) if form.distinct else (), facts)


def _anchor_left_open(anchor: Anchor, facts: Facts) -> LeftOpen:
    """An anchor that is known leaves nothing open; of a list, those that are not known do."""
    unknown = anchor_day(anchor, facts).is_null()
    return {
        fact: unknown & cause for fact, cause in merge([_date_left_open(one, facts) for one in anchor.dates]).items()
    }


def _date_left_open(one: DateAnchor | ExtremeAnchor, facts: Facts) -> LeftOpen:
    cells = (one.date, one.plus) if one.plus else (one.date,)
    if isinstance(one, DateAnchor):
        return {fact: nw.col(fact).is_null() for fact in facts.answers.incomplete.intersection(cells)}
    unknown = one_day(one, facts).is_null()
    causes = _scope_left_open(extreme_of(one).scope, one.of, cells, facts)
    return {fact: unknown & cause for fact, cause in causes.items()}


def _scope_left_open(scope: Scope, of: Node, cells: tuple[str, ...], facts: Facts) -> LeftOpen:
    """Cells of the charges that possibly count: what the selector reads, what is taken from each, the scope's date."""
    incomplete = facts.answers.incomplete
    read, taken = facts_of(of) & incomplete, incomplete.intersection(cells)
    causes = [
        {fact: facts.gathered(Number(scope, LeftOpenBy(of, fact)), "most") > 0 for fact in read},
        {fact: facts.gathered(Number(scope, AllOf((of, EmptyCell(fact)))), "most") > 0 for fact in taken},
    ]
    if scope.date in incomplete:
        causes.append({scope.date: facts.gathered(LooseMembers(scope, of), "most") > 0})
    return merge(causes)
