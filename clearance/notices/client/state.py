"""What the client remembers: the notices that it verified, and the messages that it signed. A SQLite file."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearance.notices.client.problems import Problem

VERSION = 1
TABLES = """
BEGIN;
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,           -- in the order in which they are worked
    manifest TEXT NOT NULL,            -- JSON, as it was signed
    placed INTEGER NOT NULL DEFAULT 0  -- its files were put into incoming/
);
CREATE TABLE message (
    notice TEXT NOT NULL REFERENCES notice,
    number INTEGER NOT NULL CHECK (number > 0),
    body BLOB NOT NULL,                -- what is sent, byte for byte
    answers_sha256 TEXT NOT NULL,      -- of the file that it was made from
    taken INTEGER NOT NULL DEFAULT 0,  -- the server has it
    PRIMARY KEY (notice, number)
);
PRAGMA user_version = 1;
COMMIT;
"""


@dataclass(frozen=True)
class Notice:
    """A notice whose files were verified."""

    manifest: dict[str, Any]
    placed: bool = False

    @property
    def id(self) -> str:
        return self.manifest["notice"]

    @property
    def number(self) -> int:
        return self.manifest["number"]

    @property
    def lines(self) -> int:
        return self.manifest["lines"]

    @property
    def due_on(self) -> str:
        """The last day for an answer to every line; "" where the law sets none."""
        return self.manifest["due_on"] or ""


@dataclass(frozen=True)
class Message:
    """A signed acknowledgement. Written down before it is sent, so that it is the same however often it is sent."""

    notice: str
    number: int
    body: bytes
    taken: bool


class State:
    """Every call is written to the disk before it returns."""

    def __init__(self, connection: sqlite3.Connection):
        self._connection = connection

    def add_notice(self, manifest: dict[str, Any]) -> Notice:
        notice = Notice(manifest)
        values = (notice.id, notice.number, json.dumps(manifest))
        self._connection.execute("INSERT INTO notice (id, number, manifest) VALUES (?, ?, ?)", values)
        return notice

    def place(self, notice: Notice) -> None:
        self._connection.execute("UPDATE notice SET placed = 1 WHERE id = ?", (notice.id,))

    def notices(self) -> list[Notice]:
        rows = self._connection.execute("SELECT manifest, placed FROM notice ORDER BY number")
        return [_notice(*row) for row in rows]

    def notice(self, id: str) -> Notice | None:
        query = "SELECT manifest, placed FROM notice WHERE id = ?"
        row = self._connection.execute(query, (id,)).fetchone()
        return row and _notice(*row)

    def add_message(self, notice: Notice, number: int, body: bytes, answers_sha256: str) -> Message:
        values = (notice.id, number, body, answers_sha256)
        query = "INSERT INTO message (notice, number, body, answers_sha256) VALUES (?, ?, ?, ?)"
        self._connection.execute(query, values)
        return Message(notice.id, number, body, taken=False)

    def take(self, message: Message) -> None:
        query = "UPDATE message SET taken = 1 WHERE notice = ? AND number = ?"
        self._connection.execute(query, (message.notice, message.number))

    def drop(self, message: Message) -> None:
        """Forget a message that the server refused."""
        query = "DELETE FROM message WHERE notice = ? AND number = ?"
        self._connection.execute(query, (message.notice, message.number))

    def messages(self, notice: Notice) -> list[Message]:
        query = "SELECT notice, number, body, taken FROM message WHERE notice = ? ORDER BY number"
        return [_message(*row) for row in self._connection.execute(query, (notice.id,))]

    def message_from(self, notice: Notice, answers_sha256: str) -> Message | None:
        """The message that was made from a file with this hash."""
        query = "SELECT notice, number, body, taken FROM message WHERE notice = ? AND answers_sha256 = ?"
        row = self._connection.execute(query, (notice.id, answers_sha256)).fetchone()
        return row and _message(*row)


@contextmanager
def open_state(path: Path) -> Iterator[State]:
    """The state in the file, which is made if it is not there. Raises Problem for one that cannot be read."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                connection.executescript(TABLES)
        except sqlite3.DatabaseError as error:
            raise Problem(f"{path}: {error}. Remove it: the server knows what is open.") from None
        if found > VERSION:
            raise Problem(f"{path}: of a newer client (version {found}). Install that one.")
        yield State(connection)


def _notice(manifest: str, placed: int) -> Notice:
    return Notice(json.loads(manifest), bool(placed))


def _message(notice: str, number: int, body: bytes, taken: int) -> Message:
    return Message(notice, number, body, bool(taken))
