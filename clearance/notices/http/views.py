"""What an agency's own program may ask: its notices, to take what it answers, and whether a record is cleared."""

import json
from typing import Any

from django.db.models import Max
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse

from clearance.agencies.models import Agency
from clearance.notices.acknowledgements.actions import AcknowledgementRefused, take_in
from clearance.notices.disclosure.actions import TooMany, check
from clearance.notices.disclosure.forms import QuestionForm
from clearance.notices.disclosure.questions import MayNotAsk, points_of
from clearance.notices.http.answers import error, from_an_agency
from clearance.notices.http.fetching import fetch
from clearance.notices.outbox.models import Notice

#: So many notices are listed at once.
PAGE = 100
TYPES = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
#: What contradicts an answer that we have; anything else is wrong in itself.
CONFLICTS = ("number_taken", "backwards")


@from_an_agency("GET")
def notices(request, *, agency, body, at):
    """The agency's notices of which a line has no answer, in the order in which they are worked, after a number."""
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 10):
        return error(422, "wrong_form", "after is no number; allowed: the number of a notice, as this list gives it.")
    waiting = agency.notices.unacknowledged().filter(number__gt=int(after)).in_order()
    found = list(waiting.annotate(last=Max("acknowledgements__number"))[: PAGE + 1])
    return JsonResponse({"notices": [_listed(notice) for notice in found[:PAGE]], "more": len(found) > PAGE})


@from_an_agency("GET")
def manifest(request, *, agency, body, at, notice):
    one = _notice(agency, notice)
    return HttpResponse(one.manifest_file(), content_type="application/json") if one else _not_found()


@from_an_agency("GET")
def lines(request, *, agency, body, at, notice, ending):
    """The lines, as they are read from the database. When all of them went out, the notice is delivered."""
    one = _notice(agency, notice)
    if one is None:
        return _not_found()
    return StreamingHttpResponse(
        fetch(by=agency.reference, notice=one, ending=ending, at=at), content_type=TYPES[ending]
    )


@from_an_agency("POST")
def acknowledge(request, *, agency, body, at):
    try:
        taken = take_in(by=agency.reference, agency=agency, body=body, at=at)
    except AcknowledgementRefused as refusal:
        return error(409 if refusal.code in CONFLICTS else 422, refusal.code, refusal.words)
    return JsonResponse({"acknowledgement": taken.pk, "number": taken.number, "counts": taken.counts})


@from_an_agency("POST")
def check_record(request, *, agency, body, at):
    """Whether a record with exactly these data has been cleared."""
    try:
        form = QuestionForm(points_of(agency), _data(body, points_of(agency)))
        if not form.is_valid():
            raise ValueError(" ".join(f"{point}: {' '.join(words)}" for point, words in form.errors.items()))
        cleared = check(by=agency.reference, agency=agency, data=form.cleaned_data, at=at)
    except MayNotAsk as refusal:
        return error(403, "may_not_ask", str(refusal))
    except ValueError as mistake:
        return error(422, "wrong_form", str(mistake))
    except TooMany as refusal:
        response = error(429, "too_many", f"{refusal}.")
        response["Retry-After"] = str(refusal.seconds_from(at))
        return response
    return JsonResponse({"cleared": cleared})


def _data(body: bytes, points: tuple[str, ...]) -> dict[str, Any]:
    """The data in the body, one value for each data point. Raises ValueError."""
    allowed = f'allowed: {{"data": {{…}}}} with a text or a whole number for each of {", ".join(points)}.'
    try:
        data = json.loads(body)["data"]
        right = set(data) == set(points) and all(type(value) in (str, int) for value in data.values())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        right = False
    if not right:
        raise ValueError(f"The body is not as it should be; {allowed}")
    return data


def _notice(agency: Agency, id: object) -> Notice | None:
    """One of the agency's own that may leave the house."""
    return agency.notices.sealed().filter(pk=id).first()


def _not_found() -> HttpResponse:
    return error(404, "not_found", "You have no notice of this id.")


def _listed(notice: Notice) -> dict[str, Any]:
    return {
        "id": str(notice.pk),
        "number": notice.number,
        "kind": notice.kind,
        "lines": notice.lines,
        "due_on": notice.due_on and notice.due_on.isoformat(),
        "manifest_sha256": notice.manifest_sha256,
        "files": {name: reverse(f"agency:{name}", args=[notice.pk]) for name in ("manifest", *TYPES)},
        "next_message": (notice.last or 0) + 1,
    }
