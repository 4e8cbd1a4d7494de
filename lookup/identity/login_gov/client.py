"""Our side of the conversation with Login.gov (OpenID Connect, with private_key_jwt and PKCE)."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import jwt

from lookup.identity.login_gov import fetch, verified
from lookup.identity.login_gov.published import published
from lookup.identity.login_gov.refused import Refused
from lookup.identity.login_gov.registration import Registration, address
from lookup.identity.login_gov.tokens import matches_hash, verify_id_token
from lookup.identity.login_gov.verified import Verified

#: The least that a claim needs: no address, no phone, no e-mail, no social security number.
SCOPE = "openid profile:name profile:birthdate profile:verified_at"
ASSERTION_LIFE = timedelta(minutes=5)
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: The languages of ours that Login.gov speaks besides English.
LOCALES = ("es",)


def _by_chance() -> str:
    """43 characters; Login.gov wants 22 or more of a state and a nonce, and PKCE 43 of a verifier."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Question:
    """What one request to Login.gov is known by. It stays here until the answer, which must fit it."""

    state: str = field(default_factory=_by_chance)
    nonce: str = field(default_factory=_by_chance)
    code_verifier: str = field(default_factory=_by_chance)


def authorization_address(site: Registration, question: Question, language: str) -> str:
    """Where the browser goes to sign in. Nothing in it comes from the visitor but the language. Raises Refused."""
    challenge = hashlib.sha256(question.code_verifier.encode()).digest()
    asked = {
        "client_id": site.client_id,
        "response_type": "code",
        "acr_values": f"{verified.IAL} {verified.AAL}",
        "scope": SCOPE,
        "redirect_uri": address("login_gov_back"),
        "state": question.state,
        "nonce": question.nonce,
        "prompt": "select_account",
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if language in LOCALES:
        asked["locale"] = language
    return f"{published(site).endpoints().authorization_endpoint}?{urlencode(asked)}"


def answer(site: Registration, question: Question, code: str, at: datetime) -> Verified:
    """Who signed in, from the code with which the browser came back. Raises Refused."""
    tokens = _exchange(site, question, code, at)
    access_token = tokens.get("access_token")
    if not isinstance(access_token, str) or not access_token:
        raise Refused("token_endpoint")
    claims = verify_id_token(
        tokens.get("id_token"), by=published(site), audience=site.client_id, nonce=question.nonce, at=at
    )
    if not (matches_hash(claims, "at_hash", access_token) and matches_hash(claims, "c_hash", code)):
        raise Refused("token_hash")
    userinfo = fetch.get(published(site).endpoints().userinfo_endpoint, because="userinfo", token=access_token)
    return verified.read(claims, userinfo, at)


def logout_address(site: Registration) -> str:
    """Where the browser goes to sign out of Login.gov as well. Raises Refused."""
    asked = {"client_id": site.client_id, "post_logout_redirect_uri": address("login_gov_left")}
    return f"{published(site).endpoints().end_session_endpoint}?{urlencode(asked)}"


def _exchange(site: Registration, question: Question, code: str, at: datetime) -> dict[str, Any]:
    endpoint = published(site).endpoints().token_endpoint
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": address("login_gov_back"),
        "code_verifier": question.code_verifier,
        "client_assertion": _assertion(site, endpoint, at),
        "client_assertion_type": ASSERTION_TYPE,
    }
    return fetch.post(endpoint, form, because="token_endpoint")


def _assertion(site: Registration, endpoint: str, at: datetime) -> str:
    """That it is this site that asks, signed with its key."""
    claims = {
        "iss": site.client_id,
        "sub": site.client_id,
        "aud": endpoint,
        "jti": _by_chance(),
        "iat": at,
        "exp": at + ASSERTION_LIFE,
    }
    return jwt.encode(claims, site.private_key(), algorithm="RS256")
