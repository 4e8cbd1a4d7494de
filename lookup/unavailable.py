"""When a page cannot be read whole, or the look not be written down, a plain page says so and shows nothing else."""

import logging
from collections.abc import Callable
from functools import wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """What the page needs is not all there at this moment."""


def unavailable_when_not_ready(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 503 if the view is not ready or the database fails. Of the error only its kind is logged."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (DatabaseError, NotReady) as error:
            logger.error("%s is unavailable: %s", request.path, type(error).__name__)
            return render(request, "503.html", status=503)

    return guarded
