"""Whether selectors contradict each other: whether it is certain that no charge matches them all.

Sound, not complete: where it says so, no charge can match; it does not find everything.
"""

import operator
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import combinations

from .policy import OffenseList
from .selector import AllOf, Among, AnyOf, Attribute, Compare, Missing, Node, Not, Offense, OlderAt, Value, own_facts
from .statutes import TO, is_covered
from .vocabulary import FACTS

#: The offense lists of a policy, by name.
Lists = Mapping[str, OffenseList]
_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def contradict(selectors: Iterable[Node], lists: Lists) -> bool:
    """Whether no charge can match all of these selectors at once."""
    parts = list(_parts(AllOf(tuple(selectors)), wanted=True))
    leaves = [part for part in parts if not isinstance(part, AnyOf)]
    if _leaves_contradict(leaves, lists):
        return True
    choices = [part for part in parts if isinstance(part, AnyOf)]
    return any(all(contradict([*leaves, option], lists) for option in choice.parts) for choice in choices)


def _parts(node: Node, wanted: bool) -> Iterator[Node]:
    """What must match for the node to match (or not to, unless `wanted`): leaves, negated leaves, and choices."""
    match node:
        case Not(part):
            yield from _parts(part, not wanted)
        case AllOf(parts) | AnyOf(parts) if isinstance(node, AllOf) == wanted:
            for part in parts:
                yield from _parts(part, wanted)
        case AllOf(parts) | AnyOf(parts):
            yield AnyOf(tuple(part if wanted else Not(part) for part in parts))
        case Compare(fact, sign, value) if not wanted:
            yield Compare(fact, _OPPOSITE[sign], value)
        case _:
            yield node if wanted else Not(node)


def _leaves_contradict(leaves: list[Node], lists: Lists) -> bool:
    facts = {leaf.fact for leaf in map(_positive, leaves) if isinstance(leaf, Among | Compare)}
    return (
        any(_no_value_is_left(fact, leaves) for fact in facts)
        or _missing_and_known(leaves)
        or _too_young_and_too_old(leaves)
        or _no_flag_is_left(leaves)
        or _no_statute_is_left(leaves, lists)
    )


def _positive(leaf: Node) -> Node:
    return leaf.part if isinstance(leaf, Not) else leaf


def _no_value_is_left(fact: str, leaves: list[Node]) -> bool:
    """Whether the values asked for, those excluded and the bounds leave nothing that the fact could be."""
    column = FACTS[fact][1]
    values: set[Value] | None = {"code": set(column.codes), "yes_no": {True, False}}.get(column.kind)
    bounds = [leaf for leaf in leaves if isinstance(leaf, Compare) and leaf.fact == fact]
    for leaf in leaves:
        if isinstance(leaf, Among) and leaf.fact == fact:
            values = set(leaf.values) if values is None else values.intersection(leaf.values)
    if values is None:
        return _empty_range(fact, bounds)
    excluded = {value for leaf in leaves for value in _excluded(leaf, fact)}
    return not any(_is_within(value, bounds) for value in values - excluded)


def _excluded(leaf: Node, fact: str) -> tuple[Value, ...]:
    return leaf.part.values if isinstance(leaf, Not) and isinstance(leaf.part, Among) and leaf.part.fact == fact else ()


def _is_within(value: Value, bounds: list[Compare]) -> bool:
    return all(_COMPARE[bound.operator](value, bound.value) for bound in bounds)


def _empty_range(fact: str, bounds: list[Compare]) -> bool:
    """Whether one of the lower bounds lies above one of the upper ones."""
    step = {"date": timedelta(days=1), "whole": 1}.get(FACTS[fact][1].kind)
    lower = [bound for bound in bounds if bound.operator in (">", ">=")]
    upper = [bound for bound in bounds if bound.operator in ("<", "<=")]
    return any(_nothing_between(low, high, step) for low in lower for high in upper)


def _nothing_between(low: Compare, high: Compare, step: timedelta | int | None) -> bool:
    strict = (low.operator == ">") + (high.operator == "<")
    if low.value >= high.value:
        return low.value > high.value or strict > 0
    return strict == 2 and step is not None and low.value + step == high.value


def _missing_and_known(leaves: list[Node]) -> bool:
    """Whether a cell has to be empty, and something else asks what is in it."""
    empty = {leaf.fact for leaf in leaves if isinstance(leaf, Missing)}
    others = (own_facts(_positive(leaf)) for leaf in leaves if not isinstance(leaf, Missing))
    return any(not empty.isdisjoint(facts) for facts in others)


def _too_young_and_too_old(leaves: list[Node]) -> bool:
    """Whether an age is asked for that has to be both reached and not reached on the same date."""
    reached = [leaf for leaf in leaves if isinstance(leaf, OlderAt)]
    not_reached = [leaf.part for leaf in leaves if isinstance(leaf, Not) and isinstance(leaf.part, OlderAt)]
    return any(one.fact == other.fact and one.years >= other.years for one in reached for other in not_reached)


def _no_flag_is_left(leaves: list[Node]) -> bool:
    excluded = {
        flag
        for leaf in leaves
        if isinstance(leaf, Not) and isinstance(leaf.part, Attribute)
        for flag in leaf.part.flags
    }
    return any(excluded.issuperset(leaf.flags) for leaf in leaves if isinstance(leaf, Attribute))


def _no_statute_is_left(leaves: list[Node], lists: Lists) -> bool:
    """Whether a statute would have to be on lists that have none in common, or only on lists that are excluded."""
    wanted = [[lists[name] for name in leaf.lists] for leaf in leaves if isinstance(leaf, Offense)]
    excluded = [
        lists[name]
        for leaf in leaves
        if isinstance(leaf, Not) and isinstance(leaf.part, Offense)
        for name in leaf.part.lists
    ]
    if any(all(_is_excluded(one, excluded) for one in some) for some in wanted):
        return True
    pairs = combinations(wanted, 2)
    return any(all(_nothing_in_common(one, other) for one in some for other in others) for some, others in pairs)


def _is_excluded(wanted: OffenseList, excluded: list[OffenseList]) -> bool:
    """Whether the excluded lists cover all that the list covers."""
    return any(one is wanted for one in excluded) or all(
        any(_covers(one, statute, wanted.include_attempts) for one in excluded) for statute in wanted.statutes
    )


def _covers(excluded: OffenseList, statute: str, attempts: bool) -> bool:
    if attempts and not excluded.include_attempts:
        return False
    return statute in excluded.statutes or (TO not in statute and is_covered(statute, excluded.statutes))


def _nothing_in_common(one: OffenseList, other: OffenseList) -> bool:
    """A statute is on both only where one of a list stands above one of the other. Not sure of ranges and attempts."""
    if one.include_attempts or other.include_attempts or any(TO in text for text in (*one.statutes, *other.statutes)):
        return False
    pairs = [(text, other.statutes) for text in one.statutes] + [(text, one.statutes) for text in other.statutes]
    return not any(is_covered(text, listed) for text, listed in pairs)
