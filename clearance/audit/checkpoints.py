"""Checkpoints: what the log ended with at a moment, signed, each a line of a file. Needs no database.

A line is JSON: `id` and `hash` of the newest event, `count` of all events, `at`, `key` (the public key), `previous`
(SHA-256 of the line before as it stands in the file, without its end; zeros in the first) and `signature`, over the
canonical JSON of all the others.
"""

import fcntl
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from clearance.audit.chain import said_at
from clearance.audit.fault import Fault
from clearance.signing import PrivateKey, canonical_json, is_signed_by, public_key, sign

#: What the first line names as the line before it.
NO_LINE = "0" * 64
#: No line is as long, in bytes.
LONGEST = 4096


@dataclass(frozen=True)
class Checkpoint:
    """At this time (`chain.said_at`) the log ended with event `id`, of this hash (hex), and held `count` events."""

    at: str
    count: int
    hash: str
    id: int
    key: str
    previous: str
    signature: str = ""

    def signed(self, key: PrivateKey) -> "Checkpoint":
        return Checkpoint(**self._unsigned(), signature=sign(key, canonical_json(self._unsigned())))

    def is_signed_by(self, key: str) -> bool:
        return is_signed_by(key, canonical_json(self._unsigned()), self.signature)

    def line(self) -> bytes:
        return canonical_json(asdict(self))

    def _unsigned(self) -> dict:
        facts = asdict(self)
        del facts["signature"]
        return facts


def append_checkpoint(file: Path, *, id: int, hash: bytes, count: int, at: datetime, key: PrivateKey) -> Checkpoint:
    """Sign a checkpoint, add it to the end of the file, and wait until it is on the disk.

    The file is opened to append only. Several processes may do this at once. Raises OSError.
    """
    with os.fdopen(os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "ab+") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        last, cut_short = _last_line(stream)
        previous = sha256(last).hexdigest() if last else NO_LINE
        one = Checkpoint(said_at(at), count, hash.hex(), id, public_key(key), previous).signed(key)
        # A line that its writer was stopped in stays as it is, and checking the file tells of it.
        stream.write((b"\n" if cut_short else b"") + one.line() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    _to_disk(file.parent)
    return one


def newest(file: Path) -> Checkpoint | None:
    """The last of the file, whoever signed it; None if there is none, or the last line is none."""
    try:
        with file.open("rb") as stream:
            return _parse(_last_line(stream)[0])
    except FileNotFoundError:
        return None


def checked(file: Path, keys: Collection[str]) -> Iterator[Checkpoint | Fault]:
    """Every checkpoint of the file that one of these keys signed, and what is wrong with the others. Raises OSError."""
    previous, id, at = NO_LINE, 0, ""
    with file.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            line = line.removesuffix(b"\n")
            where = f"Line {number} of {file.name}"
            one = _parse(line)
            if one is None:
                yield Fault(None, f"{where} is not a checkpoint, or was cut short while it was written.")
            elif not any(one.is_signed_by(key) for key in keys):
                yield Fault(None, f"{where} was changed, or was signed with another key than the one given.")
            else:
                if one.previous != previous:
                    yield Fault(None, f"{where} does not continue from the line before: lines were changed or removed.")
                if one.id < id or one.at < at:
                    yield Fault(
                        None, f"{where} goes back: it tells of less, or of an earlier time, than a line before."
                    )
                else:
                    id, at = one.id, one.at
                    yield one
            previous = sha256(line).hexdigest()


def _parse(line: bytes) -> Checkpoint | None:
    try:
        one = Checkpoint(**json.loads(line))
        right = (
            all(isinstance(getattr(one, name), kind) for name, kind in Checkpoint.__annotations__.items())
            and len(bytes.fromhex(one.hash)) == 32
            and said_at(datetime.fromisoformat(one.at)) == one.at
            and one.line() == line
        )
    except (ValueError, TypeError, RecursionError):
        return None
    return one if right else None


def _last_line(stream: BinaryIO) -> tuple[bytes, bool]:
    """The last line without its end, and whether it has none. Of an empty file the line is empty."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - LONGEST))
    *lines, rest = stream.read().split(b"\n")
    return (rest, True) if rest else (lines[-1] if lines else b"", False)


def _to_disk(folder: Path) -> None:
    """A new file is safe only when the folder that names it is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
