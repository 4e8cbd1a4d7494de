"""The engine says what the plain reading of the law says, over random laws and random people."""

import os
from datetime import date, timedelta

import polars as pl
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from clearance.engine.evaluate import evaluate
from clearance.law.policy import build_policy
from tests.engine import naive
from tests.engine.strategies import policies
from tests.engine.strategies_people import AS_OF, frame, people

#: Set CLEARANCE_EXAMPLES for a longer run.
EXAMPLES = int(os.environ.get("CLEARANCE_EXAMPLES", "2000"))

SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large]


def with_examples(number: int) -> settings:
    return settings(max_examples=number, deadline=None, suppress_health_check=SLOW_IS_FINE)


def rows(determined: pl.DataFrame) -> list[dict]:
    """The engine's determinations, in the plain reading's shape."""
    return [
        {
            "charge_id": row["charge_id"],
            "person_id": row["person_id"],
            "outcome": row["outcome"],
            "eligible_on": row["eligible_on"],
            "track": row["track"] or None,
            "reasons": tuple(row["reasons"].split(";")) if row["reasons"] else (),
            "missing": tuple(row["missing"].split(";")) if row["missing"] else (),
        }
        for row in determined.iter_rows(named=True)
    ]


def read_plainly(policy: dict, charges: list[dict], as_of: date) -> list[dict]:
    """The plain reading, one person after the other."""
    found = []
    for person_id in sorted({charge["person_id"] for charge in charges}):
        own = [charge for charge in charges if charge["person_id"] == person_id]
        found += naive.determinations(policy, own, as_of)
    return found


@with_examples(EXAMPLES)
@given(st.data(), policies(), AS_OF)
def test_the_engine_and_the_plain_reading_agree(data, policy, as_of):
    charges = data.draw(people(policy))
    note(f"{policy=}\n{charges=}\n{as_of=}")

    determined = evaluate(build_policy(policy), frame(charges), as_of)

    assert rows(determined) == read_plainly(policy, charges, as_of)


@with_examples(EXAMPLES // 20)
@given(st.data(), policies(), AS_OF)
def test_people_are_determined_the_same_together_and_apart(data, policy, as_of):
    charges = data.draw(people(policy))
    facts = frame(charges)
    law = build_policy(policy)

    apart = [evaluate(law, own, as_of) for own in facts.sort("person_id").partition_by("person_id")]

    assert rows(evaluate(law, facts, as_of)) == [row for own in apart for row in rows(own)]


@with_examples(EXAMPLES // 20)
@given(st.data(), policies(), AS_OF)
def test_the_order_in_which_charges_arrive_changes_nothing(data, policy, as_of):
    charges = data.draw(people(policy))
    shuffled = data.draw(st.permutations(charges))
    law = build_policy(policy)

    assert rows(evaluate(law, frame(shuffled), as_of)) == rows(evaluate(law, frame(charges), as_of))


@with_examples(EXAMPLES // 20)
@given(st.data(), policies(), AS_OF)
def test_a_date_once_given_comes_true_if_nothing_changes(data, policy, as_of):
    """A charge said to be eligible later is eligible on that very day, and not the day before."""
    charges = data.draw(people(policy))
    law = build_policy(policy)
    later = [row for row in rows(evaluate(law, frame(charges), as_of)) if row["outcome"] == "later"]

    for promised in later:
        day = promised["eligible_on"]
        on_the_day = {row["charge_id"]: row for row in rows(evaluate(law, frame(charges), day))}
        before = {row["charge_id"]: row for row in rows(evaluate(law, frame(charges), day - timedelta(days=1)))}
        assert on_the_day[promised["charge_id"]]["outcome"] == "eligible"
        assert before[promised["charge_id"]]["outcome"] != "eligible"
