"""Parquet files, in slices of rows, so that memory does not grow with the file."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import polars as pl

from .errors import RecordsError
from .rejects import Sieve
from .text_file import check_names

#: The description of the columns at a Parquet file's end is read whole: a larger one is refused.
MAX_FOOTER = 32_000_000
ROWS_AT_ONCE = 100_000
CELLS_AT_ONCE = 500_000
PIECES_AT_ONCE = 2

Answer = TypeVar("Answer")


class ParquetFile:
    """One Parquet file. Opening it reads its schema."""

    def __init__(self, path: Path):
        self.path = path
        _check_footer(path)
        with readable(path.name):
            self.lazy = pl.scan_parquet(path, glob=False)
            self.schema = self.lazy.collect_schema()
            self.rows: int = self.lazy.select(pl.len()).collect().item()
        self.columns = self.schema.names()
        check_names(path.name, self.columns)

    def slice(self, start: int, rows: int, columns: Sequence[str]) -> pl.DataFrame:
        """`rows` rows from row `start` (0 is the first), typed as in the file, with `_file` and `_line`."""
        with readable(self.path.name):
            frame = self.lazy.select(columns).slice(start, rows).collect()
        return frame.with_columns(
            _line=pl.int_range(start + 1, start + 1 + frame.height, dtype=pl.Int64), _file=pl.lit(self.path.name)
        )

    def each_piece(self, column: str, ask: Callable[[pl.Series], Answer]) -> Iterator[Answer]:
        """What is asked of each piece of a column, in their order; several are read at once."""

        def answer(start: int) -> Answer:
            with readable(self.path.name):
                return ask(self.lazy.select(column).slice(start, CELLS_AT_ONCE).collect()[column])

        with ThreadPoolExecutor(PIECES_AT_ONCE) as pool:
            yield from pool.map(answer, range(0, self.rows, CELLS_AT_ONCE))

    def frames(self, columns: Sequence[str], sieve: Sieve, table: str) -> Iterator[pl.DataFrame]:
        """All rows in slices, at least one. Unlike lines of text, rows of Parquet are never bad by themselves."""
        for start in range(0, max(self.rows, 1), ROWS_AT_ONCE):
            yield self.slice(start, ROWS_AT_ONCE, columns)


@contextmanager
def readable(file: str) -> Iterator[None]:
    """Turns whatever Polars says of a broken file into a RecordsError."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        said = (str(error).splitlines() or [""])[0]
        raise RecordsError(f"{file}: not a readable Parquet file ({said}); write it again.") from None


def _check_footer(path: Path) -> None:
    """The last eight bytes are the length of the footer and the mark PAR1."""
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
            size = stream.seek(0, 2)
            stream.seek(max(0, size - 8))
            footer, mark = int.from_bytes(stream.read(4), "little"), stream.read(4)
    except OSError as error:
        raise RecordsError(f"{path}: cannot be opened: {error.strerror}.") from None
    if size == 0:
        raise RecordsError(f"{path.name}: the file is empty.")
    if start != b"PAR1" or mark != b"PAR1":
        raise RecordsError(f"{path.name}: not a Parquet file, or one that is cut short; write it again.")
    if footer > MAX_FOOTER:
        raise RecordsError(f"{path.name}: too many columns or row groups (a footer of {footer:,} bytes); write fewer.")
