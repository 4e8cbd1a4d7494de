"""A law's cases, run: what the law says of each, and how that differs from what was expected."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from clearance.law.cases import Case, Cases
from clearance.law.policy import Policy
from clearance.law.vocabulary import FACTS

from .columns import TYPES
from .evaluate import evaluate

_SCHEMA = {fact: TYPES[column.kind] for fact, (_, column) in FACTS.items()}


@dataclass(frozen=True)
class CaseResult:
    """One case, and in a sentence for each charge what was found instead of what was expected."""

    case: Case
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def run_cases(policy: Policy, cases: Cases) -> list[CaseResult]:
    """Every case of the file, in its order, held against what the policy says of it."""
    facts = cases_as_facts(cases)
    days = {case.id: case.as_of for case in cases.case}
    found = {}
    for day in set(days.values()):
        people = [case for case, as_of in days.items() if as_of == day]
        of_the_day = facts.filter(pl.col("person_id").is_in(people))
        found |= {row["charge_id"]: row for row in evaluate(policy, of_the_day, day).iter_rows(named=True)}
    return [CaseResult(case, tuple(_differences(case, found))) for case in cases.case]


def cases_as_facts(cases: Cases) -> pl.DataFrame:
    """The facts as for `evaluate`; each case is a person, and ids are CASE and CASE/CHARGE."""
    rows = [row for case in cases.case for row in _rows(case, cases.unless_said.facts())]
    return pl.DataFrame([row | {"attributes": ";".join(row["attributes"])} for row in rows], schema=_SCHEMA)


def _rows(case: Case, unless_said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for charge in case.charge:
        of_case: dict[str, Any] = {}
        for other in case.charge:
            if other.case_key == charge.case_key:
                known = {**other.facts(), **dict.fromkeys(other.unknown)}
                of_case |= {fact: value for fact, value in known.items() if FACTS[fact][0] == "cases"}
        yield {
            "attributes": (),
            **unless_said,
            **case.person.facts(),
            **of_case,
            **charge.facts(),
            **dict.fromkeys(charge.unknown),
            "person_id": case.id,
            "case_id": f"{case.id}/{charge.case_key}",
            "charge_id": f"{case.id}/{charge.id}",
        }


def _differences(case: Case, found: dict[str, dict[str, Any]]) -> Iterator[str]:
    for charge in case.charge:
        if charge.expect is None:
            continue
        row = found[f"{case.id}/{charge.id}"]
        expected = charge.expect.model_dump(exclude_unset=True)
        if any(_found(row, key) != _comparable(value) for key, value in expected.items()):
            yield f"{charge.id}: found {_in_words(row)}; expected {_in_words(expected)}"


def _found(row: dict[str, Any], key: str) -> object:
    """As it would be expected: a list as a set, and an empty cell as an empty text."""
    value = row[key] or ""
    return frozenset(value.split(";")) - {""} if key in ("reasons", "missing") else value


def _comparable(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def _in_words(determination: dict[str, Any]) -> str:
    """`later on 2031-03-01 by felonies, for felonies.ten-years, missing sentence_days`."""
    text = determination["outcome"]
    for key, word in (("eligible_on", " on "), ("track", " by "), ("reasons", ", for "), ("missing", ", missing ")):
        value = determination.get(key)
        if value:
            text += word + (value.isoformat() if isinstance(value, date) else " and ".join(_listed(value)))
    return text


def _listed(value: str | tuple[str, ...]) -> list[str]:
    return value.split(";") if isinstance(value, str) else list(value)
