"""Answers that take as long whether an address has an account or not (security.md 2.1, row 5)."""

import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def takes_as_long(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose answer to a form is held back until `settings.ANSWER_TAKES` seconds have passed. A new account is
    written down, and one that exists is not; of both no more is seen than that a mail was sent.
    """

    @wraps(view)
    def held_back(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        begun = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            time.sleep(max(0, settings.ANSWER_TAKES - (time.monotonic() - begun)))
        return response

    return held_back
