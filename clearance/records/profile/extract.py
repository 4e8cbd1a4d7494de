"""An agency's extract as the engine reads it: block by block, each row looked up, left out or made into the format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from clearance.engine.records.errors import RecordsError, listed, nearest
from clearance.engine.records.rejects import Sieve
from clearance.engine.records.text_file import TextFile, TextFormat

from .conditions import Condition
from .forms import Form, Key, OnTrouble

ORIGIN = ("_file", "_line")
#: A table to look things up in is held in memory.
MAX_LOOKUP_ROWS = 1_000_000


@dataclass(frozen=True)
class Lookup:
    """A CSV file beside the extract: `take` are the columns brought to rows whose `column` equals its `key`."""

    path: Path
    column: str
    key: str
    take: Sequence[str]
    not_found: OnTrouble

    @cached_property
    def table(self) -> pl.DataFrame:
        """The lookup table, with the mark `_found`."""
        file = TextFile(self.path, TextFormat())
        wanted = list(dict.fromkeys([self.key, *self.take]))
        check_present(self.path.name, wanted, file.columns)
        frames = []
        for frame in file.frames(wanted, Sieve(None), "lookup"):
            frames.append(frame.select(wanted))
            if file.rows > MAX_LOOKUP_ROWS:
                raise RecordsError(f"{self.path.name}: more than {MAX_LOOKUP_ROWS:,} rows to look up in.")
        table = pl.concat(frames).filter(pl.col(self.key).is_not_null())
        if table[self.key].is_duplicated().any():
            twice = table.filter(pl.col(self.key).is_duplicated())[self.key][0]
            raise RecordsError(
                f'{self.path.name}: {twice!r} stands more than once in "{self.key}"; keep one row of it.'
            )
        return table.select(pl.col(self.key).alias("_key"), *self.take, _found=True)

    def brought_to(self, rows: pl.DataFrame, sieve: Sieve, table: str) -> pl.DataFrame:
        """`rows` with the columns taken."""
        rows = rows.join(self.table, left_on=self.column, right_on="_key", how="left", maintain_order="left")
        if self.not_found == "reject":
            rows = sieve.drop(
                rows,
                pl.col("_found").is_null(),
                table=table,
                column=self.column,
                value=pl.col(self.column),
                reason=f"is not in {self.path.name}",
                remedy=f"Add it there, in the column {self.key}.",
            )
        return rows.drop("_found")


@dataclass(frozen=True)
class ExtractFile:
    """One file of an extract: a `Layout` for the engine."""

    path: Path
    text: TextFormat
    empty: Sequence[str]
    lookups: Sequence[Lookup]
    left_out: Sequence[tuple[str, Condition]]
    #: table -> column of the format -> how it is made
    forms: Mapping[str, Mapping[str, Form]] = field(repr=False)
    says_who: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self.forms)

    @property
    def numbered(self) -> bool:
        """Whether equal charge_ids are told apart by a number."""
        form = self.forms.get("charges", {}).get("charge_id")
        return isinstance(form, Key) and form.repeats == "number"

    def needed(self, columns: Sequence[str]) -> list[str]:
        taken = {name for lookup in self.lookups for name in lookup.take}
        if both := sorted(taken & set(columns)):
            raise RecordsError(f"{self.path.name}: {listed(both)} stand here and in a lookup table; take one of them.")
        used = {lookup.column for lookup in self.lookups}
        used |= {name for _, condition in self.left_out for name in condition.columns}
        used |= {name for forms in self.forms.values() for form in forms.values() for name in form.columns()}
        check_present(self.path.name, sorted(used), [*columns, *taken])
        return [name for name in columns if name in used]

    def fill(self, rows: pl.DataFrame, sieve: Sieve) -> dict[str, pl.DataFrame]:
        finest = self.tables[-1]
        cells = pl.exclude(ORIGIN).cast(pl.String)
        rows = rows.with_columns(cells.replace(list(self.empty), None) if self.empty else cells)
        for lookup in self.lookups:
            rows = lookup.brought_to(rows, sieve, finest)
        for reason, condition in self.left_out:
            rows = sieve.leave_out(rows, condition.holds, reason)
        for forms in self.forms.values():
            for form in forms.values():
                if trouble := form.trouble():
                    bad, column, reason, remedy = trouble
                    rows = sieve.drop(
                        rows, bad, table=finest, column=column, value=pl.col(column), reason=reason, remedy=remedy
                    )
        made = {
            table: rows.select(*(form.value().alias(name) for name, form in forms.items()), *ORIGIN)
            for table, forms in self.forms.items()
        }
        # Rows of one person or case repeat it; once a block is enough.
        return {
            table: frame if table == finest else frame.unique(list(forms), keep="first", maintain_order=True)
            for (table, frame), forms in zip(made.items(), self.forms.values(), strict=True)
        }


def check_present(file: str, wanted: Sequence[str], columns: Sequence[str]) -> None:
    """Refuse a file that lacks a column the profile reads."""
    for name in wanted:
        if name not in columns:
            close = nearest(name, columns)
            raise RecordsError(
                f'{file}: the column "{name}", which the profile reads, is missing; found: {listed(columns)}.'
                + (f' Did you mean "{close}"? Correct the profile.' if close else "")
            )
