"""Requests as an agency's own program signs them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from clearance.notices.http.signed import signed_headers
from clearance.signing import PrivateKey


def request(
    key: PrivateKey, method: str, target: str, body: bytes = b"", *, agency: str, away: timedelta = timedelta()
) -> dict[str, Any]:
    """What is sent: a request that is signed at this moment, or so far from it."""
    at = datetime.now(UTC) + away
    said = signed_headers(key, agency=agency, method=method, target=target, body=body, at=at)
    return {"method": method, "target": target, "body": body, "said": said}


def send(*, method: str, target: str, body: bytes, said: dict[str, str], **environ: str) -> HttpResponse:
    asking = Client(enforce_csrf_checks=True)
    return asking.generic(method, target, body, content_type="application/json", headers=said, **environ)


def ask(key: PrivateKey, method: str, target: str, body: bytes = b"", *, agency: str) -> HttpResponse:
    return send(**request(key, method, target, body, agency=agency))


def whole(response: HttpResponse) -> bytes:
    """The body, streamed or not."""
    return response.getvalue() if response.streaming else response.content
