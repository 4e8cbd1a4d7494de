"""Text files (CSV, plain or gzip) in blocks of whole lines: one bad line never costs another, in bounded memory.

One line is one row. Fields may be quoted, but hold no line break: a quote that is not closed on its line spoils that
line only, where a reader that follows it into the next lines would lose them all.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from .errors import SHOWN_VALUE, RecordsError, listed
from .lines import MAX_LINE, first_bytes, whole_lines
from .rejects import Sieve

MAX_COLUMNS = 1_000

Encoding = Literal["utf-8", "latin-1", "windows-1252"]

#: How a file starts that is no text, and what it then is.
_NOT_TEXT = {
    b"PAR1": "a Parquet file; name it .parquet",
    b"PK\x03\x04": "a zip or spreadsheet file; export it as CSV",
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
}


@dataclass(frozen=True)
class TextFormat:
    """How the fields of a text file are written."""

    delimiter: str = ","
    encoding: Encoding = "utf-8"
    quotes: bool = True


class TextFile:
    """One text file. Opening it reads its header."""

    def __init__(self, path: Path, text: TextFormat):
        self.path = path
        self.text = text
        #: Lines read so far that are not blank, the header not counted.
        self.rows = 0
        self.columns = self._header()

    def frames(self, columns: Sequence[str], sieve: Sieve, table: str) -> Iterator[pl.DataFrame]:
        """The rows, block by block: `columns` as text, empty cells null, with `_file` and `_line`."""
        for number, block in whole_lines(self.path):
            if number == 1:
                _, _, block = block.partition(b"\n")
            yield self._frame(max(number, 2), block, columns, sieve, table)

    def _header(self) -> list[str]:
        start = first_bytes(self.path, MAX_LINE + 1)
        for magic, what in _NOT_TEXT.items():
            if start.startswith(magic):
                raise RecordsError(f"{self.path.name}: not a text file but {what}.")
        line, newline, _ = start.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
        if not start:
            raise RecordsError(f"{self.path.name}: the file is empty.")
        if not line.strip():
            raise RecordsError(f"{self.path.name}: line 1 is empty; it must name the columns.")
        if not newline and len(start) > MAX_LINE:
            raise RecordsError(f"{self.path.name}: line 1 is longer than {MAX_LINE:,} bytes; is this a file of lines?")
        if b"\0" in line:
            raise RecordsError(f"{self.path.name}: line 1 holds a NUL byte; save the file as UTF-8 text.")
        try:
            header = line.decode(self.text.encoding)
        except UnicodeDecodeError:
            raise RecordsError(
                f"{self.path.name}: line 1 is not {self.text.encoding.upper()} text; save the file as UTF-8."
            ) from None
        quoting = csv.QUOTE_MINIMAL if self.text.quotes else csv.QUOTE_NONE
        try:
            [names] = csv.reader([header.rstrip("\r")], delimiter=self.text.delimiter, quoting=quoting)
        except (csv.Error, ValueError):
            raise RecordsError(f"{self.path.name}: line 1 is not a line of names; name the columns there.") from None
        names = [name.strip() for name in names]
        check_names(self.path.name, names)
        return names

    def _frame(self, number: int, block: bytes, columns: Sequence[str], sieve: Sieve, table: str) -> pl.DataFrame:
        block = block.replace(b"\r\n", b"\n").removesuffix(b"\r")
        text = block.decode(self.text.encoding, errors="replace")
        frame = pl.DataFrame({"text": text.split("\n")}).with_columns(
            _line=number + pl.int_range(pl.len(), dtype=pl.Int64), _file=pl.lit(self.path.name), broken=False
        )
        if "\N{REPLACEMENT CHARACTER}" in text:
            frame = frame.with_columns(broken=_broken(block, self.text.encoding))
        frame = frame.filter(pl.col("text").str.strip_chars() != "")
        self.rows += frame.height
        frame = self._good_lines(frame, sieve, table)
        cells = self._cells(frame["text"], columns, number)
        return cells.with_columns(frame["_line"], frame["_file"])

    def _good_lines(self, frame: pl.DataFrame, sieve: Sieve, table: str) -> pl.DataFrame:
        fields = len(self.columns)
        delimiter = re.escape(self.text.delimiter)
        bare = text = pl.col("text")
        checks = [
            (
                text.str.len_bytes() > MAX_LINE,
                f"starts a line of more than {MAX_LINE:,} bytes",
                "Break it into lines, one row each.",
            ),
            (
                pl.col("broken"),
                f"is not {self.text.encoding.upper()} text",
                "Save the file as UTF-8, or name its encoding in a source profile.",
            ),
            (text.str.contains("\0", literal=True), "holds a NUL byte", "Export the file again as text."),
        ]
        if self.text.quotes:
            quoted, plain = '"(?:[^"]|"")*"', f'[^"{delimiter}]*'
            well_formed = f"^(?:{quoted}|{plain})(?:{delimiter}(?:{quoted}|{plain}))*$"
            has_quotes = text.str.contains('"', literal=True)
            bare = pl.when(has_quotes).then(text.str.replace_all(quoted, "")).otherwise(text)
            checks.append(
                (
                    has_quotes & ~text.str.contains(well_formed),
                    "has a quotation mark out of place",
                    'Quote the whole field and double the marks inside it ("5"" knife"); no line break inside a field.',
                )
            )
        found = bare.str.count_matches(self.text.delimiter, literal=True) + 1
        checks.append((found != fields, f"does not have the {fields} fields of line 1", "Mend the line."))
        shown = text.str.slice(0, SHOWN_VALUE).str.replace_all("\0", "␀", literal=True)
        for bad, reason, remedy in checks:
            frame = sieve.drop(frame, bad, table=table, column="", value=shown, reason=reason, remedy=remedy)
        return frame

    def _cells(self, lines: pl.Series, columns: Sequence[str], number: int) -> pl.DataFrame:
        if lines.is_empty():
            return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        cells = pl.read_csv(
            lines.str.join("\n").item().encode(),
            has_header=False,
            schema=dict.fromkeys(self.columns, pl.String),
            separator=self.text.delimiter,
            quote_char='"' if self.text.quotes else None,
        )
        if cells.height != lines.len():
            raise RecordsError(f"{self.path.name}: a line from line {number} on cannot be split into fields.")
        return cells.select(pl.col(columns).str.strip_chars().replace("", None))


def check_names(file: str, names: list[str]) -> None:
    if len(names) > MAX_COLUMNS:
        raise RecordsError(
            f"{file}: {len(names):,} columns; at most {MAX_COLUMNS:,} are read. Leave out what is not used."
        )
    if "" in names:
        raise RecordsError(f"{file}, line 1: column {names.index('') + 1} has no name; name it or remove it.")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise RecordsError(f"{file}, line 1: more than one column is named {listed(twice)}; each name may stand once.")


def _broken(block: bytes, encoding: str) -> pl.Series:
    """Which lines are not text in that encoding."""

    def is_broken(line: bytes) -> bool:
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            return True
        return False

    return pl.Series([is_broken(line) for line in block.split(b"\n")])
