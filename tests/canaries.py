"""Watches what leaves the site sideways, over the whole suite: no name or number of the people in the tests may be in a
log, a mail, a session, the cache, an event, a title or an address.

`python -m tests.canaries FILE` looks for them in a file, such as the log of a database server.
"""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: Names, addresses and numbers of the invented people in tests/lookup/identity/claiming.py, tests/lookup/people.py and
#: tests/records/identities/told.py: they stand for nothing else in this project.
NAMES = ("Quill", "Wren", "Drisk", "Azzoleth", "Falth", "Mezzina", "Vosk", "Plimorrin", "Quevubbins")
NUMBERS = ("7654321001", "76543219", "078-05-1120", "078051120")
CASES = ("11-CR-7730", "20-CR-0912", "23-TR-4471", "16-CR-2203", "24-CR-0007", "17-CR-0912", "25-CR-1180")
CANARIES = re.compile(rf"\b({'|'.join(map(re.escape, (*NAMES, *NUMBERS, *CASES)))})\b", re.IGNORECASE)
TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)


class Watch(logging.Handler):
    """What was found, as `where: what`; and, as a handler, what goes into the log."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def look(self, where: str, text: object) -> None:
        if hit := CANARIES.search(text if isinstance(text, str) else repr(text)):
            self.found.append(f"{where}: {hit[0]}")

    def emit(self, record: logging.LogRecord) -> None:
        self.look("log", logging.Formatter().format(record))


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch from here on, in this process and all its threads."""
    from django.contrib.sessions.models import Session
    from django.core.cache import caches
    from django.core.handlers.base import BaseHandler
    from django.core.mail import EmailMessage
    from django.db.models.signals import post_save

    from clearance.accounts.session_store import SessionStore
    from clearance.audit import actions

    watch = Watch()

    def saved(sender, instance, **kwargs):
        watch.look("session", SessionStore(instance.session_key).load())

    def appending(event, append=actions.append):
        watch.look("event", (event.actor, event.action, event.subject, event.purpose, event.detail))
        return append(event)

    def answering(self, request, get_response=BaseHandler.get_response):
        response = get_response(self, request)
        watch.look("address", request.get_full_path())
        for header in ("Location", "Refresh", "Content-Disposition", "Set-Cookie"):
            watch.look(f"header {header}", response.headers.get(header, ""))
        if not response.streaming and (title := TITLE.search(response.content)):
            watch.look("title", title[1].decode())
        return response

    def sending(self, *args, send=EmailMessage.send, **kwargs):
        watch.look(
            "mail", (self.subject, self.body, self.to, self.alternatives if hasattr(self, "alternatives") else "")
        )
        return send(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", answering)
        patch.setattr(EmailMessage, "send", sending)
        cache = type(caches["default"])
        for name in ("set", "add"):
            patch.setattr(cache, name, _caching(getattr(cache, name), watch))
        patch.setattr(actions, "append", appending)
        post_save.connect(saved, sender=Session, weak=False, dispatch_uid="canaries")
        logging.getLogger().addHandler(watch)
        try:
            yield watch
        finally:
            logging.getLogger().removeHandler(watch)
            post_save.disconnect(sender=Session, dispatch_uid="canaries")


def _caching(keep, watch: Watch):
    def caching(self, key, value, *args, **kwargs):
        watch.look("cache", (key, value))
        return keep(self, key, value, *args, **kwargs)

    return caching


@pytest.fixture(autouse=True, scope="session")
def canaries() -> Iterator[Watch]:
    with watching() as watch:
        yield watch


@pytest.fixture(autouse=True)
def nothing_personal_leaves_sideways(canaries: Watch) -> Iterator[None]:
    yield
    found, canaries.found[:] = canaries.found[:], []
    assert not found


if __name__ == "__main__":
    hits = sorted(set(CANARIES.findall(Path(sys.argv[1]).read_text(errors="replace"))))
    sys.exit(f"{sys.argv[1]} holds {', '.join(hits)}." if hits else 0)
