"""The waiting room of an import: the good rows of a file, and whether they can stand beside what is kept."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

import polars as pl

from clearance.database import Bulk, bulk
from clearance.engine.records import Rejects
from clearance.records.identities.staging import IdentityStaging
from clearance.records.identities.tables import IDENTITIES
from clearance.records.models import Source
from clearance.records.tables import ALL, LINE, ROW, Table

#: Longer keys do not fit an index.
LONGEST_KEY = 200


@contextmanager
def staging(rejects: Rejects) -> Iterator["Staging"]:
    """Empty staging tables, dropped at the end. What a killed import left behind goes first."""
    tables = (*ALL, *IDENTITIES.values())
    with bulk("import") as second:
        for table in tables:
            second.create(table.staged, table.kinds)
        try:
            yield Staging(second, rejects)
        finally:
            for table in tables:
                second.drop(table.staged)


class Staging:
    """Takes in the ranges of a reader. Rows that cannot be kept go to the rejects, with all that hangs on them.

    `rows` counts what is staged, per table.
    """

    def __init__(self, second: Bulk, rejects: Rejects) -> None:
        self.rows: Counter[str] = Counter()
        self.identities = IdentityStaging(second, rejects)
        self._second = second
        self._rejects = rejects
        self._ranges = 0
        self._dropped: set[Table] = set()

    def add(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Stage one range of `Records.tables()`."""
        self._ranges += 1
        for table in ALL:
            frame = self._without_nul(table, tables[table.name])
            numbered = frame.with_row_index(ROW, offset=self.rows[table.name]).rename({"_line": LINE})
            self._second.add(table.staged, numbered.with_columns(pl.col(ROW).cast(pl.Int64)).select(*table.kinds))
            self.rows[table.name] += frame.height

    def check(self, source: Source, limit: Decimal) -> None:
        """Take out what cannot be kept beside the rest. Ends where the rejects pass the limit: the file is refused."""
        for table in ALL:
            if self._rejects.count > limit:
                return
            self._second.analyze(table.staged)
            self._check_keys(table)
            self._check_source(table, source)
            for parent in table.parents:
                if parent in self._dropped:
                    self._check_parent(table, parent)
        self.identities.check(source)

    def _without_nul(self, table: Table, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows whose texts a database can keep. Lines of text with a NUL were rejected before."""
        for column in frame.select(pl.col(pl.String)).columns:
            bad = frame[column].str.contains("\0", literal=True).fill_null(False)
            if bad.any():
                found = frame.filter(bad).select(pl.col("_line").alias(LINE), value=pl.lit(None, pl.String))
                remedy = "No text may hold one. Write the cell without it, or export the file again as text."
                self._reject(table, found, column, "holds a NUL character", remedy)
                frame = frame.filter(~bad)
        return frame

    def _check_keys(self, table: Table) -> None:
        self._take_out(
            table,
            f"SELECT {ROW} FROM {table.staged} WHERE length({table.key}) > {LONGEST_KEY}",
            f"is longer than {LONGEST_KEY} characters",
            "Give the row a shorter key.",
        )
        if self._ranges > 1:
            # Within a range of people the reader has looked already.
            self._take_out(
                table,
                f"SELECT {ROW} FROM (SELECT {ROW}, row_number() OVER (PARTITION BY {table.key} ORDER BY {ROW}) "
                f"AS place FROM {table.staged}) AS numbered WHERE place > 1",
                "stands for another row too",
                f"Give every row of {table.name} a {table.key} of its own; one of the rows is kept.",
            )

    def _check_source(self, table: Table, source: Source) -> None:
        self._take_out(
            table,
            f"SELECT s.{ROW} FROM {table.staged} AS s JOIN {table.kept} AS k ON k.{table.key} = s.{table.key} "
            f"WHERE k.source_id <> {source.pk:d}",
            "is kept already, from another source",
            f"Is {source.name} the right source? If it is, let the two agencies use different keys.",
        )

    def _check_parent(self, table: Table, parent: Table) -> None:
        self._take_out(
            table,
            f"SELECT s.{ROW} FROM {table.staged} AS s LEFT JOIN {parent.staged} AS p "
            f"ON p.{parent.key} = s.{parent.key} AND p.person_id = s.person_id WHERE p.{ROW} IS NULL",
            f"belongs to a row of {parent.name} that was not taken",
            f"Mend the row of {parent.name}.",
        )

    def analyze_kept(self) -> None:
        """After a merge: what reads the tables next should not take them for empty."""
        self._second.analyze(*(table.kept for table in (*ALL, *IDENTITIES.values())))

    def _take_out(self, table: Table, which: str, reason: str, remedy: str) -> None:
        """Rows whose numbers the query `which` gives."""
        found = self._second.read(
            f"SELECT {LINE}, {table.key} FROM {table.staged} WHERE {ROW} IN ({which}) ORDER BY {LINE}",
            {LINE: pl.Int64(), table.key: pl.String()},
        )
        if found.is_empty():
            return
        self._second.run(f"DELETE FROM {table.staged} WHERE {ROW} IN ({which})")
        self.rows[table.name] -= found.height
        shown = found.select(LINE, value=pl.col(table.key).str.slice(0, 100))
        self._reject(table, shown, table.key, reason, remedy)

    def _reject(self, table: Table, found: pl.DataFrame, column: str, reason: str, remedy: str) -> None:
        """Write down rows of a table that are not taken: their lines, and the value shown of each."""
        self._dropped.add(table)
        rejected = found.select(
            "value",
            file=pl.lit(table.name),
            line=LINE,
            column=pl.lit(column),
            reason=pl.lit(reason),
            remedy=pl.lit(remedy),
        )
        self._rejects.add(table.name, rejected)
