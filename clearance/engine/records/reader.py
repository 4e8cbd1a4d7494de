"""Opening records, and reading them range by range: as facts for the engine, or table by table for an import."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Self

import polars as pl

from clearance.engine.columns import TYPES
from clearance.law.vocabulary import FACTS, TABLES

from .cells import check_types, typed
from .errors import RecordsError
from .keys import beside, checked, with_numbers
from .parquet_file import ParquetFile
from .ranges import Tables, ranges
from .rejects import Rejects, Sieve
from .runs import ParquetRun, Run, Scratch, Spool, sample_in_order
from .tables import READ, FormatFile, Layout, Profile, format_files
from .text_file import TextFile

IDS = ("charge_id", "case_id", "person_id")


def open_records(
    path: Path, *, profile: Profile | None = None, rejects: Rejects | None = None, scratch: Path | None = None
) -> "Records":
    """Records to read: a directory in the record format, a file of charges, or, with a profile, an agency's extract.

    Without `rejects` the first bad row raises RecordsError; with it bad rows are left out and recorded there, each
    time they are read. What does not fit in memory is kept in a directory of its own under `scratch` (the system's
    temporary one unless said). Raises RecordsError for files that cannot be read at all, here or while reading.
    """
    layouts: Sequence[Layout] = profile.layouts(path) if profile else format_files(path)
    return Records(layouts, sieve_for(layouts, rejects), Scratch(scratch))


def sieve_for(layouts: Sequence[Layout], rejects: Rejects | None) -> Sieve:
    """A sieve that shows no value of a file that says who someone is."""
    return Sieve(rejects, silent={layout.path.name for layout in layouts if layout.says_who})


class Records:
    """Records of people, their cases and their charges. A context manager; `close` removes scratch files.

    `counts` holds the rows read per table, bad ones included; `left_out` the rows a profile leaves out, per reason.
    Both are complete after reading.
    """

    def __init__(self, layouts: Sequence[Layout], sieve: Sieve, scratch: Scratch):
        self._layouts = layouts
        self._sieve = sieve
        self._scratch = scratch
        self._runs: dict[str, list[Run]] | None = None
        self.counts: dict[str, int] = Counter()
        self.left_out: dict[str, int] = sieve.left_out
        self._files = [open_file(layout) for layout in layouts]
        self._needed = [layout.needed(file.columns) for layout, file in zip(layouts, self._files, strict=True)]

    def facts(self, columns: Collection[str]) -> Iterator[pl.DataFrame]:
        """Ranges of whole people, ordered by person_id, then charge_id over the whole: one row per charge.

        Columns: charge_id, case_id, person_id and those asked for, named as in `vocabulary.FACTS`, typed; all null
        where the data do not have them.
        """
        wanted = [fact for fact in columns if fact not in IDS]
        by_table: dict[str, dict[str, str]] = {table: {} for table in READ}
        for fact in wanted:
            table, column = FACTS[fact]
            by_table[table][fact] = column.name
        needed = {table: {*IDS, *facts.values()} for table, facts in by_table.items()}
        for tables in self._ranges(needed, by_table["cases"]):
            charges = _join_people(tables["charges"], tables["people"], by_table["people"])
            yield charges.select(*IDS, *(_fact(charges, fact) for fact in wanted))

    def tables(self) -> Iterator[Tables]:
        """The same ranges as {"people", "cases", "charges"}, with all columns of the format and `_line`."""
        needed = {table: set(TABLES[table]) for table in READ}
        for tables in self._ranges(needed, {}):
            yield {table: all_columns(tables[table], table) for table in READ}

    def close(self) -> None:
        self._scratch.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ranges(self, columns: Mapping[str, Collection[str]], case_facts: Mapping[str, str]) -> Iterator[Tables]:
        if self._runs is None:
            self._runs = self._read()
        repeated = {table for layout in self._layouts for table in layout.tables[:-1]}
        numbered = any(layout.numbered for layout in self._layouts)
        self.counts.update(dict.fromkeys(repeated, 0))
        for found in ranges(self._runs, columns):
            if numbered:
                found["charges"] = with_numbers(found["charges"])
            tables = checked(found, repeated, case_facts, self._sieve)
            for table in repeated:
                self.counts[table] += tables[table].height
            yield tables

    def _read(self) -> dict[str, list[Run]]:
        """Every table as sorted runs: the file itself where that is possible."""
        runs: dict[str, list[Run]] = {}
        spools: dict[str, Spool] = {}
        with ThreadPoolExecutor() as pool:
            sieve = repeat(self._sieve)
            in_place = list(pool.map(_in_place, self._layouts, self._files, self._needed, sieve))
        for layout, file, columns, run in zip(self._layouts, self._files, self._needed, in_place, strict=True):
            if run:
                runs[run.table] = [run]
                self.counts[run.table] += run.rows
                continue
            left_out = self._sieve.left_out.total()
            for rows in file.frames(columns, self._sieve, layout.tables[-1]):
                for table, frame in layout.fill(rows, self._sieve).items():
                    spool = spools.setdefault(table, Spool(table, self._scratch))
                    spool.add(typed(frame, table, self._sieve))
            self.counts[layout.tables[-1]] += file.rows - (self._sieve.left_out.total() - left_out)
        if not self.counts["charges"] and not self._sieve.left_out:
            raise RecordsError("charges: there is no row under the names of the columns; export the file again.")
        return runs | {table: spool.finish() for table, spool in spools.items()}


def open_file(layout: Layout) -> TextFile | ParquetFile:
    """The file of a layout, its columns read. Raises RecordsError."""
    if layout.path.suffix != ".parquet":
        return TextFile(layout.path, layout.text)
    file = ParquetFile(layout.path)
    if isinstance(layout, FormatFile):
        check_types(layout.path.name, layout.table, file.schema)
    return file


def _in_place(layout: Layout, file: TextFile | ParquetFile, columns: Sequence[str], sieve: Sieve) -> ParquetRun | None:
    """The file as a run, if it is a Parquet file in the record format, sorted by person_id."""
    if not isinstance(layout, FormatFile) or not isinstance(file, ParquetFile):
        return None
    sample = sample_in_order(file)
    return None if sample is None else ParquetRun(file, layout.table, sieve, columns, sample)


def _fact(charges: pl.DataFrame, fact: str) -> pl.Expr:
    column = FACTS[fact][1]
    return pl.col(fact) if fact in charges.columns else pl.lit(None, TYPES[column.kind]).alias(fact)


def all_columns(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Every column of the format, null where the data do not have it, and `_line`."""
    present = frame.columns
    return frame.select(
        *(
            pl.col(name) if name in present else pl.lit(None, TYPES[column.kind]).alias(name)
            for name, column in TABLES[table].items()
        ),
        "_line",
    )


def _join_people(charges: pl.DataFrame, people: pl.DataFrame, facts: Mapping[str, str]) -> pl.DataFrame:
    found = [pl.col(column).alias(fact) for fact, column in facts.items() if column in people.columns]
    if not found:
        return charges
    return charges.with_columns(beside(charges, people.select("person_id", *found), "person_id"))
