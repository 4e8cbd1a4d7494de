"""Ranges of whole people: where to cut all the tables so that each piece fits in memory and nobody is divided."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

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
    cuts = _cuts(tables)
    every_run = [run for runs in tables.values() for run in runs]
    with ThreadPoolExecutor() as pool:
        of_run = pool.map(lambda run: _offsets(run, cuts), every_run)
        offsets = {table: [next(of_run) for _ in runs] for table, runs in tables.items()}
    for number in range(len(cuts) + 1):
        cut: Tables = {}
        for table, runs in tables.items():
            parts = []
            for run, at in zip(runs, offsets[table], strict=True):
                start, end = at[number], at[number + 1]
                if end > start or run is runs[0]:
                    parts.append(run.slice(start, end - start, columns[table]))
            cut[table] = pl.concat(parts, how="vertical") if len(parts) > 1 else parts[0]
        yield cut


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


def _offsets(run: Run, cuts: pl.Series) -> list[int]:
    """The rows of a run before the first range, and up to and with each one's end."""
    ends = pl.Series([0] * cuts.len(), dtype=pl.Int64)
    for ids in run.ids():
        ends += ids.search_sorted(cuts, side="right").cast(pl.Int64)
    return [0, *ends.to_list(), run.rows]
