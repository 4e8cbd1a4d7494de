"""How strongly whoever uses a session has shown who they are, and whether a code that they give is right."""

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from clearance.accounts.limits import may_try
from clearance.accounts.sessions import renew
from clearance.accounts.staff import lockout

#: Ways to sign in that are two factors by themselves: we ask Login.gov for its second level of authentication.
TWO_IN_ONE = ("login_gov",)
#: What one types.
CODES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was begun with a passkey, with a password and a second factor, or through Login.gov."""
    return bool(_second_factors(request))


def has_passkey(request: HttpRequest) -> bool:
    """Whether a passkey or another security key was used in it."""
    return any(map(_is_passkey, _second_factors(request)))


def shown_at(request: HttpRequest, *, with_passkey: bool = False) -> datetime | None:
    """When whoever uses this session last gave a second factor; None if never. The time is this machine's."""
    shown = [record for record in _second_factors(request) if not with_passkey or _is_passkey(record)]
    return datetime.fromtimestamp(max(record["at"] for record in shown), UTC) if shown else None


def _second_factors(request: HttpRequest) -> list[dict]:
    records = get_authentication_records(request, request.user)
    return [record for record in records if record["method"] == "mfa" or record.get("provider") in TWO_IN_ONE]


def _is_passkey(record: dict) -> bool:
    """In the demo a code stands in for a passkey: a newcomer may have none. Settings refuse that in production."""
    return record.get("type") == Authenticator.Type.WEBAUTHN or settings.DEMO


def count_new_factor(request: HttpRequest, kind: str) -> None:
    """Whoever sets up a factor has just shown that they hold it: the session counts it, and gets a new key."""
    record_authentication(request, request.user, "mfa", type=kind)
    renew(request)


def right_code(
    user: AbstractBaseUser, code: str, *, at: datetime, request: HttpRequest | None = None
) -> Authenticator | None:
    """Whose code this is, of the app or of the recovery codes: each counts once. None for a wrong one.

    Tries are counted, as those with passwords are: of staff until they are locked, of people for a minute.
    """
    found: list[Authenticator] = []

    def check() -> bool:
        found.extend(_use(user, code))
        return bool(found)

    if user.is_staff:
        lockout.is_right(user, "code", check, at=at)
    elif request is None or may_try(request, f"account:{user.pk}", at=at):
        check()
    return found[0] if found else None


@transaction.atomic
def _use(user: AbstractBaseUser, code: str) -> list[Authenticator]:
    """The authenticator, locked, so that no other request uses the same code; allauth remembers what was used."""
    for one in Authenticator.objects.select_for_update().filter(user=user, type__in=CODES).order_by("-type"):
        if one.wrap().validate_code(code):
            one.record_usage()
            return [one]
    return []
