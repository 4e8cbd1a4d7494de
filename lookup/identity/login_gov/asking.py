"""The browser's side of a request to Login.gov: a session that holds it until the answer."""

import hmac
from dataclasses import asdict
from datetime import datetime, timedelta

from django.http import HttpRequest

from lookup.identity.login_gov.client import Question
from lookup.identity.login_gov.refused import Refused

#: Whoever has never been there photographs a document and their face first.
WAIT = timedelta(hours=1)
_KEY = "login_gov"


def keep(request: HttpRequest, question: Question, at: datetime) -> None:
    """One at a time: a new request takes the place of the last."""
    asked = {"question": asdict(question), "until": (at + WAIT).isoformat(), "account": request.user.pk}
    request.session[_KEY] = asked
    # The session of someone who is signed in ends with its quarter of an hour, as always.
    if not request.user.is_authenticated:
        request.session.set_expiry(int(WAIT.total_seconds()))


def take(request: HttpRequest, state: str, at: datetime) -> Question:
    """What this answer is to: once, in the browser that asked, while it waits, for the account that asked. Raises
    Refused otherwise.
    """
    asked = request.session.get(_KEY)
    if not asked or not hmac.compare_digest(asked["question"]["state"].encode(), state.encode()):
        raise Refused("state")
    del request.session[_KEY]
    if not request.user.is_authenticated:
        request.session.set_expiry(None)
    # At once, so that the same answer finds nothing when it comes twice.
    request.session.save()
    if at > datetime.fromisoformat(asked["until"]) or asked["account"] != request.user.pk:
        raise Refused("state")
    return Question(**asked["question"])
