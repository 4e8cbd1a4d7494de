"""Texts from the records as cells of a CSV file that a spreadsheet opens: none is ever run as a formula."""

import csv
from collections.abc import Iterable

#: With any of these a spreadsheet may take a cell for a formula; some read the full-width signs as the others.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
#: A cell that begins with this is text, whatever follows.
TEXT = "'"


def safe_cell(text: str) -> str:
    """The text as the cell of a CSV file: unchanged, or, where it could be run, behind an apostrophe.

    Quoting, as RFC 4180 asks, is left to the writer of the file; a quoted formula is a formula still.
    """
    return TEXT + text if text.startswith(RUNS) else text


class _Echo:
    """Gives back what a CSV writer writes."""

    def write(self, line: str) -> str:
        return line


_write = csv.writer(_Echo()).writerow


def csv_line(cells: Iterable[object]) -> str:
    """A line of a CSV file as RFC 4180 has it, with safe cells; None is an empty one."""
    return _write(["" if cell is None else safe_cell(str(cell)) for cell in cells])
