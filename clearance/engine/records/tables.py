"""Where the tables of the record format stand: in a directory, a file of charges, or an agency's own files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Protocol

import polars as pl

from clearance.law.vocabulary import TABLES

from .errors import RecordsError, listed, nearest
from .rejects import Sieve
from .text_file import TextFormat

#: The tables the engine reads, from the coarsest to the finest.
READ = ("people", "cases", "charges")
#: The tables that say who someone is. They are never among those: only an import reads them.
IDENTITIES = ("names", "identifiers", "addresses")
ENDINGS = (".parquet", ".csv", ".csv.gz")


class Layout(Protocol):
    """How one file's rows fill tables of the record format."""

    path: Path
    text: TextFormat
    #: The tables the rows fill. Of several, each row of the file is one row of the last, and repeats the others.
    tables: Sequence[str]

    #: Whether charges of equal charge_id are told apart by a number, and not rejected as doubles.
    numbered: bool
    #: Whether the file says who someone is, in some of its columns: then no value of it is shown where a row is bad.
    says_who: bool

    def needed(self, columns: Sequence[str]) -> list[str]:
        """Which of the file's columns are read; raises RecordsError where one is missing."""

    def fill(self, rows: pl.DataFrame, sieve: Sieve) -> dict[str, pl.DataFrame]:
        """The tables that a block of rows fills, in the columns of the format, with `_file` and `_line`."""


class Profile(Protocol):
    """A source profile: what `open_records` asks of it."""

    def layouts(self, path: Path) -> list[Layout]:
        """The files under `path` that fill the tables of `READ`, or RecordsError where one is missing."""

    def identity_layouts(self, path: Path) -> list[Layout]:
        """Those that fill the tables of `IDENTITIES`; a layout for each way to fill one."""


@dataclass(frozen=True)
class FormatFile:
    """A file in the record format itself: one table, columns by name."""

    path: Path
    table: str
    text: TextFormat = field(default_factory=TextFormat)

    numbered: ClassVar[bool] = False

    @property
    def tables(self) -> tuple[str]:
        return (self.table,)

    @property
    def says_who(self) -> bool:
        return self.table in IDENTITIES

    def needed(self, columns: Sequence[str]) -> list[str]:
        allowed = TABLES[self.table]
        for name, column in allowed.items():
            if column.required and name not in columns:
                close = nearest(name, set(columns) - set(allowed))
                raise RecordsError(
                    f'{self.path.name}: the column "{name}" is missing; found: {listed(columns)}.'
                    + (
                        f' Is "{close}" the one? Rename it.'
                        if close
                        else " Add it, or read the file with a source profile."
                    )
                )
        _check_misspelt(self.path.name, columns, allowed)
        return [name for name in columns if name in allowed]

    def fill(self, rows: pl.DataFrame, sieve: Sieve) -> dict[str, pl.DataFrame]:
        return {self.table: rows}


def format_files(path: Path) -> list[FormatFile]:
    """The files of a directory in the record format; a single file is one of charges."""
    if path.is_file():
        return [FormatFile(path, "charges")]
    if not path.is_dir():
        raise RecordsError(f"{path}: there is no such file or directory.")
    files = _found(path, READ)
    if not any(file.table == "charges" for file in files):
        raise RecordsError(
            f"{path}: no charges.parquet, charges.csv or charges.csv.gz here. Give a directory in the record format, "
            "or name a source profile for an agency's own extract."
        )
    return files


def identity_files(path: Path) -> list[FormatFile]:
    """The files of a directory in the record format that say who someone is. A single file says of nobody."""
    return _found(path, IDENTITIES) if path.is_dir() else []


def _found(path: Path, tables: Sequence[str]) -> list[FormatFile]:
    files = []
    for table in tables:
        found = [file for ending in ENDINGS if (file := path / f"{table}{ending}").exists()]
        if len(found) > 1:
            raise RecordsError(f"{path}: {listed(file.name for file in found)} hold the same table; keep one of them.")
        files += [FormatFile(file, table) for file in found]
    return files


def _check_misspelt(file: str, columns: Collection[str], allowed: Collection[str]) -> None:
    """A column that is nearly one of ours would be read as missing, and nobody would notice."""
    absent = set(allowed) - set(columns)
    for name in columns:
        close = nearest(name.replace(" ", "_"), absent, cutoff=0.9)
        if name not in allowed and close:
            raise RecordsError(
                f'{file}: the column "{name}" is not in the record format; is it "{close}"? Rename it, or remove it.'
            )
