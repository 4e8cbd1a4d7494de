"""What the law says of every charge of one range of people, and for whom a change of the law would change it."""

from datetime import date

import narwhals as nw
import polars as pl

from clearance.engine.dates import later_by
from clearance.engine.determination import ELIGIBLE, LATER, UNDETERMINED
from clearance.engine.plan import plan_for
from clearance.law.policy import Policy
from clearance.law.requirement import Period

from .conditions import each_left_out, eligible_without, plan_columns

YEARS = 5
#: When a charge becomes eligible, best first.
WHEN = ("now", *(f"year_{number}" for number in range(1, YEARS + 1)), "after", "undetermined", "never")
NOW = WHEN.index("now")
#: The change from the other law to this one, beside those that leave out a condition.
AGAINST = "against"


def determined(policy: Policy, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per charge, in the order of the facts: the columns that `changes` reads, `_person`, and `when` by number.

    `facts` are in the order of `plan.order`.
    """
    plan = plan_for(policy)
    rows = plan.run(facts, as_of, list(dict.fromkeys([*plan_columns(policy), *plan.determination.numbers])))
    outcome = pl.col("outcome")
    ends = [years_after(as_of, number) for number in range(1, YEARS + 1)]
    when = (
        pl.when(outcome == ELIGIBLE)
        .then(NOW)
        .when(outcome == LATER)
        .then(WHEN.index("year_1") + pl.sum_horizontal(pl.col("known_on") > end for end in ends))
        .when(outcome == UNDETERMINED)
        .then(WHEN.index("undetermined"))
        .otherwise(WHEN.index("never"))
    )
    reasons = pl.DataFrame(plan.determination.in_words(rows))["reasons"]
    return rows.with_columns(reasons, when=when.cast(pl.UInt8), now=outcome == ELIGIBLE)


def years_after(as_of: date, years: int) -> date:
    """So many years later, by calendar, as the law counts them."""
    day = nw.from_native(pl.DataFrame({"day": [as_of]}))
    return day.select(later_by(nw.col("day"), Period(years=years))).item()


def changes(
    policy: Policy, against: Policy | None, facts: pl.DataFrame, rows: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """For each change of the law, all charges of the people for whom it changes something.

    Columns: `change`, the id of the condition left out, or AGAINST; `_row`, the place of the charge, and `_person`;
    `before` and `after`, whether it is eligible on that day; `only`, whether nothing but the condition left out stands
    in the way. `rows` are what `determined` says of the facts.
    """
    found = [_changed(rows.clear().with_columns(before="now", after="now", only="now"), AGAINST)]
    for left_out in each_left_out(policy, as_of):
        without = eligible_without(left_out, rows, as_of)
        own = rows[without["_row"]]
        only = without["after"] & (own["reasons"] == left_out.condition.reason)
        found.append(_changed(without.with_columns(before=own["now"], only=only), left_out.condition.id))
    if against:
        there = plan_for(against).run(facts, None, ["_row", "_person", "known_on"])
        there = there.with_columns(before=pl.col("known_on") <= as_of, after=rows["now"], only=False)
        found.append(_changed(there, AGAINST))
    return pl.concat(found)


def _changed(frame: pl.DataFrame, change: str) -> pl.DataFrame:
    """All charges of the people for whom something changes."""
    people = frame.filter(pl.col("before") != pl.col("after"))["_person"].unique()
    changed = frame.filter(pl.col("_person").is_in(people.implode()))
    return changed.select("_row", "_person", "before", "after", "only", change=pl.lit(change, pl.Categorical))
