"""What is wrong with a file of records, in words that help to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

#: Longer values are cut before they are shown or written.
SHOWN_VALUE = 100


class RecordsError(Exception):
    """Records that cannot be read. The text says where, what was found, what is allowed and what to do."""


@dataclass(frozen=True)
class Reject:
    """One row that is not taken. `line` is the line of a text file (the header is 1) or the row of a Parquet file."""

    file: str
    line: int
    column: str
    value: str | None
    reason: str
    remedy: str

    def __str__(self) -> str:
        column = f', column "{self.column}"' if self.column else ""
        value = "the cell" if self.value is None else repr(self.value)
        return f"{self.file}, line {self.line}{column}: {value} {self.reason}. {self.remedy}"


def nearest(name: str, allowed: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The allowed name that `name` most likely stands for."""
    by_lower = {right.lower(): right for right in allowed}
    close = get_close_matches(str(name).strip().lower()[:SHOWN_VALUE], by_lower, n=1, cutoff=cutoff)
    return by_lower[close[0]] if close else None


def listed(names: Iterable[str]) -> str:
    """Names as one phrase, at most forty of them."""
    names = list(names)
    more = f" and {len(names) - 40} more" if len(names) > 40 else ""
    return ", ".join(names[:40]) + more
