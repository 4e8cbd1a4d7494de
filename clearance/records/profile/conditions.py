"""`when` in a source profile: which rows of an agency's extract, by what stands in their cells."""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Annotated, Any

import polars as pl
from pydantic import PlainValidator

from clearance.law.problem import problem

_FORMS = ("contains", "pattern", "not")


@dataclass(frozen=True, eq=False)
class Condition:
    """A test of one row, and the columns of the extract it reads. An empty cell is the empty text."""

    columns: frozenset[str]
    holds: pl.Expr


def _condition(found: Any) -> Condition:
    """All keys must match: COLUMN to what its cell must be, or `any`, a list of conditions of which one must match."""
    if not isinstance(found, dict) or not found:
        raise problem(found, 'a table such as { "Status" = "CL" }')
    parts = [_any(test) if name == "any" else _cell(name, test) for name, test in found.items()]
    return Condition(frozenset().union(*(part.columns for part in parts)), reduce(and_, (part.holds for part in parts)))


def _any(found: Any) -> Condition:
    if not isinstance(found, list) or not found:
        raise problem(found, "a list of conditions", ("any",))
    parts = [_condition(part) for part in found]
    return Condition(frozenset().union(*(part.columns for part in parts)), reduce(or_, (part.holds for part in parts)))


def _cell(name: str, test: Any) -> Condition:
    return Condition(frozenset([name]), _test(pl.col(name).fill_null(""), test, (name,)))


def _test(cell: pl.Expr, test: Any, path: tuple[str, ...]) -> pl.Expr:
    if isinstance(test, dict) and len(test) == 1 and next(iter(test)) in _FORMS:
        form, value = next(iter(test.items()))
        if form == "not":
            return ~_test(cell, value, (*path, "not"))
        if form == "pattern":
            return cell.str.contains(checked_pattern(value, (*path, "pattern")))
        return reduce(or_, (cell.str.contains(text, literal=True) for text in _texts(value, (*path, "contains"))))
    if isinstance(test, dict):
        raise problem(", ".join(map(str, test)), _FORMS, path)
    return cell.is_in(_texts(test, path))


def _texts(found: Any, path: tuple[str, ...]) -> list[str]:
    texts = [found] if isinstance(found, str) else found
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise problem(found, "text in quotes, or a list of texts", path)
    return texts


def checked_pattern(found: Any, path: tuple[str | int, ...] = ()) -> str:
    """A regular expression that can be used, as Polars (Rust's regex) reads them."""
    if not isinstance(found, str):
        raise problem(found, "a regular expression in quotes", path)
    try:
        pl.Series([""]).str.contains(found)
    except pl.exceptions.PolarsError:
        raise problem(found, "a regular expression without look-around or back-references", path) from None
    return found


When = Annotated[Condition, PlainValidator(_condition)]
