"""One determination per charge: the contract of the engine.

`evaluate` answers for a day; `dates` gives what does not depend on any day, which is what is stored.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

from clearance.law.policy import Policy

from .determination import DETERMINATION
from .plan import Plan, order, plan_for


def evaluate(policy: Policy, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """What the policy says of every charge on the day `as_of`: one row per charge, by person_id, then charge_id.

    `facts` has one row per charge, whole people only, with charge_id, case_id, person_id and the facts the policy
    reads, named as in `vocabulary.FACTS`; a fact that has no column is unknown for all.
    """

    def ask(plan: Plan, facts: pl.DataFrame) -> pl.DataFrame:
        numbers = plan.run(facts, as_of, plan.determination.numbers)
        found = pl.DataFrame(plan.determination.in_words(numbers))
        return found.with_columns(in_doubt=pl.col("outcome") == "undetermined")

    facts = order(facts)
    found = _with_missing(policy, facts, ask, "missing")
    return facts.select("charge_id", "person_id").hstack(found).select(*DETERMINATION)


def dates(policy: Policy, facts: pl.DataFrame) -> pl.DataFrame:
    """What of the determination depends on no day: one row per charge, by person_id, then charge_id.

    Columns: charge_id, person_id, eligible_on, possible_on and why, as in `stored.Stored`; `why` is text.
    """
    facts = order(facts)
    found = _with_missing(policy, facts, Plan.dates, "why")
    return facts.select("charge_id", "person_id").hstack(found.drop("in_doubt"))


def _with_missing(
    policy: Policy, facts: pl.DataFrame, ask: Callable[[Plan, pl.DataFrame], pl.DataFrame], column: str
) -> pl.DataFrame:
    """What is answered of the facts, with what is missing told in the column.

    That costs more to find out than all the rest, so it is asked only for people of whom a charge is `in_doubt`.
    """
    found = ask(plan_for(policy), facts)
    people = facts["person_id"].filter(found["in_doubt"]).unique()
    doubtful = facts["person_id"].is_in(people.implode())
    if not doubtful.any():
        return found
    told = ask(plan_for(policy, missing_in=facts.filter(doubtful)), facts.filter(doubtful))[column]
    place = pl.when(doubtful).then(doubtful.cum_sum() - 1)
    return found.with_columns(told.gather(found.select(place).to_series()).fill_null(found[column]).alias(column))
