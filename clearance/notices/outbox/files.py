"""The files of a notice, made from its lines: always the same bytes, so they are made when needed and kept nowhere."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from clearance import csv_cells
from clearance.notices.outbox.models import Notice

Row = dict[str, Any]
#: So many lines are read at a time.
CHUNK = 2_000
ALWAYS = ("notice", "line", "action", "relief", "on")
EARLIER = ("earlier_notice", "earlier_line")

_as_json = json.JSONEncoder(separators=(",", ":")).encode


def columns(notice: Notice) -> list[str]:
    """The columns of its files, in their order: what a notice has always, and its data points."""
    follows = EARLIER if not notice.origin.startswith("run:") else ()
    return [*ALWAYS, *follows, *notice.data]


def rows(notice: Notice) -> Iterator[Row]:
    """Every line with its columns, by number, reading a part of them at a time."""
    wanted = columns(notice)
    on = "clearance__reversal__on" if notice.kind == Notice.Kind.RESTORE else "clearance__on"
    fields = ("number", "clearance__relief", on, "earlier_notice_id", "earlier_line", "payload")
    notice_id, lines, last = str(notice.pk), notice.all_lines.order_by("number"), 0
    while found := list(lines.filter(number__gt=last).values_list(*fields)[:CHUNK]):
        for number, relief, day, earlier_notice, earlier_line, payload in found:
            named = {
                "notice": notice_id,
                "line": number,
                "action": notice.kind,
                "relief": relief,
                "on": day.isoformat(),
                "earlier_notice": str(earlier_notice),
                "earlier_line": earlier_line,
            }
            named.update(payload)
            yield {column: named[column] for column in wanted}
        last = found[-1][0]


def jsonl(notice: Notice) -> Iterator[bytes]:
    """JSON Lines, in ASCII: an object for every line, its columns in their order."""
    return (json_line(row) for row in rows(notice))


def csv_file(notice: Notice) -> Iterator[bytes]:
    """CSV as RFC 4180 has it, in UTF-8, with a head; no cell is ever run as a formula."""
    yield csv_line(columns(notice))
    yield from (csv_line(row.values()) for row in rows(notice))


def json_line(row: Row) -> bytes:
    return _as_json(row).encode() + b"\n"


def csv_line(cells: Iterable[object]) -> bytes:
    return csv_cells.csv_line(cells).encode()
