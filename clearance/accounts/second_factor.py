"""How strongly whoever uses a session has shown who they are."""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

#: Ways to sign in that are two factors by themselves: we ask Login.gov for its second level of authentication.
TWO_IN_ONE = ("login_gov",)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was begun with a passkey, with a password and a second factor, or through Login.gov."""
    return any(
        record["method"] == "mfa" or record.get("provider") in TWO_IN_ONE
        for record in get_authentication_records(request, request.user)
    )


def has_passkey(request: HttpRequest) -> bool:
    """Whether a passkey or another security key was used in it."""
    return any(record.get("type") == "webauthn" for record in get_authentication_records(request, request.user))
