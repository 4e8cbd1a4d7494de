"""Names, identifiers and addresses in the waiting room of an import."""

from collections import Counter

import polars as pl

from clearance.database import Bulk
from clearance.engine.records import Rejects
from clearance.engine.records.rejects import Sieve
from clearance.records.identities.tables import IDENTITIES, IdentityTable
from clearance.records.models import Source
from clearance.records.tables import LINE, PEOPLE, ROW


class IdentityStaging:
    """Takes in the blocks of a reader. `rows` counts what is staged and says something, per table, once checked."""

    def __init__(self, second: Bulk, rejects: Rejects) -> None:
        self.rows: Counter[str] = Counter()
        self._second = second
        self._rejects = rejects
        self._staged: Counter[str] = Counter()

    def add(self, name: str, block: pl.DataFrame, sieve: Sieve) -> None:
        """Stage a block of a table."""
        table = IDENTITIES[name]
        block = sieve.drop(
            block,
            pl.col("person_id").str.contains("\0", literal=True),
            table=name,
            column="person_id",
            value=pl.lit(None),
            reason="holds a NUL character",
            remedy="Export the file again as text.",
        )
        rows = table.prepared(block, sieve).with_row_index(ROW, offset=self._staged[name]).rename({"_line": LINE})
        self._second.add(table.staged, rows.with_columns(pl.col(ROW).cast(pl.Int64)).select(*table.kinds))
        self._staged[name] += rows.height

    def check(self, source: Source) -> None:
        """Take out what is nobody's, and what stands there twice. People were checked before."""
        for name in self._staged:
            table = IDENTITIES[name]
            self._second.analyze(table.staged)
            self._take_out_strangers(table, source)
            self._once(table)
            self.rows[name] = self._second.read(
                f"SELECT count(*) AS rows FROM {table.staged} WHERE filled", {"rows": pl.Int64()}
            ).item()

    def _take_out_strangers(self, table: IdentityTable, source: Source) -> None:
        """Rows of people whom neither this import nor an earlier one of the source brought."""
        strangers = (
            f"FROM {table.staged} AS s LEFT JOIN {PEOPLE.staged} AS p ON p.person_id = s.person_id "
            f"LEFT JOIN {PEOPLE.kept} AS k ON k.person_id = s.person_id AND k.source_id = {source.pk:d} "
            f"WHERE p.{ROW} IS NULL AND k.id IS NULL"
        )
        found = self._second.read(f"SELECT s.{LINE} {strangers} ORDER BY s.{LINE}", {LINE: pl.Int64()})
        if found.is_empty():
            return
        self._second.run(f"DELETE FROM {table.staged} WHERE {ROW} IN (SELECT s.{ROW} {strangers})")
        rejected = found.select(
            file=pl.lit(table.name),
            line=LINE,
            column=pl.lit("person_id"),
            value=pl.lit(None, pl.String),
            reason=pl.lit("is no person of this source"),
            remedy=pl.lit("Add the person, or mend the person's row. Another source's people are not changed here."),
        )
        self._rejects.add(table.name, rejected)

    def _once(self, table: IdentityTable) -> None:
        self._second.run(
            f"DELETE FROM {table.staged} WHERE {ROW} IN (SELECT {ROW} FROM (SELECT {ROW}, row_number() OVER "
            f"(PARTITION BY {', '.join(('person_id', *table.once))} ORDER BY {table.best}) AS place "
            f"FROM {table.staged} WHERE filled) AS numbered WHERE place > 1)"
        )
