"""Tables as sorted runs: rows in the order of person_id, so that whole people can be read range by range.

A Parquet file that is sorted already is one run and is read where it stands. Anything else is read once, sorted in
pieces, and kept as Parquet pieces in a scratch directory.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple, Protocol, Self

import polars as pl

from .cells import typed
from .parquet_file import ParquetFile, readable
from .rejects import Sieve

#: A piece is sorted in memory when it has grown to this many bytes.
PIECE_BYTES = 32_000_000
PIECE_ROW_GROUP = 25_000
SAMPLE_STEP = 1_000


class Run(Protocol):
    """Rows sorted by person_id."""

    rows: int
    columns: Sequence[str]
    #: The person_id of every thousandth row.
    sample: pl.Series

    def slice(self, start: int, rows: int, columns: Collection[str]) -> pl.DataFrame:
        """These rows as they stand, with `_file` and `_line`."""

    def good(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The good ones of rows that `slice` gave, typed."""


@dataclass(frozen=True)
class ParquetRun:
    """A sorted Parquet file in the record format, read where it stands."""

    file: ParquetFile
    table: str
    sieve: Sieve
    columns: Sequence[str]
    sample: pl.Series

    @property
    def rows(self) -> int:
        return self.file.rows

    def slice(self, start: int, rows: int, columns: Collection[str]) -> pl.DataFrame:
        return self.file.slice(start, rows, [column for column in self.columns if column in columns])

    def good(self, rows: pl.DataFrame) -> pl.DataFrame:
        return typed(rows, self.table, self.sieve)


def sample_in_order(file: ParquetFile) -> pl.Series | None:
    """A sample of the person_id of a file that is sorted by it, without a gap; None for any other file."""
    if file.schema["person_id"] != pl.String:
        return None
    last, samples = "", [pl.Series("person_id", [], pl.String)]
    for found in file.each_piece("person_id", _sample):
        if found is None or found.first < last:
            return None
        samples.append(found.sample)
        last = found.last
    return pl.concat(samples)


class _Sampled(NamedTuple):
    first: str
    last: str
    sample: pl.Series


def _sample(ids: pl.Series) -> _Sampled | None:
    if ids.null_count() or not ids.is_sorted():
        return None
    return _Sampled(ids[0], ids[-1], ids.gather_every(SAMPLE_STEP))


@dataclass(frozen=True)
class Piece:
    """A sorted piece of a table, in memory or in the scratch directory; its cells are good already."""

    lazy: pl.LazyFrame
    rows: int
    columns: Sequence[str]
    sample: pl.Series

    @classmethod
    def of(cls, frame: pl.DataFrame, path: Path | None = None) -> Self:
        """`frame`, which is sorted; kept in the file `path` if that is given."""
        if path:
            frame.write_parquet(path, compression="lz4", row_group_size=PIECE_ROW_GROUP)
        lazy = pl.scan_parquet(path, glob=False) if path else frame.lazy()
        # A copy, or the sample would keep all of the ids in memory.
        sample = pl.Series("person_id", frame["person_id"].gather_every(SAMPLE_STEP).to_list(), pl.String)
        return cls(lazy, frame.height, frame.columns, sample)

    def slice(self, start: int, rows: int, columns: Collection[str]) -> pl.DataFrame:
        wanted = [column for column in self.columns if column in columns or column.startswith("_")]
        with readable("a scratch file"):
            return self.lazy.select(wanted).slice(start, rows).collect()

    def good(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows


@dataclass
class Spool:
    """Collects the rows of one table into sorted pieces."""

    table: str
    scratch: "Scratch"
    pieces: list[Piece] = field(default_factory=list)
    _waiting: list[pl.DataFrame] = field(default_factory=list)
    _bytes: int = 0

    def add(self, rows: pl.DataFrame) -> None:
        if rows.is_empty() and self._waiting:
            return
        self._waiting.append(rows)
        self._bytes += rows.estimated_size()
        if self._bytes > PIECE_BYTES:
            self._to_disk()

    def finish(self) -> list[Piece]:
        """The pieces. A table small enough never leaves memory."""
        if self.pieces and self._waiting:
            self._to_disk()
        elif self._waiting:
            self.pieces.append(Piece.of(self._sorted()))
        return self.pieces

    def _sorted(self) -> pl.DataFrame:
        frame = pl.concat(self._waiting, how="vertical")
        self._waiting, self._bytes = [], 0
        return frame.sort("person_id", maintain_order=True)

    def _to_disk(self) -> None:
        path = self.scratch.path() / f"{self.table}-{len(self.pieces)}.parquet"
        self.pieces.append(Piece.of(self._sorted(), path))


class Scratch:
    """A directory for pieces, made when it is first needed."""

    def __init__(self, parent: Path | None):
        self._parent = parent
        self._path: Path | None = None

    def path(self) -> Path:
        if self._path is None:
            if self._parent:
                self._parent.mkdir(parents=True, exist_ok=True)
            self._path = Path(mkdtemp(prefix="clearance-records-", dir=self._parent))
        return self._path

    def remove(self) -> None:
        if self._path:
            for file in self._path.iterdir():
                file.unlink()
            self._path.rmdir()
            self._path = None
