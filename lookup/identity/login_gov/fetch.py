"""Asking Login.gov something over HTTPS: small JSON answers, soon, from where they were asked, or none."""

import json
import time
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from lookup.identity.login_gov.refused import Refused

#: Until the first byte of an answer, and until its last. Login.gov answers in well under a second.
SECONDS = 5
#: Of an answer. The longest, with keys or with someone's data, has some thousands.
BYTES = 64_000


def get(address: str, *, because: str, token: str = "") -> dict[str, Any]:
    """The JSON object at an address; `token` is a bearer token. Raises Refused with that code."""
    return _ask("GET", address, because, headers={"Authorization": f"Bearer {token}"} if token else {})


def post(address: str, form: dict[str, str], *, because: str) -> dict[str, Any]:
    """The JSON object with which a form is answered. Raises Refused with that code."""
    return _ask("POST", address, because, data=form, headers={})


def _ask(method: str, address: str, because: str, *, headers: dict[str, str], **more) -> dict[str, Any]:
    # Not compressed, so that a small answer cannot grow.
    headers |= {"Accept": "application/json", "Accept-Encoding": "identity"}
    give_up_at = time.monotonic() + SECONDS
    try:
        with requests.request(
            method, address, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True, **more
        ) as response:
            if response.status_code != 200:
                raise Refused(because)
            answer = json.loads(_body(response, give_up_at, because))
    except (requests.RequestException, HTTPError, OSError, ValueError, RecursionError):
        raise Refused(because) from None
    if not isinstance(answer, dict):
        raise Refused(because)
    return answer


def _body(response: requests.Response, give_up_at: float, because: str) -> bytes:
    body = b""
    while piece := response.raw.read1(BYTES, decode_content=False):
        body += piece
        if len(body) > BYTES or time.monotonic() > give_up_at:
            raise Refused(because)
    return body
