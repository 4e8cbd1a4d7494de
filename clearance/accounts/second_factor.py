"""How strongly whoever uses a session has shown who they are, and whether a code that they give is right."""

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from clearance.accounts.limits import may_try
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


def right_code(
    user: AbstractBaseUser, code: str, *, at: datetime, request: HttpRequest | None = None
) -> Authenticator | None:
    """Whose code this is, of the app or of the recovery codes: each counts once. None for a wrong one.

    Tries are counted, as those with passwords are: of staff until they are locked, of people for a minute.
    """
    found: list[Authenticator] = []

    def check() -> bool:
        found.extend(_use(user, code, at))
        return bool(found)

    if user.is_staff:
        lockout.is_right(user, "code", check, at=at)
    elif request is None or may_try(request, f"account:{user.pk}", at=at):
        check()
    return found[0] if found else None


@transaction.atomic
def _use(user: AbstractBaseUser, code: str, at: datetime) -> list[Authenticator]:
    """The authenticator, locked and marked as used now, so that no other request can use the same code."""
    for one in Authenticator.objects.select_for_update().filter(user=user, type__in=CODES).order_by("-type"):
        if not _used_in_this_period(one, at) and one.wrap().validate_code(code):
            Authenticator.objects.filter(pk=one.pk).update(last_used_at=timezone.now())
            return [one]
    return []


def _used_in_this_period(one: Authenticator, at: datetime) -> bool:
    """An app shows the same code for half a minute; allauth remembers what was used in one process only."""
    if one.type != Authenticator.Type.TOTP or one.last_used_at is None:
        return False
    return one.last_used_at.timestamp() // app_settings.TOTP_PERIOD == at.timestamp() // app_settings.TOTP_PERIOD
