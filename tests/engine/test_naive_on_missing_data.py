"""Missing data are never guessed: to fill a cell settles what was open and overturns nothing that was certain."""

from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearance.law.vocabulary import FACTS
from tests.engine.naive import determinations
from tests.engine.strategies import policies
from tests.engine.strategies_people import AS_OF, cells, columns_read, people

ENOUGH = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))

#: With these a law itself gives a meaning to an empty cell, which filling it takes away.
MEANING_OF_EMPTY = ("when_missing", "missing", "else", "limit")


def without_meaning_of_empty(table: Any) -> Any:
    """The same law, silent on what an empty cell means."""
    if isinstance(table, dict):
        return {key: without_meaning_of_empty(value) for key, value in table.items() if key not in MEANING_OF_EMPTY}
    return [without_meaning_of_empty(value) for value in table] if isinstance(table, list) else table


PLAIN_POLICIES = policies().map(without_meaning_of_empty)


def filled(charges: list[dict], columns: set[str], random: Random) -> list[dict]:
    """The same charges with every empty cell of `columns` filled; facts of a case and a person are shared."""
    found: dict[tuple, Any] = {}
    return [
        charge
        | {
            column: found.setdefault((column, _whose(column, charge)), random.choice(cells(column)))
            for column in sorted(columns)
            if charge.get(column) is None
        }
        for charge in charges
    ]


def _whose(column: str, charge: dict) -> str:
    return charge[{"charges": "charge_id", "cases": "case_id", "people": "person_id"}[FACTS[column][0]]]


@ENOUGH
@given(st.data(), PLAIN_POLICIES, AS_OF, st.randoms(use_true_random=False))
def test_what_is_certain_stays_so_whatever_turns_up(data, policy, as_of, random):
    charges = data.draw(people(policy, max_people=1))
    columns = columns_read(policy) - {"charge_id", "case_id", "person_id"}

    before = determinations(policy, charges, as_of)
    after = determinations(policy, filled(charges, columns, random), as_of)

    certain = [row["outcome"] for row in before if row["outcome"] != "undetermined"]
    assert certain == [
        now["outcome"] for was, now in zip(before, after, strict=True) if was["outcome"] != "undetermined"
    ]


@ENOUGH
@given(st.data(), PLAIN_POLICIES, AS_OF, st.randoms(use_true_random=False))
def test_the_data_that_are_named_as_missing_would_decide_it(data, policy, as_of, random):
    charges = data.draw(people(policy, max_people=1))

    for number, row in enumerate(determinations(policy, charges, as_of)):
        assert bool(row["missing"]) == (row["outcome"] == "undetermined")
        if row["missing"]:
            now = determinations(policy, filled(charges, set(row["missing"]), random), as_of)[number]
            assert now["outcome"] != "undetermined"
