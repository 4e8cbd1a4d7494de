"""How an agency signs a request over HTTP, and how that is checked. Needs no Django: the client signs with it too."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

from clearance.signing import PrivateKey, is_signed_by, sign

#: How far the time that a request names may be from the server's.
WINDOW = timedelta(minutes=5)
TIME = "%Y-%m-%dT%H:%M:%SZ"
#: The headers of a signed request, and what each may hold.
HEADERS = {
    "Clearance-Agency": re.compile(r"[a-z][a-z0-9-]{0,59}"),
    "Clearance-Time": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
    "Clearance-Nonce": re.compile(r"[A-Za-z0-9_-]{16,64}"),
    "Clearance-Signature": re.compile(r"[A-Za-z0-9+/]{86}=="),
}
Reason = Literal[
    "headers",  # one is missing, or is not what it should be
    "agency",  # nobody is registered under that code
    "closed",  # the agency takes part no more
    "time",  # too far from the server's
    "signature",  # by none of the agency's valid keys, or over something else
    "replayed",  # the nonce was used before
]


class NotSigned(Exception):
    """The request is not one that the agency signed just now. Whoever sent it is not told the reason."""

    def __init__(self, reason: Reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Signed:
    """What a request says of itself; nothing of it is proven before `check`."""

    agency: str
    time: str
    nonce: str
    signature: str
    at: datetime  # the time, read


def signed_headers(
    key: PrivateKey, *, agency: str, method: str, target: str, body: bytes, at: datetime
) -> dict[str, str]:
    """The headers to send with a request. `target` is the path as it is sent, with its query."""
    time, nonce = at.astimezone(UTC).strftime(TIME), secrets.token_urlsafe(24)
    signature = sign(key, _text(method, target, time, nonce, body))
    return dict(zip(HEADERS, (agency, time, nonce, signature), strict=True))


def read(headers: Mapping[str, str]) -> Signed:
    """What the headers say. Raises NotSigned."""
    found = [headers.get(name, "") for name in HEADERS]
    if not all(allowed.fullmatch(value) for allowed, value in zip(HEADERS.values(), found, strict=True)):
        raise NotSigned("headers")
    try:
        return Signed(*found, at=datetime.strptime(found[1], TIME).replace(tzinfo=UTC))
    except ValueError:
        raise NotSigned("headers") from None


def check_time(signed: Signed, at: datetime) -> None:
    """Raises NotSigned for a request that was not made just now."""
    if abs(signed.at - at) > WINDOW:
        raise NotSigned("time")


def check_signature(signed: Signed, *, keys: Iterable[str], method: str, target: str, body: bytes) -> None:
    """Raises NotSigned unless the owner of one of these public keys signed exactly this."""
    text = _text(method, target, signed.time, signed.nonce, body)
    if not any(is_signed_by(key, text, signed.signature) for key in keys):
        raise NotSigned("signature")


def _text(method: str, target: str, time: str, nonce: str, body: bytes) -> bytes:
    return "\n".join((method, target, time, nonce, sha256(body).hexdigest())).encode()
