"""The schedule of an order: its charges as data, the hash over them, and whether a run's orders are all answered."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db import connection

from clearance.agencies.points import POINTS
from clearance.csv_cells import csv_line
from clearance.law.policy import Policy as Law
from clearance.progress import Progress, no_progress
from clearance.runs.eligibility.models import Run
from clearance.runs.orders.models import Order, OrderLine
from clearance.signing import canonical_json

#: So many orders are hashed before their hashes are written.
AT_ONCE = 1_000


def is_needed(law: Law) -> bool:
    """Whether what a run of this law decides takes effect by court orders only."""
    return law.process.order is not None and law.process.order.needed


def all_answered(run: Run) -> bool:
    """Whether every order of the run was refused, or was signed and has taken effect."""
    return not (run.orders.waiting().exists() or run.orders.to_take_effect().exists())


def rows(order: Order) -> Iterator[dict[str, object]]:
    """The lines in their order: `order` (run and number), `line`, `relief`, and the data points of the court."""
    for number, data in order.schedule.order_by("number").values_list("number", "data").iterator():
        yield _row(order.run_id, order.number, number, data)


def columns(order: Order) -> list[str]:
    """What stands in each row, in the order in which it is shown."""
    first = order.schedule.order_by("number").first()
    return ["order", "line", "relief", *(point for point in POINTS if first and point in first.data)]


def as_jsonl(order: Order) -> Iterator[bytes]:
    """JSON Lines: each row as `clearance.signing.canonical_json` writes it, and a newline. The hash is over these."""
    return (_line(row) for row in rows(order))


def as_csv(order: Order) -> Iterator[str]:
    """The same as RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    names = columns(order)
    yield csv_line(names)
    for row in rows(order):
        yield csv_line(row[name] for name in names)


def sha256(order: Order) -> str:
    """SHA-256, in hex, over the JSON Lines as they stand in the database: `sha256sum` of the file gives the same."""
    return _sha256(as_jsonl(order))


def hash_orders(run: Run, progress: Progress = no_progress) -> None:
    """Set the hash of every order of the run."""
    orders = dict(run.orders.order_by("number").values_list("pk", "number"))
    keys = list(orders)
    for start in range(0, len(orders), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        lines = OrderLine.objects.filter(order__in=some).order_by("order_id", "number")
        found = lines.values_list("order_id", "number", "data").iterator()
        hashes = [
            (_sha256(_line(_row(run.pk, orders[order], *line)) for _, *line in group), order)
            for order, group in groupby(found, lambda line: line[0])
        ]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE runs_order SET sha256 = %s WHERE id = %s", hashes)
        progress(f"making orders of run {run.pk}", len(hashes))


def _row(run: int, order: int, number: int, data: dict[str, object]) -> dict[str, object]:
    return {"order": f"{run}-{order}", "line": number, **data}


def _line(row: dict[str, object]) -> bytes:
    return canonical_json(row) + b"\n"


def _sha256(lines: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for line in lines:
        found.update(line)
    return found.hexdigest()
