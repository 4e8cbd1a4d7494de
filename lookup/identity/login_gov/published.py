"""What Login.gov publishes of itself: where to ask it, and the keys that it signs with."""

import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from lookup.identity.login_gov import fetch
from lookup.identity.login_gov.refused import Refused
from lookup.identity.login_gov.registration import SMALLEST_KEY, Registration

#: For how long, in seconds, what was published is taken as it was.
KEPT = 60 * 60
#: A key that is not known is looked for, but no more often than that: tokens with invented keys cost us nothing.
BETWEEN_LOOKS = 60
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint")


@dataclass(frozen=True)
class Endpoints:
    """Login.gov's addresses; `issuer` is how it signs."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    end_session_endpoint: str


class Published:
    """Fetched when first needed, kept for an hour in this process. Methods raise Refused."""

    def __init__(self, issuer: str, origin: str):
        self._issuer, self._origin = issuer.rstrip("/"), origin
        self._lock = threading.Lock()
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: tuple[float, dict[str, RSAPublicKey]] | None = None

    def endpoints(self) -> Endpoints:
        with self._lock:
            return self._current_endpoints()

    def key(self, kid: str) -> RSAPublicKey:
        with self._lock:
            age = time.monotonic() - self._keys[0] if self._keys else KEPT
            known = self._keys is not None and kid in self._keys[1]
            if age >= KEPT or (not known and age >= BETWEEN_LOOKS):
                self._keys = time.monotonic(), _keys(self._current_endpoints().jwks_uri)
            try:
                return self._keys[1][kid]
            except KeyError:
                raise Refused("unknown_key") from None

    def _current_endpoints(self) -> Endpoints:
        if self._endpoints is None or time.monotonic() - self._endpoints[0] >= KEPT:
            self._endpoints = time.monotonic(), self._fetch_endpoints()
        return self._endpoints[1]

    def _fetch_endpoints(self) -> Endpoints:
        found = fetch.get(f"{self._issuer}/.well-known/openid-configuration", because="discovery")
        issuer = found.get("issuer")
        if not isinstance(issuer, str) or issuer.rstrip("/") != self._issuer:
            raise Refused("discovery")
        return Endpoints(issuer=issuer, **{name: self._of_login_gov(found.get(name)) for name in _ENDPOINTS})

    def _of_login_gov(self, address: Any) -> str:
        try:
            parts = urlsplit(address)
        except (ValueError, AttributeError):
            raise Refused("discovery") from None
        if not isinstance(address, str) or f"{parts.scheme}://{parts.netloc}" != self._origin:
            raise Refused("discovery")
        return address


def published(site: Registration) -> Published:
    """What the Login.gov of this registration publishes: one for all requests of a process."""
    return _published(site.issuer, site.origin)


@lru_cache(maxsize=4)
def _published(issuer: str, origin: str) -> Published:
    return Published(issuer, origin)


def _keys(address: str) -> dict[str, RSAPublicKey]:
    listed = fetch.get(address, because="keys").get("keys")
    keys = {}
    for one in listed if isinstance(listed, list) else []:
        if (key := _rsa_key(one)) is not None:
            keys[one["kid"]] = key
    if not keys:
        raise Refused("keys")
    return keys


def _rsa_key(listed: Any) -> RSAPublicKey | None:
    """A key to verify RS256 with; None for any other."""
    if not isinstance(listed, dict) or not isinstance(listed.get("kid"), str) or listed.get("kty") != "RSA":
        return None
    if listed.get("use", "sig") != "sig" or listed.get("alg", "RS256") != "RS256":
        return None
    try:
        key = jwt.algorithms.RSAAlgorithm.from_jwk(listed)
    except (jwt.InvalidKeyError, ValueError, TypeError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= SMALLEST_KEY else None
