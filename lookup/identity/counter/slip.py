"""The slip of paper that someone takes along from the counter, in their language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from clearance.days import state_day
from lookup.identity.actions import VISIT_LENGTH
from lookup.identity.counter.actions import Slip


def slip_page(request: HttpRequest, slip: Slip) -> HttpResponse:
    """The page to print. It cannot be opened again: the code is kept nowhere."""
    context = {
        "code": slip.code,
        "until": state_day(slip.expires_at),
        "address": settings.SITE_ADDRESS.partition("://")[2],
        "minutes": int(VISIT_LENGTH.total_seconds() // 60),
    }
    with translation.override(slip.language):
        return render(request, "lookup/counter/slip.html", context)
