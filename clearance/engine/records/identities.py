"""Reading who people are: names, identifiers and addresses, block by block, for an import and for nothing else.

Nothing of it is kept on the way: no block goes to a scratch file, and of a bad row no value is shown.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from .cells import typed
from .reader import all_columns, open_file, sieve_for
from .rejects import Rejects
from .tables import Layout, Profile, identity_files


def open_identities(path: Path, *, profile: Profile | None = None, rejects: Rejects | None = None) -> "Identities":
    """What stands beside the records in the same place (`open_records`); none of its tables must be there.

    Raises RecordsError for files that cannot be read at all, here or while reading.
    """
    return Identities(profile.identity_layouts(path) if profile else identity_files(path), rejects)


class Identities:
    """Names, identifiers and addresses. `counts` holds the rows read per table, bad ones included, after reading.

    `sieve` is for those who find more rows to be bad: it names them without their values.
    """

    def __init__(self, layouts: Sequence[Layout], rejects: Rejects | None):
        self.sieve = sieve_for(layouts, rejects)
        self.counts: dict[str, int] = Counter()
        self._layouts = layouts
        self._files = [open_file(layout) for layout in layouts]
        self._needed = [layout.needed(file.columns) for layout, file in zip(layouts, self._files, strict=True)]

    def blocks(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The name of a table and some of its rows, in no order: all columns of the format, `_line` and `_file`."""
        for layout, file, columns in zip(self._layouts, self._files, self._needed, strict=True):
            [table] = layout.tables
            left_out = self.sieve.left_out.total()
            for rows in file.frames(columns, self.sieve, table):
                filled = layout.fill(rows, self.sieve)[table]
                yield table, _whole(typed(filled, table, self.sieve), table)
            self.counts[table] += file.rows - (self.sieve.left_out.total() - left_out)


def _whole(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    return all_columns(frame, table).with_columns(frame["_file"])
