"""Ranges of whole people: where to cut all the tables so that each piece fits in memory and nobody is divided."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

import polars as pl

from .errors import RecordsError
from .runs import SAMPLE_STEP, Run

#: Rows of all tables together in one range: some 70,000 to 140,000 people.
ROWS_PER_RANGE = 700_000
MAX_CHARGES_PER_PERSON = 10_000

#: The rows of every table for one range of people.
Tables = dict[str, pl.DataFrame]


def ranges(tables: Mapping[str, Sequence[Run]], columns: Mapping[str, Collection[str]]) -> Iterator[Tables]:
    """The tables, cut into ranges of whole people in the order of person_id. At least one range, even of nobody."""
    cuts = _cuts(tables).to_list()
    for after, up_to in pairwise([None, *cuts, None]):
        yield {table: _rows(runs, after, up_to, columns[table]) for table, runs in tables.items()}


def _rows(runs: Sequence[Run], after: str | None, up_to: str | None, columns: Collection[str]) -> pl.DataFrame:
    """The rows of the people after one person_id, up to and with another. None: from the first, to the last."""
    parts = []
    for run in runs:
        # The sample says within a step where they stand; what is read too much is cut off.
        start = max(0, _up_to(run.sample, after) - 1) * SAMPLE_STEP if after else 0
        end = min(run.rows, _up_to(run.sample, up_to) * SAMPLE_STEP) if up_to else run.rows
        if end > start or run is runs[0]:
            rows = run.slice(start, max(0, end - start), columns)
            first = _up_to(rows["person_id"], after) if after else 0
            last = _up_to(rows["person_id"], up_to) if up_to else rows.height
            parts.append(run.good(rows.slice(first, last - first)))
    return pl.concat(parts, how="vertical") if len(parts) > 1 else parts[0]


def _up_to(ids: pl.Series, person_id: str) -> int:
    """How many of the sorted ids come no later than this one."""
    return ids.search_sorted(person_id, side="right")


def _cuts(tables: Mapping[str, Sequence[Run]]) -> pl.Series:
    """The person_id after which each range but the last ends."""
    _check_shared_id([run.sample for run in tables["charges"]])
    ids = pl.concat(run.sample for runs in tables.values() for run in runs).sort()
    each = ROWS_PER_RANGE // SAMPLE_STEP
    return ids.gather_every(each, each).unique().sort()


def _check_shared_id(samples: list[pl.Series]) -> None:
    """An id that fills more of the samples than one person can may not fit in memory as one person."""
    certain = (pl.col("count").cast(pl.Int64) - len(samples)) * SAMPLE_STEP
    counts = pl.concat(samples).value_counts().filter(certain > MAX_CHARGES_PER_PERSON)
    if not counts.is_empty():
        raise too_many_charges(counts.row(0)[0])


def too_many_charges(person_id: str) -> RecordsError:
    return RecordsError(
        f'charges: the person_id "{person_id}" has more than {MAX_CHARGES_PER_PERSON:,} charges; it stands for '
        "many people. Give each person an id of their own, or leave these rows out with a source profile."
    )
