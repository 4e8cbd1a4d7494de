"""Checks the log: no event is missing, moved or changed, and what was signed is still there. Needs no database."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from clearance.audit.chain import SAID, START, link, read
from clearance.audit.checkpoints import Checkpoint
from clearance.audit.fault import Fault


class Row(NamedTuple):
    """An event as it stands in the database, whatever that is. `at` as in `chain.said_at`, `detail` as JSON text."""

    id: int
    at: Any
    actor: Any
    action: Any
    subject: Any
    purpose: Any
    detail: Any
    prev: Any
    canonical: Any
    hash: Any


class End(NamedTuple):
    """Where the head says that the log ends."""

    last_id: int
    hash: bytes


def verify(
    rows: Iterable[Row], end: Callable[[], End | None], checkpoints: Iterable[Checkpoint | Fault] = ()
) -> Iterator[Fault]:
    """Every fault in a log. `rows` come by their numbers; `end` is asked after the last; `checkpoints` come as
    `checkpoints.checked` gives them. Without them, a log that was written anew as a whole has no fault.
    """
    last, hash = 0, START
    signed = _Signed(checkpoints)
    for count, row in enumerate(rows, start=1):
        yield from _gap(last, row)
        if row.prev != hash:
            yield Fault(row.id, f"Event {row.id} does not continue from {_named(last)}: one of the two was changed.")
        yield from _content(row)
        yield from signed.against(row, count)
        last, hash = row.id, row.hash
    yield from _end(last, hash, end())
    yield from signed.beyond(last)


def _gap(last: int, row: Row) -> Iterator[Fault]:
    first = last + 1
    if row.id < first:
        yield Fault(row.id, f"Event {row.id} has a number that the log never gave.")
    elif row.id == first + 1:
        yield Fault(first, f"Event {first} is missing.")
    elif row.id > first:
        yield Fault(first, f"Events {first} to {row.id - 1} are missing.")


def _content(row: Row) -> Iterator[Fault]:
    """Whether hash, bytes and columns say the same."""
    if not all(isinstance(part, bytes) for part in (row.prev, row.canonical, row.hash)):
        yield Fault(row.id, f"Event {row.id} was changed: its bytes or its hashes are no bytes.")
        return
    if link(row.prev, row.canonical) != row.hash:
        yield Fault(row.id, f"Event {row.id} was changed: its hash is not that of its bytes.")
    for column in _differing(row):
        yield Fault(row.id, f"Event {row.id} was changed: its {column} is not what its bytes say.")


def _differing(row: Row) -> list[str]:
    """The columns that do not say what the bytes say; all, where the bytes say nothing."""
    try:
        said = read(row.canonical)
        stands = [Decimal(row.id), *row[1:6], read(row.detail)]
    except (ValueError, TypeError, RecursionError):
        return ["content"]
    if not isinstance(said, list) or len(said) != len(SAID):
        return ["content"]
    return [column for column, one, other in zip(SAID, said, stands, strict=True) if repr(one) != repr(other)]


def _end(last: int, hash: Any, end: End | None) -> Iterator[Fault]:
    if end is None:
        yield Fault(None, "The head of the log is missing.")
    elif end.last_id != last:
        ends = f"The log ends with {_named(last)}, but its head says event {end.last_id}"
        yield Fault(last, f"{ends}: events were cut off its end, or put there, or the head was changed.")
    elif end.hash != hash:
        yield Fault(last, f"The head of the log has another hash than {_named(last)}.")


def _named(number: int) -> str:
    return f"event {number}" if number else "its beginning"


class _Signed:
    """The checkpoints, read beside the rows."""

    def __init__(self, checkpoints: Iterable[Checkpoint | Fault]) -> None:
        self._coming = iter(checkpoints)
        self._next = next(self._coming, None)

    def against(self, row: Row, count: int) -> Iterator[Fault]:
        """All up to this row, which is the log's `count`th."""
        while self._next is not None and (isinstance(self._next, Fault) or self._next.id <= row.id):
            yield from self._one(self._next, row, count)
            self._next = next(self._coming, None)

    def beyond(self, last: int) -> Iterator[Fault]:
        """All that are left after the last row."""
        while self._next is not None:
            yield from self._one(self._next, None, 0)
            self._next = next(self._coming, None)

    def _one(self, one: Checkpoint | Fault, row: Row | None, count: int) -> Iterator[Fault]:
        if isinstance(one, Fault):
            yield one
        elif row is None or one.id != row.id:
            yield Fault(one.id, f"Event {one.id} is missing, which the checkpoint of {one.at} signed.")
        elif not isinstance(row.hash, bytes) or one.hash != row.hash.hex():
            yield Fault(one.id, f"Event {one.id} is not the one that the checkpoint of {one.at} signed.")
        elif one.count != count:
            yield Fault(
                one.id,
                f"Up to event {one.id} there are {count} events; the checkpoint of {one.at} counted {one.count}.",
            )
