"""The wrong ways in which whoever answers as Login.gov may answer: by name, the step and what becomes of its answer.

All error types of GOV.UK One Login's simulator are here, and what attackers of OpenID Connect try.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from tests.lookup.identity.login_gov.serving import Answer, as_json
from tests.lookup.identity.login_gov.strict import AAL, IAL, StrictProvider, b64, new_key, public_jwk

Twist = Callable[[StrictProvider], dict[str, Callable[[Any], Any]]]
MEGABYTE = 1_000_000


def changed(step: str, **to: Any) -> Twist:
    """Claims with another value; a function is given the moment in seconds; `...` leaves one out."""

    def change(claims: dict[str, Any]) -> dict[str, Any]:
        now = int(timezone.now().timestamp())
        claims = claims | {name: value(now) if callable(value) else value for name, value in to.items()}
        return {name: value for name, value in claims.items() if value is not ...}

    return lambda provider: {step: change}


def answered(step: str, answer: Answer | Callable[[StrictProvider], Answer]) -> Twist:
    return lambda provider: {step: lambda right: answer(provider) if callable(answer) else answer}


def part(step: str, **to: Any) -> Twist:
    """A JSON answer with other values."""

    def change(answer: Answer) -> Answer:
        told = json.loads(answer.body) | to
        return as_json({name: value for name, value in told.items() if value is not ...})

    return lambda provider: {step: change}


def signed(sign: Callable[[StrictProvider, dict[str, Any]], Any]) -> Twist:
    return lambda provider: {"sign": lambda claims: sign(provider, claims)}


def header(**to: Any) -> Twist:
    return signed(
        lambda provider, claims: jwt.encode(claims, provider.key, "RS256", headers={"kid": provider.kid, **to})
    )


def by_hand(head: dict[str, Any], claims: dict[str, Any], signature: Callable[[bytes], bytes]) -> str:
    said = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{said}.{b64(signature(said.encode()))}"


def confused(provider: StrictProvider, claims: dict[str, Any]) -> str:
    """Signed with HS256, the secret being the public key that everyone has."""
    secret = provider.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    sign = lambda said: hmac.new(secret, said, hashlib.sha256).digest()  # noqa: E731
    return by_hand({"alg": "HS256", "kid": provider.kid}, claims, sign)


def brings_its_key(provider: StrictProvider, claims: dict[str, Any]) -> str:
    own = new_key()
    return jwt.encode(claims, own, "RS256", headers={"kid": provider.kid, "jwk": public_jwk(own, provider.kid)})


def other_claims_under_the_signature(provider: StrictProvider, claims: dict[str, Any]) -> str:
    head, _, signature = jwt.encode(claims, provider.key, "RS256", headers={"kid": provider.kid}).split(".")
    other = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "another"}).encode()).rstrip(b"=").decode()
    return f"{head}.{other}.{signature}"


def drips(provider: StrictProvider) -> Answer:
    """A byte now and then, and no end."""

    def write(to: Any) -> None:
        while not provider.released.wait(0.05):
            to.write(b" ")

    return Answer(b"", writes=write)


def keeps_waiting(provider: StrictProvider) -> Answer:
    provider.released.wait(10)
    return Answer(b"{}")


def keys(*listed: Any) -> Answer:
    return as_json({"keys": list(listed)})


def small_key(provider: StrictProvider) -> Answer:
    return keys(public_jwk(rsa.generate_private_key(65537, 1024), provider.kid))


def curve_key(provider: StrictProvider) -> Answer:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return keys(jwt.algorithms.ECAlgorithm.to_jwk(key, as_dict=True) | {"kid": provider.kid})


HUGE = Answer(b'{"padding": "' + b"x" * MEGABYTE + b'"}')
DEEP = Answer(b'{"a": ' + b"[" * 30_000 + b"]" * 30_000 + b"}")
NOT_JSON = Answer(b"<html>Service unavailable</html>", kind="text/html")
A_LIST = as_json([1, 2, 3])
BROKEN = as_json({"error": "server_error"}, 500)
ELSEWHERE = Answer(b"", 302, headers={"Location": "http://evil.example/"})
PREFERRED = "urn:acr.login.gov:verified-facial-match-preferred"
VERIFIED = "urn:acr.login.gov:verified"
AUTH_ONLY = "urn:acr.login.gov:auth-only"

WRONG: dict[str, Twist] = {
    # The claims of the ID token.
    "another issuer": changed("claims", iss="https://evil.example/"),
    "no issuer": changed("claims", iss=...),
    "for another site": changed("claims", aud="urn:gov:another"),
    "for us and another site": changed("claims", aud=["urn:gov:another", "clearance"]),
    "for nobody": changed("claims", aud=...),
    "expired": changed("claims", exp=lambda now: now - 60),
    "never expires": changed("claims", exp=...),
    "expires in words": changed("claims", exp="tomorrow"),
    "expires as true": changed("claims", exp=True),
    "expires beyond all numbers": changed("claims", exp=float("nan")),
    "issued in the future": changed("claims", iat=lambda now: now + 3600),
    "issued long ago": changed("claims", iat=lambda now: now - 3600),
    "issued at no time": changed("claims", iat=...),
    "not valid yet": changed("claims", nbf=lambda now: now + 3600),
    "another nonce": changed("claims", nonce="x" * 43),
    "no nonce": changed("claims", nonce=...),
    "an empty nonce": changed("claims", nonce=None),
    "a nonce beyond ASCII": changed("claims", nonce="ñ" * 43),
    "no sub": changed("claims", sub=...),
    "an empty sub": changed("claims", sub=""),
    "a number for a sub": changed("claims", sub=7),
    "a sub without end": changed("claims", sub="x" * 192),
    "no level": changed("claims", acr=...),
    "a level without a face": changed("claims", acr=VERIFIED),
    "a level that prefers a face": changed("claims", acr=PREFERRED),
    "no check of identity": changed("claims", acr=AUTH_ONLY),
    "a list of levels": changed("claims", acr=[IAL]),
    "for another access token": changed("claims", at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "for another code": changed("claims", c_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    # Its signature.
    "no algorithm": signed(lambda p, claims: by_hand({"alg": "none", "kid": p.kid}, claims, lambda said: b"")),
    "HS256 with the public key": signed(confused),
    "a weaker use of the key": signed(lambda p, c: jwt.encode(c, p.key, "RS512", headers={"kid": p.kid})),
    "another key under the name": signed(lambda p, c: jwt.encode(c, new_key(), "RS256", headers={"kid": p.kid})),
    "a key that it brings along": signed(brings_its_key),
    "an unknown key": header(kid="unknown"),
    "no name of a key": signed(lambda p, c: jwt.encode(c, p.key, "RS256")),
    "a token of another kind": header(typ="secevent+jwt"),
    "critical extensions": header(crit=["b64"], b64=False),
    "other claims under the signature": signed(other_claims_under_the_signature),
    "no signature": signed(lambda p, c: jwt.encode(c, p.key, "RS256", headers={"kid": p.kid}).rpartition(".")[0] + "."),
    "no token at all": signed(lambda p, c: "token"),
    "a token without end": header(padding="x" * 20_000),
    # The token endpoint.
    "no ID token": part("token", id_token=...),
    "an empty ID token": part("token", id_token=None),
    "no access token": part("token", access_token=...),
    "an access token with a line break": part("token", access_token="a\r\nX: y"),
    "the token endpoint refuses": answered("token", as_json({"error": "invalid_grant"}, 400)),
    "the token endpoint fails": answered("token", BROKEN),
    "the token endpoint answers no JSON": answered("token", NOT_JSON),
    "the token endpoint answers a list": answered("token", A_LIST),
    "the token endpoint leads elsewhere": answered("token", ELSEWHERE),
    "the token endpoint answers without end": answered("token", HUGE),
    "the token endpoint does not answer": answered("token", keeps_waiting),
    # What is said of the person.
    "another person": changed("told", sub="another"),
    "of nobody": changed("told", sub=...),
    "verified without a face": changed("told", ial=VERIFIED),
    "not verified": changed("told", ial=AUTH_ONLY),
    "verified nobody knows how": changed("told", ial=...),
    "signed in with a password alone": changed("told", aal="http://idmanagement.gov/ns/assurance/aal/1"),
    "signed in nobody knows how": changed("told", aal=...),
    "levels as a list": changed("told", ial=[IAL], aal=[AAL]),
    "never verified": changed("told", verified_at=None),
    "verified at no time": changed("told", verified_at=...),
    "verified in words": changed("told", verified_at="2025-06-15"),
    "verified as true": changed("told", verified_at=True),
    "verified in the future": changed("told", verified_at=lambda now: now + 3600),
    "verified before there was a Login.gov": changed("told", verified_at=1),
    "no birth date": changed("told", birthdate=...),
    "an empty birth date": changed("told", birthdate=None),
    "a birth date in another order": changed("told", birthdate="01/01/1980"),
    "a birth date in a short form": changed("told", birthdate="19800101"),
    "a birth date that never was": changed("told", birthdate="1980-02-30"),
    "a birth date to come": changed("told", birthdate="2990-01-01"),
    "a birth date of another age": changed("told", birthdate="1785-01-01"),
    "a birth date in other digits": changed("told", birthdate="１９８０-01-01"),
    "no last name": changed("told", family_name=...),
    "an empty first name": changed("told", given_name="  "),
    "a list of names": changed("told", given_name=["Wren"]),
    "a name with a line break": changed("told", family_name="Quill\nSwift"),
    "a name without end": changed("told", family_name="x" * 201),
    "the person is told in no JSON": answered("userinfo", NOT_JSON),
    "the person is told without end": answered("userinfo", HUGE),
    "the person is told too deeply": answered("userinfo", DEEP),
    "the person is not told": answered("userinfo", keeps_waiting),
    "the person is told drop by drop": answered("userinfo", drips),
    "the person is told elsewhere": answered("userinfo", ELSEWHERE),
    "the telling fails": answered("userinfo", BROKEN),
    "the telling is refused": answered("userinfo", as_json({"error": "invalid_token"}, 401)),
    # The keys.
    "the keys are away": answered("certs", BROKEN),
    "there are no keys": answered("certs", keys()),
    "the keys are no list": answered("certs", as_json({"keys": {"kid": "k1"}})),
    "the keys are no keys": answered("certs", keys("k1", None, {"kid": "k1", "kty": "RSA", "n": "!", "e": "AQAB"})),
    "the key is small": answered("certs", small_key),
    "the key is of another kind": answered("certs", curve_key),
    "the key is a shared secret": answered("certs", lambda p: keys({"kty": "oct", "k": b64(b"x" * 32), "kid": p.kid})),
    "the key is for encryption": answered("certs", lambda p: keys(public_jwk(p.key, p.kid) | {"use": "enc"})),
    # How the browser comes back.
    "a forged state": changed("back", state="f" * 43),
    "a state beyond ASCII": changed("back", state="ñ" * 43),
    "no state": changed("back", state=...),
    "no code": changed("back", code=...),
    "a code of nobody": changed("back", code="invented"),
    "an error": changed("back", code=..., error="server_error"),
    "cancelled, with a forged state": changed("back", code=..., error="access_denied", state="f" * 43),
}
#: Wrong before anyone is sent anywhere.
WRONG_AT_THE_START: dict[str, Twist] = {
    "another issuer": part("discovery", issuer="http://evil.example/"),
    "no issuer": part("discovery", issuer=...),
    "no token endpoint": part("discovery", token_endpoint=...),
    "a token endpoint elsewhere": part("discovery", token_endpoint="http://evil.example/token"),
    "an endpoint that only looks like ours": lambda p: part("discovery", jwks_uri=f"{p.origin}@evil.example/")(p),
    "an endpoint that is no address": part("discovery", userinfo_endpoint="http://[::1"),
    "an endpoint that is no text": part("discovery", authorization_endpoint=7),
    "no JSON": answered("discovery", NOT_JSON),
    "a list": answered("discovery", A_LIST),
    "a failure": answered("discovery", BROKEN),
    "elsewhere": answered("discovery", ELSEWHERE),
    "without end": answered("discovery", HUGE),
    "drop by drop": answered("discovery", drips),
}
