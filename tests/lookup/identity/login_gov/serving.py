"""Serving a provider's answers over HTTP."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Answer:
    body: bytes
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    #: Instead of the body: what writes to the connection itself.
    writes: Callable[[Any], None] | None = None


def as_json(what: Any, status: int = 200) -> Answer:
    return Answer(json.dumps(what).encode(), status)


def page(title: str, **choices: str) -> Answer:
    buttons = "".join(f'<button name="choice" value="{value}">{label}</button>' for value, label in choices.items())
    html = f'<!doctype html><html lang="en"><title>{title}</title><h1>{title}</h1><form method="post">{buttons}</form>'
    return Answer(html.encode(), kind="text/html; charset=utf-8")


def handler(provider: Any) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer("GET", {})

        def do_POST(self):
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer("POST", dict(parse_qsl(sent)))

        def _answer(self, method: str, sent: dict[str, str]) -> None:
            address = urlsplit(self.path)
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            asked = dict(parse_qsl(address.query)) | sent | {"bearer": bearer}
            answer = provider.answer(method, address.path, asked)
            self.send_response(answer.status)
            for name, value in {"Content-Type": answer.kind, **answer.headers}.items():
                self.send_header(name, value)
            if answer.writes is None:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            try:
                (answer.writes or (lambda to: to.write(answer.body)))(self.wfile)
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    return Handler
