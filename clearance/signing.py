"""Signatures by Ed25519 (RFC 8032) over bytes, and the one way in which JSON becomes bytes to sign. Needs no Django."""

import base64
import binascii
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PrivateKey = Ed25519PrivateKey


def new_private_key() -> bytes:
    """A new key as PEM (PKCS 8, without a password): to be kept where only its owner reads it."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def load_private_key(pem: bytes) -> PrivateKey:
    """The key in a PEM file's bytes. Raises ValueError if there is none, or one of another kind."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise ValueError("this is no private key as PEM without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("this private key is not an Ed25519 key")
    return key


def public_key(private: PrivateKey) -> str:
    """What others check this key's signatures with: its 32 bytes as base64, 44 characters."""
    return _text(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign(private: PrivateKey, data: bytes) -> str:
    """The signature, 64 bytes as base64. The same key and data always give the same."""
    return _text(private.sign(data))


def is_signed_by(public: str, data: bytes, signature: str) -> bool:
    """Whether the owner of this public key signed this data. Text that is no key or no signature: it is not."""
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public)).verify(_bytes(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def canonical_json(value: Any) -> bytes:
    """JSON of which the same value always gives the same bytes: keys sorted, no spaces, UTF-8.

    Raises TypeError for what JSON does not know, ValueError for NaN, infinity or half of a surrogate pair.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    """Of base64 in its one right spelling: a signature that can be spelled twice could be counted twice."""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
    if _text(raw) != text:
        raise ValueError(text)
    return raw
