"""Which charges: a predicate over facts, read from a table of the policy file. The engine evaluates it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainValidator

from .problem import problem
from .vocabulary import FACTS, Column

Value = str | int | bool | date | Decimal

#: Comparisons, by the kinds of column they may be used on, with the operator each stands for.
NUMBER_COMPARISONS = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}
DATE_COMPARISONS = {"on_or_after": ">=", "on_or_before": "<=", "after": ">", "before": "<"}
#: What the keys of the tables select on are called, beside the columns.
WORDS = ("offense", "attribute", "age_at", "missing", "any", "all", "not")
#: Facts that a selector may compare or ask for. Ids say nothing of a charge, and flags are asked for by `attribute`.
_SELECTABLE = [fact for fact, (_, column) in FACTS.items() if column.kind != "flags" and not fact.endswith("_id")]


@dataclass(frozen=True)
class Among:
    """The fact has one of these values."""

    fact: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Compare:
    """The fact stands in this relation (`<`, `<=`, `>`, `>=`) to the value."""

    fact: str
    operator: str
    value: Value


@dataclass(frozen=True)
class Offense:
    """The statute is covered by one of these named offense lists."""

    lists: tuple[str, ...]


@dataclass(frozen=True)
class Attribute:
    """The charge carries one of these flags."""

    flags: tuple[str, ...]


@dataclass(frozen=True)
class OlderAt:
    """The person had reached this many whole years of age on the date in `fact`."""

    fact: str
    years: int


@dataclass(frozen=True)
class Missing:
    """The cell of the fact is empty. Never unknown."""

    fact: str


@dataclass(frozen=True)
class AllOf:
    """Every part matches; with no parts, everything does."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AnyOf:
    """One of the parts matches; with no parts, nothing does."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """The part does not match."""

    part: "Node"


Node = Among | Compare | Offense | Attribute | OlderAt | Missing | AllOf | AnyOf | Not
EVERYTHING = AllOf(())


def parts_of(node: Node) -> Iterator[Node]:
    """The node and every node below it."""
    yield node
    match node:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from parts_of(part)
        case Not(part):
            yield from parts_of(part)


def facts_of(node: Node) -> frozenset[str]:
    """Every fact that the selector reads."""
    return frozenset(fact for part in parts_of(node) for fact in own_facts(part))


def needs_of(node: Node) -> frozenset[str]:
    """Every fact whose empty cells may leave the selector unknown: all that it reads but for `missing`."""
    return frozenset(fact for part in parts_of(node) if not isinstance(part, Missing) for fact in own_facts(part))


def own_facts(node: Node) -> tuple[str, ...]:
    """The facts that this node itself reads, without those below it."""
    match node:
        case Among(fact=fact) | Compare(fact=fact) | Missing(fact=fact):
            return (fact,)
        case OlderAt(fact=fact):
            return ("birth_date", fact)
        case Offense():
            return ("statute",)
        case Attribute():
            return ("attributes",)
    return ()


def fact_named(name: Any, kinds: tuple[str, ...], path: tuple[str | int, ...] = ()) -> str:
    """The name, if it is a fact of one of these kinds."""
    allowed = [fact for fact, (_, column) in FACTS.items() if column.kind in kinds]
    if name not in allowed:
        raise problem(name, allowed, path)
    return name


def read_selector(table: Any, path: tuple[str | int, ...] = ()) -> Node:
    """The selector that a table of the policy file means; raises the error of `problem` for anything else."""
    if not isinstance(table, dict):
        raise problem(table, 'a table such as { level = "felony" }', path)
    parts = [part for key, value in table.items() for part in _read_key(key, value, (*path, key))]
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _read_key(key: str, value: Any, path: tuple[str | int, ...]) -> Iterator[Node]:
    if key in ("any", "all"):
        if not isinstance(value, list):
            raise problem(value, "a list of selectors", path)
        parts = tuple(read_selector(part, (*path, index)) for index, part in enumerate(value))
        yield AnyOf(parts) if key == "any" else AllOf(parts)
    elif key == "not":
        yield Not(read_selector(value, path))
    elif key == "offense":
        yield Offense(_texts(value, path))
    elif key == "attribute":
        yield Attribute(_texts(value, path))
    elif key == "age_at":
        yield from _read_age(value, path)
    elif key == "missing":
        facts = tuple(Missing(_selectable(fact, path)) for fact in _texts(value, path))
        yield facts[0] if len(facts) == 1 else AnyOf(facts)
    else:
        if key not in _SELECTABLE:
            raise problem(key, [*_SELECTABLE, *WORDS], path[:-1])
        yield from _read_fact(key, FACTS[key][1], value, path)


def _selectable(fact: str, path: tuple[str | int, ...]) -> str:
    if fact == "attributes":
        raise problem(fact, "any fact but this: an empty cell of attributes is known, and means no flags", path)
    if fact not in _SELECTABLE:
        raise problem(fact, _SELECTABLE, path)
    return fact


def _read_fact(fact: str, column: Column, value: Any, path: tuple[str | int, ...]) -> Iterator[Node]:
    if isinstance(value, dict):
        comparisons = {"date": DATE_COMPARISONS, "whole": NUMBER_COMPARISONS, "decimal": NUMBER_COMPARISONS}.get(
            column.kind
        )
        if comparisons is None:
            raise problem(value, f"a {column.kind} value or a list of them; {fact} cannot be compared", path)
        if not value:
            raise problem(value, comparisons, path)
        for word, bound in value.items():
            if word not in comparisons:
                raise problem(word, comparisons, path)
            yield Compare(fact, comparisons[word], _value(column, bound, (*path, word)))
    elif isinstance(value, list):
        yield Among(fact, tuple(_value(column, one, (*path, index)) for index, one in enumerate(value)))
    else:
        yield Among(fact, (_value(column, value, path),))


def _value(column: Column, value: Any, path: tuple[str | int, ...]) -> Value:
    match column.kind:
        case "code":
            if value not in column.codes:
                raise problem(value, column.codes, path)
            right = True
        case "date":
            right = isinstance(value, date) and not isinstance(value, datetime)
        case "yes_no":
            right = isinstance(value, bool)
        case "whole":
            right = isinstance(value, int) and not isinstance(value, bool)
        case "decimal":
            right = isinstance(value, int | Decimal) and not isinstance(value, bool)
        case _:
            right = isinstance(value, str)
    if not right:
        wanted = {
            "date": "a date such as 2015-02-15, without quotes",
            "yes_no": "true or false",
            "whole": "a whole number",
            "decimal": "a number such as 250 or 99.50",
        }.get(column.kind, "text in quotes")
        raise problem(value, wanted, path)
    # A whole number beside a decimal one: the engine compares a column with values of one type.
    return Decimal(value) if column.kind == "decimal" else value


def _texts(value: Any, path: tuple[str | int, ...]) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise problem(value, "a name in quotes, or a list of names", path)
    return tuple(texts)


def _read_age(value: Any, path: tuple[str | int, ...]) -> Iterator[Node]:
    keys = ("date", "under", "at_least")
    example = 'a table such as { date = "offense_date", under = 18 }'
    if not isinstance(value, dict) or "date" not in value or len(value) < 2:
        raise problem(value, example, path)
    for key, years in value.items():
        if key not in keys:
            raise problem(key, keys, path)
        if key != "date" and (not isinstance(years, int) or isinstance(years, bool) or not 0 <= years <= 150):
            raise problem(years, "whole years from 0 to 150", (*path, key))
    fact = fact_named(value["date"], ("date",), (*path, "date"))
    if "under" in value:
        yield Not(OlderAt(fact, value["under"]))
    if "at_least" in value:
        yield OlderAt(fact, value["at_least"])


#: A selector as a field of a model.
Selector = Annotated[Node, PlainValidator(read_selector)]
