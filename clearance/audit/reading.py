"""Reads the log as it stands in the database, in ranges, for `verify`."""

from collections.abc import Iterator

from django.db import DatabaseError, connection

from clearance.audit.verify import End, Row
from clearance.progress import Progress

#: How many events are in memory at once.
RANGE = 5000
BEFORE_ALL = -(2**63)

#: The columns of Row. As text or bytes: what was tampered with may be a time or a text that Python has no value for.
COLUMNS = {
    "postgresql": (
        """id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor, action, subject, purpose, """
        "CAST(detail AS text), prev, canonical, hash"
    ),
    "sqlite": ", ".join(["id", *(f"CAST({column} AS blob)" for column in Row._fields[1:])]),
}


class Log:
    """The whole log: first its rows, and when they are all read, its end. `count`: how many were read."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._end: End | None = None
        self.count = 0

    def rows(self) -> Iterator[Row]:
        """Every row, by its number. Those too that are added while this reads: it ends when no more has come."""
        last = BEFORE_ALL
        while True:
            for row in self._after(last):
                yield row
                last = row.id
            # In one statement, so that both are of the same moment.
            self._end, newest = _end_and_newest()
            if newest is None or newest <= last:
                return

    def end(self) -> End | None:
        """What the head says, at the moment after the last row. None if there is no head."""
        return self._end

    def _after(self, last: int) -> Iterator[Row]:
        while rows := _range(last):
            yield from rows
            self.count += len(rows)
            self._progress("checking events", len(rows))
            last = rows[-1].id


def _range(after: int) -> list[Row]:
    sql = f"SELECT {COLUMNS[connection.vendor]} FROM audit_event WHERE id > %s ORDER BY id LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [after, RANGE])
        rows = [Row(*row) for row in cursor.fetchall()]
    return [_of_sqlite(row) for row in rows] if connection.vendor == "sqlite" else rows


def _of_sqlite(row: Row) -> Row:
    # What is not UTF-8 becomes half surrogate pairs, which no event says.
    at, *said = (None if part is None else part.decode(errors="surrogateescape") for part in row[1:7])
    return Row(row.id, _said_of_sqlite(at or ""), *said, *row[7:])


def _said_of_sqlite(at: str) -> str:
    """A time as Django keeps it in SQLite, said as the canonical bytes say it. What is no such time stays wrong."""
    day, _, clock = at.partition(" ")
    seconds, _, fraction = clock.partition(".")
    return f"{day}T{seconds}.{fraction:0<6}Z"


def end_and_count() -> tuple[End, int]:
    """What the head says, and how many events there are, at one moment. Needs no right to read what they say.

    Raises DatabaseError if there is no head.
    """
    end, count = _ask("count(*)")
    if end is None:
        raise DatabaseError("The head of the event log is missing.")
    return end, count


def _end_and_newest() -> tuple[End | None, int | None]:
    return _ask("max(id)")


def _ask(of_events: str) -> tuple[End | None, int | None]:
    """The head, and this of all events, in one statement and so at one moment."""
    hash = "CAST(hash AS blob)" if connection.vendor == "sqlite" else "hash"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT last_id, {hash}, found FROM (SELECT {of_events} AS found FROM audit_event) AS events "
            "LEFT JOIN audit_head ON true"
        )
        last_id, hash, found = cursor.fetchone()
    return (None if last_id is None else End(last_id, hash)), found
