"""What Login.gov signs: who someone is (ID tokens), and what happened to an account (security event tokens)."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

import jwt

from lookup.identity.login_gov.published import Published
from lookup.identity.login_gov.refused import Refused

#: How far Login.gov's clock and ours may be apart, in seconds.
LEEWAY = 30
#: An ID token is made while we wait for it.
OLDEST = 600
LONGEST_TOKEN = 16_000


def verify_id_token(token: Any, *, by: Published, audience: str, nonce: str, at: datetime) -> dict[str, Any]:
    """The claims of an ID token for us, made just now in answer to our own request. Raises Refused."""
    claims = _verify(token, "JWT", by, audience, ["iss", "sub", "aud", "exp", "iat", "nonce"], at)
    if not isinstance(claims["nonce"], str) or not hmac.compare_digest(claims["nonce"].encode(), nonce.encode()):
        raise Refused("nonce")
    if claims["iat"] < at.timestamp() - OLDEST:
        raise Refused("id_token_time")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 191:
        raise Refused("id_token")
    return claims


def verify_event_token(token: Any, *, by: Published, audience: str, at: datetime) -> dict[str, Any]:
    """The claims of a security event token (RFC 8417) for us. Raises Refused."""
    claims = _verify(token, "secevent+jwt", by, audience, ["iss", "aud", "exp", "iat", "jti", "events"], at)
    if not isinstance(claims["jti"], str) or not claims["jti"] or not isinstance(claims["events"], dict):
        raise Refused("event")
    return claims


def matches_hash(claims: dict[str, Any], name: str, value: str) -> bool:
    """Whether a hash in an ID token, if it is there, is that of the value: `at_hash` of the access token, `c_hash` of
    the code (OpenID Connect Core 3.1.3.6, 3.3.2.11).
    """
    half = hashlib.sha256(value.encode()).digest()[:16]
    expected = base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    found = claims.get(name, expected)
    return isinstance(found, str) and hmac.compare_digest(found.encode(), expected.encode())


def _verify(token: Any, kind: str, by: Published, audience: str, required: list[str], at: datetime) -> dict[str, Any]:
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
        raise Refused("token_missing")
    try:
        header = jwt.get_unverified_header(token)
        # Whatever the token says of its own algorithm, only RS256 is tried.
        if header.get("alg") != "RS256" or header.get("typ", "JWT").lower() != kind.lower():
            raise Refused("token_kind")
        claims = jwt.decode(
            token,
            by.key(header.get("kid", "")),
            algorithms=["RS256"],
            audience=audience,
            issuer=by.endpoints().issuer,
            options={"require": required, "strict_aud": True}
            # The times are compared below, with the moment that we are given.
            | dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf"), False),
        )
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError, RecursionError):
        raise Refused("token_signature_or_claims") from None
    _check_times(claims, at.timestamp())
    return claims


def _check_times(claims: dict[str, Any], now: float) -> None:
    times = [claims["exp"], claims["iat"], claims.get("nbf", claims["iat"])]
    if any(isinstance(time, bool) or not isinstance(time, int | float) for time in times):
        raise Refused("token_time")
    expires, issued, not_before = times
    if not (expires > now - LEEWAY and issued <= now + LEEWAY and not_before <= now + LEEWAY):
        raise Refused("token_time")
