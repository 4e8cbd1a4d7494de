"""The secret keys of this installation, outside of the database: to seal fields that must be read back, and for digests
of values that must only be found again.

The file that CLEARANCE_KEYS names is JSON: for each use (`sealing`, `identifiers`) its keys by number, each 32 bytes in
base64. The highest number seals, and makes digests, from now on; older ones stay, for what was made with them.
"""

import base64
import hmac
import json
import os
import secrets
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SEALING, IDENTIFIERS = "sealing", "identifiers"
USES = (SEALING, IDENTIFIERS)
LENGTH = 32
_NONCE = 12


class Unsealable(Exception):
    """What was sealed is of another place, was changed, or was sealed with a key that is not there."""


@dataclass(frozen=True)
class Digest:
    """The keyed digest of a value, and the number of the key."""

    key: int
    value: bytes


def seal(content: bytes, *, place: str) -> bytes:
    """Encrypt with AES-GCM for one place, such as `claim:17`; it opens nowhere else."""
    number, key = _current(SEALING)
    nonce = secrets.token_bytes(_NONCE)
    return number.to_bytes(2) + nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unseal(sealed: bytes, *, place: str) -> bytes:
    """What was sealed for that place. Raises Unsealable."""
    sealed = bytes(sealed)
    number, nonce, rest = sealed_with(sealed), sealed[2 : 2 + _NONCE], sealed[2 + _NONCE :]
    try:
        return AESGCM(_keys(SEALING)[number]).decrypt(nonce, rest, place.encode())
    except (KeyError, InvalidTag, ValueError):
        # Without the place, which may say whose it is: errors end in logs.
        raise Unsealable(f"What was sealed does not open here with key {number}.") from None


def sealed_with(sealed: bytes) -> int:
    """The number of the key that something was sealed with."""
    return int.from_bytes(bytes(sealed[:2]))


def digest(value: str, *, key: int | None = None) -> Digest:
    """The digest of a value under that key, or the newest.

    Under key 3 it is the digest, by key 3, of the digest by key 2 of the digest by key 1: so digests that are kept can
    be brought under a new key without the values (`under`), and then an old key alone finds nothing.
    """
    key = key or newest(IDENTIFIERS)
    [found] = digests([value], key=key)
    return Digest(key, found)


def digests(values: Iterable[str], *, key: int) -> list[bytes]:
    """The digests of many values under one key, in their order; the keys are read once."""
    return _through(_between(0, key), (value.encode() for value in values))


def under(kept: Digest, *, key: int) -> Digest:
    """A digest that was made with an older key, brought under a newer one. Never the other way: see `first`."""
    [found] = all_under([bytes(kept.value)], made=kept.key, key=key)
    return Digest(key, found)


def all_under(kept: Iterable[bytes], *, made: int, key: int) -> list[bytes]:
    """Digests that were all made with one older key, brought under a newer one, in their order."""
    if made > key:
        raise ValueError(f"A digest under key {made} cannot be brought back under key {key}.")
    return _through(_between(made, key), kept)


def numbers(use: str) -> list[int]:
    """The numbers of all keys of that use, the oldest first."""
    return sorted(_keys(use))


def first(use: str) -> int:
    """The oldest key's number. A digest under it can be brought under any other, also while keys are being changed."""
    return min(_keys(use))


def newest(use: str) -> int:
    """The number of the key of that use which counts from now on."""
    return _current(use)[0]


def make_keys() -> Path:
    """The file of keys, new, with one key for each use. Raises FileExistsError where it is there already."""
    if settings.KEYS.exists():
        raise FileExistsError(settings.KEYS)
    _write({use: {"1": _new()} for use in USES}, replace=False)
    return settings.KEYS


def add_key(use: str) -> int:
    """A new key for that use, which counts from now on; its number. The file is replaced whole."""
    rings = _read(settings.KEYS)
    number = max(map(int, rings[use])) + 1
    rings[use][str(number)] = _new()
    _write(rings, replace=True)
    return number


def _current(use: str) -> tuple[int, bytes]:
    keys = _keys(use)
    return max(keys), keys[max(keys)]


def _between(after: int, up_to: int) -> list[bytes]:
    """The keys for identifiers after one number, up to and with another, in the order in which they are applied."""
    keys = _keys(IDENTIFIERS)
    return [keys[number] for number in sorted(keys) if after < number <= up_to]


def _through(keys: Sequence[bytes], values: Iterable[bytes]) -> list[bytes]:
    found = list(values)
    for key in keys:
        found = [hmac.digest(key, one, "sha256") for one in found]
    return found


def _keys(use: str) -> dict[int, bytes]:
    file: Path = settings.KEYS
    if not settings.PRODUCTION and not file.exists():
        _write({use: {"1": _new()} for use in USES}, replace=False)
    try:
        state = file.stat()
    except OSError as error:
        raise _unusable(error.strerror or str(error)) from None
    if state.st_mode & 0o007:
        raise _unusable("every user of this machine can read it; take that away with chmod o=")
    return _keys_in(file, state.st_mtime_ns, use)


@lru_cache(maxsize=8)
def _keys_in(file: Path, changed: int, use: str) -> dict[int, bytes]:
    """`changed` is when the file last was: from then on it is read anew."""
    try:
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in _read(file)[use].items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _unusable(f"it holds no keys for {use}") from None
    if not keys or min(keys) < 1 or max(keys) > 65_535 or any(len(key) != LENGTH for key in keys.values()):
        raise _unusable(f"its keys for {use} must be {LENGTH} bytes in base64, numbered from 1")
    return keys


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        raise _unusable("it is not JSON that can be read") from None


def _new() -> str:
    return base64.b64encode(secrets.token_bytes(LENGTH)).decode()


def _write(rings: dict[str, dict[str, str]], *, replace: bool) -> None:
    """Whole or not at all, and on the disk before anything is made with a new key; and unless it is to be replaced
    never in the place of another, which may come at once.
    """
    file: Path = settings.KEYS
    with NamedTemporaryFile(dir=file.parent, delete=not replace) as new:  # which is for its owner only
        new.write(json.dumps(rings, indent=1).encode())
        new.flush()
        os.fsync(new.fileno())
        if replace:
            _readable_as(file, new.fileno())
            Path(new.name).replace(file)
        else:
            with suppress(FileExistsError):
                os.link(new.name, file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _readable_as(file: Path, new: int) -> None:
    """By those who could read the file before: the site and the worker may be of its group."""
    before = file.stat()
    for user, group in ((-1, before.st_gid), (before.st_uid, -1)):
        with suppress(PermissionError):
            os.fchown(new, user, group)
    os.fchmod(new, stat.S_IMODE(before.st_mode))


def _unusable(why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"The keys {settings.KEYS} cannot be used: {why}. CLEARANCE_KEYS names a file of keys; "
        "make one with: python manage.py keys new"
    )
