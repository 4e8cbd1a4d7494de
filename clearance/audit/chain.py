"""The hash chain: each event's bytes, and the link that ties them to all events before. Needs no database.

    hash = SHA-256(hash of the event before + canonical)
    canonical = a JSON array, in UTF-8: [id, at, actor, action, subject, purpose, detail]

`at` is UTC with microseconds, 2026-11-22T15:42:00.000000Z. The bytes are kept beside the columns as they were hashed
and are never made again, so whoever checks them needs SHA-256 and a reader of JSON, and neither Django nor PostgreSQL.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from operator import itemgetter
from typing import Any

from clearance.signing import canonical_json

#: What stands in the place of a hash before the first event.
START = bytes(32)
#: What the canonical bytes say, in this order.
SAID = ("id", "at", "actor", "action", "subject", "purpose", "detail")


def canonical(number: int, at: datetime, actor: str, action: str, subject: str, purpose: str, detail: Any) -> bytes:
    """The bytes of an event, where Python makes them. PostgreSQL makes its own, with spaces; they say the same."""
    return canonical_json([number, said_at(at), actor, action, subject, purpose, detail])


def said_at(at: datetime) -> str:
    """A moment as the canonical bytes say it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def link(prev: bytes, of: bytes) -> bytes:
    """The hash of an event with these canonical bytes, after the one with the hash `prev`."""
    return sha256(prev + of).digest()


def read(said: bytes | str) -> Any:
    """What JSON says, so that two values are equal by `repr` only if they say the same.

    Numbers keep all their digits; the order of the keys of an object does not count; a key that comes twice does.
    Raises ValueError, or RecursionError for JSON nested without sense.
    """
    return _JSON.decode(said.decode() if isinstance(said, bytes) else said)


def _pairs(pairs: list[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(pairs, key=itemgetter(0)))


_JSON = json.JSONDecoder(parse_int=Decimal, parse_float=Decimal, object_pairs_hook=_pairs)
