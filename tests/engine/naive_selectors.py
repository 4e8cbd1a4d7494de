"""A plain reading of selectors, statutes and scopes: is a charge meant, yes, no, or cannot tell."""

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from tests.engine.naive_dates import later_by

Charge = dict[str, Any]

COMPARISONS = {
    "at_least": lambda found, bound: found >= bound,
    "at_most": lambda found, bound: found <= bound,
    "above": lambda found, bound: found > bound,
    "below": lambda found, bound: found < bound,
    "on_or_after": lambda found, bound: found >= bound,
    "on_or_before": lambda found, bound: found <= bound,
    "after": lambda found, bound: found > bound,
    "before": lambda found, bound: found < bound,
}


class Truth(NamedTuple):
    """True, False, or None for unknown, and then the columns whose empty cells leave it so."""

    value: bool | None
    missing: frozenset[str] = frozenset()


def unknown(*columns: str) -> Truth:
    return Truth(None, frozenset(columns))


def every(truths: Iterable[Truth]) -> Truth:
    truths = list(truths)
    if any(truth.value is False for truth in truths):
        return Truth(False)
    return _unless_unknown(True, truths)


def some(truths: Iterable[Truth]) -> Truth:
    truths = list(truths)
    if any(truth.value is True for truth in truths):
        return Truth(True)
    return _unless_unknown(False, truths)


def negated(truth: Truth) -> Truth:
    return truth if truth.value is None else Truth(not truth.value)


def _unless_unknown(value: bool, truths: list[Truth]) -> Truth:
    open_ones = [truth for truth in truths if truth.value is None]
    if open_ones:
        return unknown(*(column for truth in open_ones for column in truth.missing))
    return Truth(value)


def matches(selector: dict, charge: Charge, policy: dict) -> Truth:
    """Whether `selector` matches `charge`: all its keys must."""
    return every(_key_matches(key, wanted, charge, policy) for key, wanted in selector.items())


def _key_matches(key: str, wanted: Any, charge: Charge, policy: dict) -> Truth:
    if key == "any":
        return some(matches(selector, charge, policy) for selector in wanted)
    if key == "all":
        return every(matches(selector, charge, policy) for selector in wanted)
    if key == "not":
        return negated(matches(wanted, charge, policy))
    if key == "offense":
        return _offense_matches(_as_list(wanted), charge, policy)
    if key == "attribute":
        return _attribute_matches(_as_list(wanted), charge)
    if key == "age_at":
        return _age_matches(wanted, charge)
    if key == "missing":
        return Truth(any(charge.get(column) is None for column in _as_list(wanted)))
    return _column_matches(key, wanted, charge)


def _as_list(wanted: Any) -> list:
    return wanted if isinstance(wanted, list) else [wanted]


def _column_matches(column: str, wanted: Any, charge: Charge) -> Truth:
    found = charge.get(column)
    if found is None:
        return unknown(column)
    if isinstance(wanted, dict):
        return Truth(all(COMPARISONS[name](found, bound) for name, bound in wanted.items()))
    return Truth(found in _as_list(wanted))


def _attribute_matches(flags: list[str], charge: Charge) -> Truth:
    carried = charge.get("attributes")
    if carried is None:
        return unknown("attributes")
    return Truth(any(flag in carried.split(";") for flag in flags))


def _age_matches(wanted: dict, charge: Charge) -> Truth:
    birth, day = charge.get("birth_date"), charge.get(wanted["date"])
    if birth is None or day is None:
        return unknown(*(column for column in ("birth_date", wanted["date"]) if charge.get(column) is None))
    old_enough = "at_least" not in wanted or later_by(birth, years=wanted["at_least"]) <= day
    young_enough = "under" not in wanted or later_by(birth, years=wanted["under"]) > day
    return Truth(old_enough and young_enough)


def _offense_matches(lists: list[str], charge: Charge, policy: dict) -> Truth:
    if charge.get("statute") is None:
        return unknown("statute")
    attempts = policy["policy"].get("attempts", ["664"])
    return Truth(any(_list_covers(policy["offenses"][name], charge["statute"], attempts) for name in lists))


def _list_covers(offenses: dict, statute: str, attempts: list[str]) -> bool:
    cited = [normalised(statute)]
    if offenses.get("include_attempts", False):
        for section in map(normalised, attempts):
            for mark in "-/:":
                if cited[0].startswith(section + mark):
                    cited.append(cited[0].removeprefix(section + mark))
    return any(_lists(listed, one) for listed in offenses["statutes"] for one in cited)


def _lists(listed: str, cited: str) -> bool:
    if ".." in listed:
        first, last = listed.split("..")
        return in_range(normalised(first), normalised(last), cited)
    return covers(normalised(listed), cited)


def normalised(statute: str) -> str:
    """Capitals, no spaces, no section sign, no adoption letter."""
    bare = re.sub(r"[\s§]", "", statute.upper())
    return re.sub(r"^[A-Z]\.(?=[0-9])", "", bare)


def covers(listed: str, cited: str) -> bool:
    """A statute covers itself and what continues it after `-`, `:`, `/` or `(`."""
    return cited == listed or any(cited.startswith(listed + mark) for mark in "-:/(")


def in_range(first: str, last: str, cited: str) -> bool:
    """Whether the citation, or what it is a part of, stands between two sections or is one of them."""
    stem, low = taken_apart(first)
    _, high = taken_apart(last)
    wholes = [cited] + [cited[:end] for end in range(len(cited)) if cited[end] in "-:/("]
    places = [place for apart in map(taken_apart, wholes) if apart and apart[0] == stem for place in apart[1:]]
    return any(low <= place <= high for place in places)


def taken_apart(section: str) -> tuple[str, tuple] | None:
    """What stands before the last number; then the number (as a decimal) and its letters, so that they can be ordered.

    None where the citation does not end in a number or in letters that follow one.
    """
    without_letters = section.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letters = section.removeprefix(without_letters)
    stem = without_letters.rstrip("0123456789")
    if stem == without_letters:
        return None
    if stem.endswith(".") and stem[-2:-1].isdigit():
        stem = stem.removesuffix(".").rstrip("0123456789")
    return stem, (Fraction(without_letters.removeprefix(stem)), len(letters), letters)


def in_scope(other: Charge, this: Charge, scope: str, by: str) -> Truth:
    """Whether `other`, a charge of the same person, is in `scope` seen from `this`."""
    itself = other["charge_id"] == this["charge_id"]
    if scope == "person":
        return Truth(True)
    if scope == "charge":
        return Truth(itself)
    if scope == "others":
        return Truth(not itself)
    if scope == "case":
        return Truth(other["case_id"] == this["case_id"])
    if scope == "other_cases":
        return Truth(other["case_id"] != this["case_id"])
    if scope in ("same_offense_date", "same_arrest_date", "same_disposition_date"):
        column = scope.removeprefix("same_")
        return Truth(True) if itself else _days_compare(other, this, column, lambda theirs, mine: theirs == mine)
    if itself:
        return Truth(False)
    if scope == "earlier":
        return _days_compare(other, this, by, lambda theirs, mine: theirs < mine)
    assert scope == "later", scope
    return _days_compare(other, this, by, lambda theirs, mine: theirs > mine)


def _days_compare(other: Charge, this: Charge, column: str, compare: Any) -> Truth:
    theirs: date | None = other.get(column)
    mine: date | None = this.get(column)
    return unknown(column) if theirs is None or mine is None else Truth(compare(theirs, mine))


def counted(this: Charge, person: list[Charge], policy: dict, *, of: dict, scope: str, by: str) -> list:
    """Pairs (charge, Truth) of the person's charges that count, certainly or possibly."""
    pairs = [(other, every([in_scope(other, this, scope, by), matches(of, other, policy)])) for other in person]
    return [(other, truth) for other, truth in pairs if truth.value is not False]
