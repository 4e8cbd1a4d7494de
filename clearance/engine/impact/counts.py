"""Counting people and charges in one range of whole people, in all and by group."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from clearance.engine.plan import order
from clearance.law.policy import Policy

from .changes import NOW, WHEN, changes, determined
from .groups import groups

#: The dimension whose one group is everyone.
ALL = "all"
#: The figure of people whose every charge (of the group) is eligible now.
EVERY = "every"
#: What a change does to a charge: it becomes eligible, it no longer is, or nothing else stood in its way.
CHANGES = ("gain", "lose", "only")
#: What a count is of: `change` is empty in figures of the law as it is, and `group` where it is not known.
KEYS = {"dimension": pl.String, "group": pl.String, "change": pl.String, "figure": pl.String}
COUNTS = {"people": pl.Int64, "charges": pl.Int64}


def tally(policy: Policy, facts: pl.DataFrame, as_of: date, against: Policy | None = None) -> pl.DataFrame:
    """The counts for these facts: columns KEYS and COUNTS. Figures are those of WHEN, EVERY, and CHANGES.

    In WHEN a person counts once, at the best of their charges; in CHANGES, where they have no eligible charge before
    (for `lose`: after). All within the group.
    """
    facts = order(facts)
    rows = determined(policy, facts, as_of)
    changed = changes(policy, against, facts, rows, as_of)
    rows = rows.select("_person", "when")
    by = {ALL: pl.repeat(None, facts.height, dtype=pl.Categorical, eager=True), **groups(policy, facts, as_of)}
    own = {key: kind for key, kind in (KEYS | COUNTS).items() if key != "dimension"}
    counts = [
        count.select(dimension=pl.lit(dimension), **{key: pl.col(key).cast(kind) for key, kind in own.items()})
        for dimension, labels in by.items()
        for count in (*_of_law(_grouped(rows, labels)), *_of_changes(_grouped(changed, labels[changed["_row"]])))
    ]
    return add(pl.collect_all(counts, engine="streaming"))


def add(tallies: list[pl.DataFrame]) -> pl.DataFrame:
    """One tally of several, or of none."""
    return pl.concat([pl.DataFrame(schema=KEYS | COUNTS), *tallies]).group_by(*KEYS).sum()


def _grouped(rows: pl.DataFrame, labels: pl.Series) -> pl.LazyFrame:
    """The rows with the group of each; one row for each of its groups where it has several."""
    rows = rows.with_columns(labels.alias("group"))
    return (rows.explode("group") if labels.dtype == pl.List else rows).lazy()


def _of_law(rows: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    none, many = pl.lit(0), pl.len()
    figure = pl.col("when").replace_strict(dict(enumerate(WHEN)), return_dtype=pl.String)
    people = rows.group_by("_person", "group").agg(when=pl.col("when").min(), every=pl.col("when").max() == NOW)
    whens = (
        rows.group_by("group", "when").agg(people=none, charges=many),
        people.group_by("group", "when").agg(people=many, charges=none),
    )
    every = people.filter("every").group_by("group").agg(people=many, charges=none)
    for count in (*(when.with_columns(figure=figure) for when in whens), every.with_columns(figure=pl.lit(EVERY))):
        yield count.with_columns(change=pl.lit(None, pl.String))


def _of_changes(rows: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    before, after, only = (pl.col(name) for name in ("before", "after", "only"))
    people = (
        rows.with_columns(gain=after & ~before, lose=before & ~after)
        .group_by("change", "_person", "group")
        .agg(before.any(), after.any(), *(pl.col(figure).sum() for figure in CHANGES))
    )
    counted = {"gain": after & ~before, "lose": before & ~after, "only": (only > 0) & ~before}
    totals = people.group_by("change", "group").agg(
        *(counts.sum().alias(f"{figure}_people") for figure, counts in counted.items()),
        *(pl.col(figure).sum().alias(f"{figure}_charges") for figure in CHANGES),
    )
    for figure in CHANGES:
        counts = (pl.col(f"{figure}_{count}").alias(count) for count in COUNTS)
        yield totals.select("change", "group", pl.lit(figure).alias("figure"), *counts)
