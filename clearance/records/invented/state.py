"""Writes the invented state as files in the record format, one range of people at a time, so that memory stays flat."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from clearance.progress import Progress, no_progress
from clearance.records.invented.addresses import make_addresses
from clearance.records.invented.cases import make_cases
from clearance.records.invented.charges import make_charges
from clearance.records.invented.identifiers import make_identifiers
from clearance.records.invented.lives import lives, matters
from clearance.records.invented.names import make_names
from clearance.records.invented.people import make_people

#: Ids have nine digits for the person.
MOST_PEOPLE = 10**9 - 1
FORMATS = ("parquet", "csv")

_RANGE = 10_000
_ROW_GROUP = 100_000

#: How each table is made from people number `first` to `last` of a seed.
TABLES: dict[str, Callable[[int, int, int], pl.DataFrame]] = {
    "people": lambda seed, first, last: make_people(seed, lives(seed, first, last)),
    "cases": lambda seed, first, last: make_cases(seed, matters(seed, lives(seed, first, last))),
    "charges": lambda seed, first, last: make_charges(seed, matters(seed, lives(seed, first, last))),
    "names": lambda seed, first, last: make_names(seed, lives(seed, first, last)),
    "identifiers": lambda seed, first, last: make_identifiers(seed, lives(seed, first, last)),
    "addresses": lambda seed, first, last: make_addresses(seed, lives(seed, first, last)),
}


def write_state(
    directory: Path,
    *,
    people: int,
    seed: int,
    format: str = "parquet",
    progress: Progress = no_progress,
) -> dict[str, int]:
    """Writes all tables, each sorted by its ids, into the directory and returns their numbers of rows.

    The same seed gives the same people, and person 7 is the same one in a state of ten and of a million.

    Raises FileExistsError where the directory holds one of the tables already, and ValueError for a number of people or
    a format that is not allowed.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise ValueError(f"{people} people; allowed: 1 to {MOST_PEOPLE:,}.")
    if format not in FORMATS:
        raise ValueError(f"format {format!r}; allowed: {', '.join(FORMATS)}.")
    directory.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        for ending in FORMATS:
            if (present := directory / f"{table}.{ending}").exists():
                raise FileExistsError(f"{present} is there already; give an empty folder, or remove its tables first.")
    counts = {}
    for table in TABLES:
        counts[table] = _write(table, directory / f"{table}.{format}", people, seed, progress)
    return counts


def _write(table: str, path: Path, people: int, seed: int, progress: Progress) -> int:
    rows = 0

    def ranges(*_: object) -> Iterator[pl.DataFrame]:
        nonlocal rows
        for first in range(1, people + 1, _RANGE):
            last = min(first + _RANGE - 1, people)
            frame = TABLES[table](seed, first, last)
            rows += frame.height
            yield frame
            progress(table, frame.height)

    frame = register_io_source(ranges, schema=TABLES[table](seed, 1, 1).schema)
    if path.suffix == ".parquet":
        frame.sink_parquet(path, row_group_size=_ROW_GROUP)
    else:
        frame.sink_csv(path)
    return rows
