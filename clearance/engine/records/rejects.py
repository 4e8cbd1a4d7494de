"""The rows that are not taken: written to a file as they come, counted by reason, or refused at once."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import polars as pl

from .errors import SHOWN_VALUE, RecordsError, Reject

COLUMNS = ("file", "line", "column", "value", "reason", "remedy")


@dataclass
class ReasonCount:
    """How many rows of a table were rejected for one reason, and the first such line."""

    table: str
    column: str
    reason: str
    remedy: str
    rows: int
    first_line: int


class Rejects:
    """A CSV file of the rows that were not taken, in constant memory. A context manager; `close` ends the file."""

    def __init__(self, path: Path):
        self.path = path
        self.count = 0
        self._reasons: dict[tuple[str, str, str, str], ReasonCount] = {}
        self._file = path.open("wb")
        self._file.write((",".join(COLUMNS) + "\n").encode())

    @property
    def by_reason(self) -> list[ReasonCount]:
        """The reasons, the most frequent first."""
        return sorted(self._reasons.values(), key=lambda reason: (-reason.rows, reason.table, reason.column))

    def add(self, table: str, rows: pl.DataFrame) -> None:
        """Take `rows` (the columns of `COLUMNS`) of one table."""
        self.count += rows.height
        groups = rows.group_by("column", "reason", "remedy", maintain_order=True).agg(
            rows=pl.len(), first_line=pl.col("line").min()
        )
        for column, reason, remedy, count, first_line in groups.iter_rows():
            key = (table, column, reason, remedy)
            if known := self._reasons.get(key):
                known.rows += count
                known.first_line = min(known.first_line, first_line)
            else:
                self._reasons[key] = ReasonCount(*key, count, first_line)
        # A spreadsheet takes a cell that starts like this for a formula, and would run it.
        safe = pl.col(pl.String).str.replace(r"^([=+\-@\t\r])", "'$1")
        rows.select(COLUMNS).with_columns(safe).write_csv(self._file, include_header=False)
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Sieve:
    """Keeps the good rows of a frame; bad ones go to the rejects, or, where there are none, stop the reading.

    Frames carry their origin in `_file` and `_line`. Of the files in `silent` rows and reasons are named, but no value.
    """

    def __init__(self, rejects: Rejects | None, silent: Collection[str] = ()):
        self.rejects = rejects
        self.silent = list(silent)
        self.left_out: Counter[str] = Counter()

    def drop(
        self,
        frame: pl.DataFrame,
        bad: pl.Expr | pl.Series,
        *,
        table: str,
        column: str,
        value: pl.Expr,
        reason: str,
        remedy: str | pl.Expr,
    ) -> pl.DataFrame:
        """`frame` without the rows where `bad` is true."""
        mask = (frame.select(bad=bad)["bad"] if isinstance(bad, pl.Expr) else bad).fill_null(False)
        if not mask.any():
            return frame
        found = frame.filter(mask).select(
            pl.col("_file").alias("file"),
            pl.col("_line").alias("line"),
            pl.lit(column).alias("column"),
            self._shown(value).alias("value"),
            pl.lit(reason).alias("reason"),
            (pl.lit(remedy) if isinstance(remedy, str) else remedy).alias("remedy"),
        )
        if self.rejects is None:
            raise RecordsError(str(Reject(**found.sort("file", "line").row(0, named=True))))
        self.rejects.add(table, found)
        return frame.filter(~mask)

    def _shown(self, value: pl.Expr) -> pl.Expr:
        shown = value.cast(pl.String).str.slice(0, SHOWN_VALUE)
        return pl.when(~pl.col("_file").is_in(self.silent)).then(shown) if self.silent else shown

    def leave_out(self, frame: pl.DataFrame, when: pl.Expr, reason: str) -> pl.DataFrame:
        """`frame` without the rows that a profile leaves out, which are counted under `reason`."""
        kept = frame.filter(~when.fill_null(False))
        if kept.height < frame.height:
            self.left_out[reason] += frame.height - kept.height
        return kept
