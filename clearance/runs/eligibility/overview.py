"""What staff see of a run: its totals beside those of the last run."""

from collections.abc import Iterator
from typing import NamedTuple

from clearance.runs.eligibility.models import Run, Total
from clearance.runs.eligibility.totals import last_run

Dimension = Total.Dimension
#: The tables, in their order, with what a key that the records leave empty is called. `most`: so many rows at most.
TABLES = (
    (Dimension.TRACK, "By track of the law", "no track covers it", 100),
    (Dimension.COUNTY, "By county", "not on record", 200),
    (Dimension.OFFENSE, "By offense", "not on record", 30),
    (Dimension.YEAR, "By year of the disposition", "not on record", 100),
    (Dimension.WAS, "By what the last run said", "was not in it", 10),
    (Dimension.HELD, "By why they are held", "not held", 10),
)


class Row(NamedTuple):
    """The counts of one key. `before`: how many charges with that key the last run cleared; None: there was none."""

    name: str
    total: Total
    before: int | None


class Table(NamedTuple):
    """The counts by one dimension; `more` keys, with less to clear, are not shown."""

    title: str
    rows: list[Row]
    more: int


def tables(run: Run) -> Iterator[Table]:
    """The totals of a run that was computed, a table for each dimension. Three queries."""
    last = last_run(run)
    totals = list(run.totals.all())
    before = {(one.dimension, one.key): one.clear for one in last.totals.all()} if last else {}
    for dimension, title, empty, most in TABLES:
        found = [one for one in totals if one.dimension == dimension]
        found.sort(key=(lambda one: one.key) if dimension == Dimension.YEAR else lambda one: (-one.clear, one.key))
        rows = [
            Row(one.key or empty, one, before.get((dimension, one.key), 0) if last else None) for one in found[:most]
        ]
        yield Table(title, rows, len(found) - len(rows))
