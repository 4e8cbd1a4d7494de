"""What Login.gov tells us happened to an account there: security events (RISC), pushed over HTTPS (RFC 8935)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lookup.identity.login_gov import actions, tokens
from lookup.identity.login_gov.published import Published, published
from lookup.identity.login_gov.refused import Refused
from lookup.identity.login_gov.registration import address, registration
from lookup.unavailable import unavailable_when_not_ready

KIND = "application/secevent+jwt"
#: After these someone else may be in the account, or its holder may be another name: see https://developers.login.gov
SUSPENDING = {
    "https://schemas.openid.net/secevent/risc/event-type/account-purged": "account-purged",
    "https://schemas.openid.net/secevent/risc/event-type/account-disabled": "account-disabled",
    "https://schemas.openid.net/secevent/risc/event-type/recovery-activated": "recovery-activated",
    "https://schemas.login.gov/secevent/risc/event-type/password-reset": "password-reset",
    "https://schemas.login.gov/secevent/risc/event-type/reproof-completed": "reproof-completed",
}


@csrf_exempt
@require_POST
@unavailable_when_not_ready
def receive(request: HttpRequest) -> HttpResponse:
    """202 for a token that Login.gov signed for us, whatever it is about and however often it comes; else 400."""
    site = registration()
    if site is None:
        raise Http404
    now = timezone.now()
    try:
        claims = tokens.verify_event_token(
            _token(request), by=published(site), audience=address("login_gov_events"), at=now
        )
        for sub, event in _suspended(claims, published(site)):
            actions.suspend(jti=f"{claims['jti']} {event}", sub=sub, event=event, at=now)
    except Refused as refusal:
        return JsonResponse({"err": "invalid_request", "description": refusal.because}, status=400)
    return HttpResponse(status=202)


def _token(request: HttpRequest) -> str:
    if request.content_type != KIND:
        raise Refused("content_type")
    return request.read(tokens.LONGEST_TOKEN + 1).decode("ascii", errors="replace").strip()


def _suspended(claims: dict[str, Any], by: Published) -> list[tuple[str, str]]:
    """Whom the events are about, and what happened, of those that matter here."""
    found = []
    for kind, event in claims["events"].items():
        subject = event.get("subject") if isinstance(event, dict) else None
        if kind not in SUSPENDING or not isinstance(subject, dict):
            continue
        issuer, sub = subject.get("iss"), subject.get("sub")
        if not isinstance(issuer, str) or issuer.rstrip("/") != by.endpoints().issuer.rstrip("/"):
            raise Refused("event")
        if not isinstance(sub, str):
            raise Refused("event")
        found.append((sub, SUSPENDING[kind]))
    return found
