"""The groups that figures are given for: county, race, sex, age, level, and the law's own lists of offenses."""

from datetime import date
from itertools import pairwise

import narwhals as nw
import polars as pl

from clearance.engine.dates import later_by
from clearance.engine.facts import Answers
from clearance.law.policy import Policy
from clearance.law.requirement import Period
from clearance.law.selector import Offense

#: Each way of grouping, with the fact it reads. The county is that of the case.
DIMENSIONS = {
    "county": "county",
    "race": "race",
    "sex": "sex",
    "age": "birth_date",
    "level": "level",
    "offense": "statute",
}
#: The ages, in whole years, at which a band starts.
BANDS = (0, 18, 25, 35, 45, 55, 65)
NO_LIST = "none of the law's lists"


def dimensions(policy: Policy) -> list[str]:
    """Those that the law has groups in: one without lists of offenses has none by offense."""
    return [dimension for dimension in DIMENSIONS if dimension != "offense" or policy.offenses]


def groups(policy: Policy, facts: pl.DataFrame, as_of: date) -> dict[str, pl.Series]:
    """For each dimension the group of every charge, null where it is not known; by offense a list of groups."""
    found = {}
    for dimension in dimensions(policy):
        fact = DIMENSIONS[dimension]
        cells = facts[fact] if fact in facts.columns else pl.repeat(None, facts.height, dtype=pl.String, eager=True)
        if dimension == "age":
            cells = _age_band(cells.cast(pl.Date), as_of)
        elif dimension == "offense":
            cells = _offense_lists(policy, cells)
        found[dimension] = cells if cells.dtype == pl.List else cells.cast(pl.Categorical)
    return found


def _age_band(birth_dates: pl.Series, as_of: date) -> pl.Series:
    """Ages by calendar, as the law counts years; none before birth. Each different birth date is looked at once."""
    names = [*(f"{start} to {end - 1}" for start, end in pairwise(BANDS)), f"{BANDS[-1]} or more"]
    reached = [later_by(nw.col("cell"), Period(years=start)) <= as_of for start in BANDS]
    days = nw.from_native(birth_dates.unique().drop_nulls().to_frame("cell"))
    bands = days.select("cell", band=nw.sum_horizontal(*reached)).to_native()
    return _looked_up(
        birth_dates,
        bands.with_columns(
            pl.col("band").replace_strict(range(len(names) + 1), [None, *names], return_dtype=pl.String)
        ),
    )


def _offense_lists(policy: Policy, statutes: pl.Series) -> pl.Series:
    """The lists that name the statute. Each different statute is looked up once."""
    answers = Answers(policy, frozenset())
    texts = statutes.unique().drop_nulls().to_list()
    lists = [[name for name in policy.offenses if answers.has(Offense((name,)), text)] or [NO_LIST] for text in texts]
    types = {"cell": pl.String, "lists": pl.List(pl.String)}
    return _looked_up(statutes, pl.DataFrame({"cell": texts, "lists": lists}, types))


def _looked_up(cells: pl.Series, table: pl.DataFrame) -> pl.Series:
    """What the table has for each cell, beside `cell`; null for cells that it does not have."""
    return cells.to_frame("cell").join(table, on="cell", how="left", maintain_order="left").to_series(1)
