"""The file in which the agency's own system says what became of each line, read and checked."""

import csv
from collections.abc import Iterator
from io import StringIO

from clearance.notices.client.problems import Refused
from clearance.notices.client.state import Notice
from clearance.notices.messages import MOST_CHARACTERS, OUTCOMES, REFUSALS, Item

REQUIRED = ("line", "outcome")
#: So many mistakes of one file are told.
TOLD = 20


def read_answers(content: bytes, notice: Notice) -> list[Item]:
    """The answers, in the order of the lines. Raises Refused, with the mistakes of the file."""
    reader = csv.DictReader(StringIO(_text(content), newline=""), strict=True)
    items: dict[int, Item] = {}
    mistakes: list[str] = []
    try:
        _check_header(list(reader.fieldnames or []), notice)
        for row in reader:
            try:
                item = _item(row, notice)
                if item.line in items:
                    raise ValueError(f"line: found {item.line} a second time; allowed: once in a file")
                items[item.line] = item
            except ValueError as mistake:
                mistakes.append(f"row {reader.line_num}: {mistake}")
    except csv.Error as error:
        mistakes.append(f"row {reader.reader.line_num}: not CSV: {error}")
    if mistakes or not items:
        raise Refused("\n".join(_told(mistakes)) or "no answers below the header; allowed: one at least")
    return [items[line] for line in sorted(items)]


def _told(mistakes: list[str]) -> Iterator[str]:
    yield from mistakes[:TOLD]
    if len(mistakes) > TOLD:
        yield f"and {len(mistakes) - TOLD:,} more"


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"byte {error.start + 1}: not UTF-8 text. Save the file as UTF-8.") from None
    if not text.endswith("\n"):
        raise Refused(
            "the last row does not end with a line break. Was the file still being written? "
            "Write it elsewhere, and move it into answers/ when it is whole."
        )
    return text


def _check_header(found: list[str], notice: Notice) -> None:
    allowed = [*REQUIRED, "code", *notice.manifest["data"]]
    for name in found:
        if name not in allowed:
            raise Refused(f"found the column {name!r}; allowed: {', '.join(allowed)}")
        if found.count(name) > 1:
            raise Refused(f"found the column {name} twice; allowed: once")
    for name in REQUIRED:
        if name not in found:
            raise Refused(f"the column {name} is missing; needed: {', '.join(REQUIRED)}")


def _item(row: dict[str | None, str | None], notice: Notice) -> Item:
    """Raises ValueError."""
    if None in row or None in row.values():
        raise ValueError("it has not as many cells as the header")
    line, outcome, code = row["line"], row["outcome"], row.get("code", "")
    if not (line.isascii() and line.isdigit() and 1 <= int(line[:10]) <= notice.lines):
        raise ValueError(f"line: found {line!r}; allowed: 1 to {notice.lines}")
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome: found {outcome!r}; allowed: {', '.join(OUTCOMES)}")
    if outcome == "refused" and code not in REFUSALS:
        raise ValueError(f"code: found {code!r}; allowed where the outcome is refused: {', '.join(REFUSALS)}")
    if outcome != "refused" and code:
        raise ValueError(f"code: found {code!r} where the outcome is {outcome}; allowed: none")
    theirs = {name: row[name] for name in notice.manifest["data"] if row.get(name)}
    _check_theirs(outcome, theirs, notice)
    return Item(int(line), outcome, code, theirs)


def _check_theirs(outcome: str, theirs: dict[str, str], notice: Notice) -> None:
    """What the agency's own record says belongs to a conflict, and to nothing else."""
    if outcome == "conflict" and not theirs:
        points = ", ".join(notice.manifest["data"])
        raise ValueError(f"for a conflict give what your own record says, in one at least of {points}")
    if outcome != "conflict" and theirs:
        raise ValueError(f"{', '.join(theirs)}: allowed only where the outcome is conflict; leave it empty")
    for name, value in theirs.items():
        if len(value) > MOST_CHARACTERS or not value.isprintable():
            raise ValueError(f"{name}: allowed: {MOST_CHARACTERS} printable characters")
