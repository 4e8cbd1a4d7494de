"""The decision on every charge of a range of people: what the law says on the day, and what follows from it."""

from datetime import date

import polars as pl

from clearance.database import Bulk
from clearance.engine.evaluate import evaluate
from clearance.law.policy import Policy as Law
from clearance.runs.facts import Range

#: So many clearances the first part holds at most. Each later one holds about so many: people are not torn apart.
FIRST_STAGE, SECOND_STAGE = 100, 1_000
#: No part holds more decisions, but for a single person who has more.
DECISIONS_PER_PART = 10_000

STANDING = (
    "SELECT c.charge_id AS charge FROM runs_clearance AS c WHERE c.person_id BETWEEN {0.first:d} AND {0.last:d} "
    "AND NOT EXISTS (SELECT 1 FROM runs_reversal AS r WHERE r.clearance_id = c.id)"
)
HELD = (
    "SELECT h.charge_id AS charge, min(h.because) AS because FROM runs_hold AS h "
    "JOIN records_charge AS k ON k.id = h.charge_id "
    "WHERE h.lifted_at IS NULL AND k.person_id BETWEEN {0.first:d} AND {0.last:d} GROUP BY h.charge_id"
)


def decide(
    second: Bulk, law: Law, people: Range, facts: pl.DataFrame, as_of: date, counties: list[str]
) -> pl.DataFrame:
    """One decision per charge, by person: the columns of `Decision` without run and part, with numbers for keys.

    `facts` has whole people; of these, only charges of cases in the `counties` are decided, if any are given.
    """
    found = evaluate(law, facts, as_of).join(
        facts.select("charge_id", "charge", "person", "county"), on="charge_id", validate="1:1"
    )
    if counties:
        found = found.filter(pl.col("county").is_in(counties))
    standing = second.read(STANDING.format(people), {"charge": pl.Int64()})["charge"]
    held = second.read(HELD.format(people), {"charge": pl.Int64(), "because": pl.String()})
    found = found.join(held, on="charge", how="left")
    eligible = pl.col("outcome") == "eligible"
    return (
        found.select(
            charge_id="charge",
            person_id="person",
            outcome="outcome",
            eligible_on="eligible_on",
            track=pl.col("track").fill_null(""),
            reasons="reasons",
            missing="missing",
            effect=pl.when(pl.col("charge").is_in(standing.implode()))
            .then(pl.lit("already"))
            .when(eligible & pl.col("because").is_not_null())
            .then(pl.lit("held"))
            .when(eligible)
            .then(pl.lit("clear"))
            .otherwise(pl.lit("none")),
            because=pl.col("because").fill_null(""),
        )
        .select(
            pl.exclude("because"),
            held_because=pl.when(pl.col("effect") == "held").then("because").otherwise(pl.lit("")),
        )
        .sort("person_id", "charge_id")
    )


def in_parts(decisions: pl.DataFrame, parts_before: int, clears_before: int) -> pl.DataFrame:
    """The decisions with the number of their `part`: whole people in each, cut so that no part clears too much.

    `parts_before` and `clears_before`: how many parts, and charges to clear, the ranges before this one came to.
    """
    people = decisions.group_by("person_id", maintain_order=True).agg(
        decisions=pl.len(), clears=(pl.col("effect") == "clear").sum()
    )
    clears = pl.col("clears").cum_sum() + clears_before
    stage = pl.when(clears <= FIRST_STAGE).then(0).otherwise((clears - FIRST_STAGE - 1) // SECOND_STAGE + 1)
    size = (pl.col("decisions").cum_sum() - 1) // DECISIONS_PER_PART
    cut = people.select("person_id", part=pl.struct(stage=stage, size=size).rle_id().cast(pl.Int64) + parts_before + 1)
    return decisions.join(cut, on="person_id", validate="m:1", maintain_order="left")
