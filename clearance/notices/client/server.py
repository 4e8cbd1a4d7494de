"""The state's server, as the client speaks to it: signed requests over HTTPS, tried again while the network fails."""

import json
import os
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from clearance.notices.client.config import LOCAL, Config
from clearance.notices.client.problems import NotAdmitted, Problem, Refused, Unreachable
from clearance.notices.http.signed import WINDOW, signed_headers
from clearance.signing import PrivateKey

#: Seconds without a byte after which a try is given up.
TIMEOUT = 60
#: Seconds that we wait between two tries at most, even if the server asks for more.
LONGEST_PAUSE = 60
#: The largest answer that is kept in memory.
MOST_BYTES = 2_000_000
CHUNK = 64 * 1024
Answer = TypeVar("Answer")


class _Again(Exception):
    """A try failed in a way that another may not. `pause`: seconds that the server asks us to wait before it."""

    def __init__(self, found: str, pause: float = 0):
        super().__init__(found)
        self.pause = pause


class _NoRedirects(HTTPRedirectHandler):
    """A request is signed for one address; whoever sends it elsewhere gets nothing."""

    def redirect_request(self, *_: object) -> None:
        return None


class Server:
    """`sleep` waits for so many seconds."""

    def __init__(self, config: Config, key: PrivateKey, sleep: Callable[[float], None] = time.sleep):
        self._config, self._key, self._sleep = config, key, sleep
        handlers = [_NoRedirects(), HTTPSHandler(context=_tls(config))]
        if urlsplit(config.server).hostname in LOCAL:
            handlers.append(ProxyHandler({}))
        self._opener = build_opener(*handlers)

    def get(self, path: str) -> Any:
        """A small answer, as JSON. Raises Problem."""
        return self._try("GET", path, b"", _json)

    def download(self, path: str, to: Path, most: int) -> str:
        """Write the answer into a file; its SHA-256. Raises Problem; Refused for one of more than `most` bytes."""
        return self._try("GET", path, b"", lambda answer: _into(answer, to, most))

    def post(self, path: str, body: bytes) -> Any:
        """The answer, as JSON. Raises Problem; Refused, with the server's words, where it does not take the body."""
        return self._try("POST", path, body, _json)

    def _try(self, method: str, path: str, body: bytes, read: Callable[[HTTPResponse], Answer]) -> Answer:
        pause = 0.0
        for number in range(self._config.tries):
            if number:
                self._sleep(min(max(pause, self._config.pause * 2 ** (number - 1)), LONGEST_PAUSE))
            try:
                return self._once(method, path, body, read)
            except _Again as failure:
                found, pause = str(failure), failure.pause
        raise Unreachable(
            f"{self._config.server}{path}: {found} ({self._config.tries} tries). Nothing is lost: the next run goes on "
            "from here. If it stays like this, look at the network, the proxy, and the address under `server`."
        )

    def _once(self, method: str, path: str, body: bytes, read: Callable[[HTTPResponse], Answer]) -> Answer:
        try:
            with self._opener.open(self._request(method, path, body), timeout=TIMEOUT) as answer:
                return read(answer)
        except HTTPError as error:
            with error:
                self._not_answered(error, path)
        except (URLError, HTTPException, ConnectionError, TimeoutError, ssl.SSLError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, ssl.SSLCertVerificationError):
                raise Problem(
                    f"{self._config.server}: its certificate was not accepted: {reason.verify_message}. Nothing was "
                    "sent. If the state's office uses a certificate authority of its own, give it under `ca_file`."
                ) from None
            raise _Again(str(reason) or type(error).__name__) from None

    def _request(self, method: str, path: str, body: bytes) -> Request:
        url = self._config.server + path
        target = urlsplit(url)._replace(scheme="", netloc="").geturl()
        # Signed anew for each try: the server takes a nonce once, and only at its time.
        headers = signed_headers(
            self._key, agency=self._config.agency, method=method, target=target, body=body, at=datetime.now(UTC)
        )
        content = {"Content-Type": "application/json"} if body else {}
        return Request(url, data=body or None, method=method, headers=headers | content)

    def _not_answered(self, error: HTTPError, path: str) -> None:
        """Raise what an answer that is not 200 means for us."""
        if error.code == 429 or error.code >= 500:
            raise _Again(f"it answered {error.code}", _seconds(error.headers.get("Retry-After")))
        if error.code == 403:
            raise NotAdmitted(
                f"{self._config.server}{path}: the server does not take our requests. It does not say why. Check, in "
                f"this order: {_clock(error.headers.get('Date'))}; `agency` is the code under which the state "
                "registered you; the key is the one whose public half you registered; you are still registered."
            )
        if error.code in (409, 413, 422):
            raise Refused(_words(error))
        raise Problem(
            f"{self._config.server}{path}: it answered {error.code}; expected: 200. "
            "Is the address under `server` right, without anything after the host that does not belong there?"
        )


def _tls(config: Config) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=config.ca_file)
    except OSError as error:
        raise Problem(f"{config.ca_file}: {error.strerror or error}. Give the file of a certificate as PEM.") from None


def _json(answer: HTTPResponse) -> Any:
    raw = answer.read(MOST_BYTES)
    _check_whole(answer)
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Problem(
            f"{answer.url}: what came is not what the server of a state answers. Is the address under `server` right? "
            "Does a proxy or a sign-in page of your network stand between?"
        ) from None


def _into(answer: HTTPResponse, to: Path, most: int) -> str:
    digest, size = sha256(), 0
    with to.open("wb") as file:
        while chunk := answer.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise Refused(f"more than {most:,} bytes came; allowed: {most:,} for so many lines")
            digest.update(chunk)
            file.write(chunk)
        _check_whole(answer)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _check_whole(answer: HTTPResponse) -> None:
    """Whoever reads in pieces is not told by `http.client` that the connection ended before the answer did."""
    if answer.length:
        raise _Again("the answer did not come whole")


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isascii() and text.isdigit() else 0.0


def _clock(date: str | None) -> str:
    """What to check of the clock; how far it is from the server's, where that is the trouble."""
    try:
        away = abs(datetime.now(UTC) - parsedate_to_datetime(date)) if date else None
    except (TypeError, ValueError):
        away = None
    if away and away > WINDOW:
        return f"the clock of this machine (it is {away.total_seconds() / 60:.0f} minutes from the server's: set it)"
    return "the clock of this machine is right"


def _words(error: HTTPError) -> str:
    try:
        return str(json.loads(error.read(MOST_BYTES))["error"]["words"])
    except (ValueError, LookupError, TypeError, OSError, HTTPException):
        return f"the server answered {error.code}, without saying why"
