"""Selectors as column expressions: true, false, or null where a missing cell leaves it open (Kleene logic)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import narwhals as nw

from clearance.law.requirement import ChargeDate, Period
from clearance.law.selector import AllOf, Among, AnyOf, Compare, Missing, Node, Not, OlderAt, own_facts

from .dates import first_known, later_by

_OPERATORS = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}
#: For each question that is answered already, the column that holds the answer; all those about a text are.
Known = Mapping["Question", str]


@dataclass(frozen=True)
class Undated:
    """None of these dates of the charge is known. Never unknown; only the engine asks it."""

    tried: tuple[ChargeDate, ...]


@dataclass(frozen=True)
class LeftOpenBy:
    """The node is unknown, and an empty cell of the fact leaves it so. Never unknown; only the engine asks it."""

    node: Node
    fact: str


Question = Node | Undated | LeftOpenBy


def both(parts: list[nw.Expr]) -> nw.Expr:
    """Kleene *and*; with no parts, true."""
    return reduce(and_, parts, nw.lit(True))


def either(parts: list[nw.Expr]) -> nw.Expr:
    """Kleene *or*; with no parts, false."""
    return reduce(or_, parts, nw.lit(False))


def is_true(answer: nw.Expr) -> nw.Expr:
    return answer.fill_null(False)


def may_be_true(answer: nw.Expr) -> nw.Expr:
    return answer.fill_null(True)


def matches(question: Question, known: Known) -> nw.Expr:
    """The three-valued answer for each row."""
    if question in known:
        return nw.col(known[question])
    match question:
        case Among(fact, values):
            return nw.col(fact) == values[0] if len(values) == 1 else nw.col(fact).is_in(list(values))
        case Compare(fact, operator, value):
            return getattr(nw.col(fact), _OPERATORS[operator])(value)
        case OlderAt(fact, years):
            return nw.col(fact) >= later_by(nw.col("birth_date"), Period(years=years))
        case Missing(fact):
            return nw.col(fact).is_null()
        case AllOf(parts):
            return both([matches(part, known) for part in parts])
        case AnyOf(parts):
            return either([matches(part, known) for part in parts])
        case Not(part):
            return ~matches(part, known)
        case Undated(tried):
            return first_known(tried).is_null()
        case LeftOpenBy(node, fact):
            return _left_open_by(node, fact, known)
    raise TypeError(f"not a selector: {question!r}")


def _left_open_by(node: Node, fact: str, known: Known) -> nw.Expr:
    """Follows the unknown from the node down to the key that reads the fact: every node on the way must be unknown."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            below = either([_left_open_by(part, fact, known) for part in parts])
            return matches(node, known).is_null() & below
        case Not(part):
            return _left_open_by(part, fact, known)
        case Missing():
            return nw.lit(False)
    return nw.col(fact).is_null() if fact in own_facts(node) else nw.lit(False)
