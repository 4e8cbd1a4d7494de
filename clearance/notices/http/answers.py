"""What the server answers to agencies: JSON, and one text for whatever is not signed as it should be."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clearance.notices.http.admission import TooLarge, admit
from clearance.notices.http.signed import NotSigned
from clearance.notices.messages import MOST_BYTES

NOT_SIGNED = "The request is not taken. What to check stands in the README of the client."
NOT_FOUND = "You have no notice of this id."
TOO_LARGE = f"The body is too large; allowed: {MOST_BYTES:,} bytes."


def error(status: int, code: str, words: str) -> JsonResponse:
    """`code` is for programs, the words are for people."""
    return JsonResponse({"error": {"code": code, "words": words}}, status=status)


def from_an_agency(method: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For a view of signed requests of this method: it gets the agency, the body, and the moment, beside the request.

    There is no session, and a browser cannot make such a request, so there is nothing to protect from forgery.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_http_methods([method])
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: object) -> HttpResponse:
            at = timezone.now()
            try:
                agency, body = admit(request, at)
            except TooLarge:
                return error(413, "too_large", TOO_LARGE)
            except NotSigned:
                return error(403, "not_signed", NOT_SIGNED)
            return view(request, agency=agency, body=body, at=at, **arguments)

        return guarded

    return decorate
