"""A Login.gov to test with, on this machine: it enforces the rules that Login.gov publishes, and serves its own pages.

https://developers.login.gov/oidc/ has the rules. A `twist` lets it answer wrongly, for the tests that want that.
"""

import base64
import hashlib
import secrets
import threading
from collections.abc import Callable
from datetime import timedelta
from html import escape
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from tests.lookup.identity.login_gov.serving import Answer, as_json, handler, page

IAL = "urn:acr.login.gov:verified-facial-match-required"
AAL = "http://idmanagement.gov/ns/assurance/aal/2"
ACR_VALUES = {IAL, "urn:acr.login.gov:verified", "urn:acr.login.gov:auth-only", AAL}
SCOPES = {
    "openid": ("sub", "iss", "ial", "aal"),
    "email": ("email", "email_verified"),
    "phone": ("phone",),
    "address": ("address",),
    "social_security_number": ("social_security_number",),
    "profile:name": ("given_name", "family_name"),
    "profile:birthdate": ("birthdate",),
    "profile:verified_at": ("verified_at",),
}
SHORTEST = 22
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
WREN = {
    "sub": "b2d2d115-1d7e-4579-b9d6-f8e84f4f56ca",
    "given_name": "Wren",
    "family_name": "Quill",
    "birthdate": "1980-01-01",
    "verified_at": 1_750_000_000,
    "email": "wren.quill@mail.example",
    "email_verified": True,
    "phone": "+15550100199",
    "address": {"formatted": "7 Canary Row"},
    "social_security_number": "900123456",
}


class Refusal(Exception):
    """What the one who asks did wrong."""


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


class StrictProvider:
    """Signs in whoever `person` is. `twist` has, by the name of a step, what makes that step's answer wrong."""

    def __init__(self, client_id: str, client_key: rsa.RSAPublicKey):
        self.client_id, self.client_key = client_id, client_key
        self.key, self.kid = new_key(), "k1"
        self.begin_anew("http://testserver")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.issuer = f"{self.origin}/"

    def begin_anew(self, site: str) -> None:
        """Forget all that happened; `site` is the address of the site that is registered."""
        self.person = dict(WREN)
        self.twist: dict[str, Callable[[Any], Any]] = {}
        self.released = threading.Event()
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, str]] = {}
        self.seen_jtis: set[str] = set()
        self.redirect_uri = f"{site}/verify/login-gov/back/"
        self.after_logout = f"{site}/verify/login-gov/left/"
        self.events = f"{site}/verify/login-gov/events/"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # What it answers at each of its addresses.

    def discovery(self, asked: dict[str, str]) -> Answer:
        names = {
            "authorization_endpoint": "/openid_connect/authorize",
            "token_endpoint": "/api/openid_connect/token",
            "userinfo_endpoint": "/api/openid_connect/userinfo",
            "jwks_uri": "/api/openid_connect/certs",
            "end_session_endpoint": "/openid_connect/logout",
        }
        published = {name: self.origin + path for name, path in names.items()}
        return as_json(
            {"issuer": self.issuer, "token_endpoint_auth_methods_supported": ["private_key_jwt"], **published}
        )

    def certs(self, asked: dict[str, str]) -> Answer:
        return as_json({"keys": [public_jwk(self.key, self.kid)]})

    def ask_person(self, asked: dict[str, str]) -> Answer:
        self._check_question(asked)
        agree, cancel = ("Sign in and share", "Cancel") if asked.get("locale") != "es" else ("Entrar", "Cancelar")
        return page(f"Login.gov {escape(self.person['given_name'])}", agree=agree, cancel=cancel)

    def person_answers(self, asked: dict[str, str]) -> Answer:
        self._check_question(asked)
        if asked.get("choice") == "cancel":
            return self._back(asked["redirect_uri"], {"error": "access_denied", "state": asked["state"]})
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return self._back(asked["redirect_uri"], {"code": code, "state": asked["state"]})

    def token(self, asked: dict[str, str]) -> Answer:
        if asked.get("grant_type") != "authorization_code":
            raise Refusal("grant_type")
        question = self.codes.pop(asked.get("code", ""), None)
        if question is None:
            raise Refusal("code")
        if asked.get("redirect_uri") != question["redirect_uri"]:
            raise Refusal("redirect_uri")
        if b64(hashlib.sha256(asked.get("code_verifier", "").encode()).digest()) != question["code_challenge"]:
            raise Refusal("code_verifier")
        self._check_assertion(asked)
        access_token = secrets.token_urlsafe(16)
        self.tokens[access_token] = question
        token = self.sign(self._twisted("claims", self._id_token(question, access_token, asked["code"])))
        return as_json({"access_token": access_token, "token_type": "Bearer", "expires_in": 900, "id_token": token})

    def userinfo(self, asked: dict[str, str]) -> Answer:
        question = self.tokens.get(asked.get("bearer", ""))
        if question is None:
            raise Refusal("bearer")
        told = {"iss": self.issuer, "ial": IAL, "aal": AAL, **self.person}
        names = {name for scope in question["scope"].split() for name in SCOPES[scope]}
        return as_json(self._twisted("told", {name: value for name, value in told.items() if name in names}))

    def ask_to_leave(self, asked: dict[str, str]) -> Answer:
        if asked.get("client_id") != self.client_id or asked.get("post_logout_redirect_uri") != self.after_logout:
            raise Refusal("logout")
        return page("Sign out of Login.gov?", agree="Yes, sign out")

    def leave(self, asked: dict[str, str]) -> Answer:
        self.ask_to_leave(asked)
        return self._back(self.after_logout, {})

    def sign(self, claims: dict[str, Any]) -> str:
        if "sign" in self.twist:
            return self.twist["sign"](claims)
        return jwt.encode(claims, self.key, "RS256", headers={"kid": self.kid})

    def event(self, *kinds: str, **changed: Any) -> str:
        """A security event token about the person."""
        now = int(timezone.now().timestamp())
        subject = {"subject_type": "iss-sub", "iss": self.issuer, "sub": self.person["sub"]}
        claims = {
            "iss": self.issuer,
            "iat": now,
            "exp": now + int(timedelta(hours=12).total_seconds()),
            "jti": secrets.token_hex(16),
            "aud": self.events,
            "events": {kind: {"subject": subject} for kind in kinds},
        } | changed
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.key, "RS256", headers={"kid": self.kid, "typ": "secevent+jwt"})

    def answer(self, method: str, path: str, asked: dict[str, str]) -> Answer:
        step = STEPS.get((method, path))
        if step is None:
            return Answer(b"", 404)
        self.asked.append(step)
        try:
            return self._twisted(step, getattr(self, step)(asked))
        except Refusal as refusal:
            return as_json({"error": str(refusal)}, 400)

    def _twisted(self, step: str, answer: Any) -> Any:
        return self.twist[step](answer) if step in self.twist else answer

    def _back(self, address: str, told: dict[str, str]) -> Answer:
        told = self._twisted("back", told)
        return Answer(b"", 302, headers={"Location": f"{address}?{urlencode(told)}" if told else address})

    def _check_question(self, asked: dict[str, str]) -> None:
        acr_values, scopes = set(asked.get("acr_values", "").split()), set(asked.get("scope", "").split())
        rules = {
            "client_id": asked.get("client_id") == self.client_id,
            "redirect_uri": asked.get("redirect_uri") == self.redirect_uri,
            "response_type": asked.get("response_type") == "code",
            "prompt": asked.get("prompt") == "select_account",
            "state": len(asked.get("state", "")) >= SHORTEST,
            "nonce": len(asked.get("nonce", "")) >= SHORTEST,
            "acr_values": acr_values <= ACR_VALUES and len(acr_values - {AAL}) == 1,
            "scope": "openid" in scopes and scopes <= set(SCOPES),
            "code_challenge": asked.get("code_challenge_method") == "S256"
            and len(asked.get("code_challenge", "")) == 43,
        }
        if broken := [name for name, kept in rules.items() if not kept]:
            raise Refusal(" ".join(broken))

    def _check_assertion(self, asked: dict[str, str]) -> None:
        if asked.get("client_assertion_type") != ASSERTION_TYPE:
            raise Refusal("client_assertion_type")
        try:
            claims = jwt.decode(
                asked.get("client_assertion", ""),
                self.client_key,
                algorithms=["RS256"],
                audience=f"{self.origin}/api/openid_connect/token",
                issuer=self.client_id,
                subject=self.client_id,
                options={"require": ["iss", "sub", "aud", "jti", "exp"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError as error:
            raise Refusal(f"client_assertion {type(error).__name__}") from None
        if not 0 < claims["exp"] - timezone.now().timestamp() <= 600 or claims["jti"] in self.seen_jtis:
            raise Refusal("client_assertion exp or jti")
        self.seen_jtis.add(claims["jti"])

    def _id_token(self, question: dict[str, str], access_token: str, code: str) -> dict[str, Any]:
        now = int(timezone.now().timestamp())
        return {
            "iss": self.issuer,
            "sub": self.person["sub"],
            "aud": question["client_id"],
            "acr": IAL,
            "nonce": question["nonce"],
            "jti": secrets.token_urlsafe(16),
            "at_hash": half_hash(access_token),
            "c_hash": half_hash(code),
            "exp": now + 900,
            "iat": now,
            "nbf": now,
        }


STEPS = {
    ("GET", "/.well-known/openid-configuration"): "discovery",
    ("GET", "/api/openid_connect/certs"): "certs",
    ("GET", "/openid_connect/authorize"): "ask_person",
    ("POST", "/openid_connect/authorize"): "person_answers",
    ("POST", "/api/openid_connect/token"): "token",
    ("GET", "/api/openid_connect/userinfo"): "userinfo",
    ("GET", "/openid_connect/logout"): "ask_to_leave",
    ("POST", "/openid_connect/logout"): "leave",
}


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def half_hash(value: str) -> str:
    return b64(hashlib.sha256(value.encode()).digest()[:16])


def public_jwk(key: rsa.RSAPrivateKey, kid: str) -> dict[str, str]:
    listed = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return listed | {"kid": kid, "alg": "RS256", "use": "sig"}
