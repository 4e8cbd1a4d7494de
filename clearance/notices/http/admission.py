"""Who a request comes from: an agency that signed it just now with a key of its own, or nobody."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from clearance.agencies.models import Agency
from clearance.audit import actions as audit
from clearance.notices.http import signed
from clearance.notices.http.models import Nonce
from clearance.notices.http.signed import NotSigned, Signed
from clearance.notices.messages import MOST_BYTES
from clearance.notices.tallies import actions as tallies


class TooLarge(Exception):
    """The body is larger than any that is taken."""


def admit(request: HttpRequest, at: datetime) -> tuple[Agency, bytes]:
    """The agency that signed the request, and the body. Raises TooLarge or NotSigned; both are counted."""
    agency = None
    try:
        if _length(request) > MOST_BYTES:
            raise TooLarge
        said = signed.read(request.headers)
        agency = Agency.objects.filter(code=said.agency).first()
        return agency, _proven(request, said, agency, at)
    except TooLarge:
        _count("too large", agency, at)
        raise
    except NotSigned as refusal:
        _count(refusal.reason, agency, at)
        raise


def _proven(request: HttpRequest, said: Signed, agency: Agency | None, at: datetime) -> bytes:
    """The body, if the agency signed it just now. It is read only once the rest looks right."""
    if agency is None:
        raise NotSigned("agency")
    if agency.closed_at:
        raise NotSigned("closed")
    signed.check_time(said, at)
    body = request.read(MOST_BYTES)
    keys = agency.keys.valid().values_list("public_key", flat=True)
    signed.check_signature(said, keys=keys, method=request.method, target=_target(request), body=body)
    if request.method == "POST":
        _use_nonce(agency, said, at)
    return body


def _use_nonce(agency: Agency, said: Signed, at: datetime) -> None:
    """What may change something is taken once."""
    Nonce.objects.filter(time__lt=at - signed.WINDOW).delete()
    if not Nonce.objects.get_or_create(agency=agency, nonce=said.nonce, defaults={"time": said.at})[1]:
        raise NotSigned("replayed")


def _count(reason: str, agency: Agency | None, at: datetime) -> None:
    """Count the refusal. The first of its kind in an hour is an event, if it names an agency that we know: whoever
    floods us with requests that nobody signed does not flood the log.
    """
    with transaction.atomic():
        first = tallies.count(agency=agency.code if agency else "", what=f"refused: {reason}", at=at)
        if first and agency:
            detail = {"reason": reason}
            audit.record(by="unknown", action="agency.refused", subject=agency.reference, detail=detail)


def _target(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{request.path}?{query}" if query else request.path


def _length(request: HttpRequest) -> int:
    """What the request says of its body's length, read as Django does, which gives us no more of it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
