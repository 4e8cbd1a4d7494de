"""Members of staff, for all who have to do with them: their names, how fresh a sign-in is, who is at the terminal."""

from datetime import datetime, timedelta
from getpass import getpass
from urllib.parse import urlencode

from django.contrib.auth import authenticate
from django.contrib.auth.models import AbstractBaseUser, update_last_login
from django.core.management.base import CommandError, CommandParser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from clearance.accounts.second_factor import right_code, shown_at
from clearance.accounts.staff.names import name_of, reference

__all__ = ["FRESH", "add_username", "is_fresh", "name_of", "passkey_at", "reference", "signed_in_as", "step_up"]

#: What two people must agree on asks for a passkey, shown no longer ago than this.
FRESH = timedelta(minutes=10)


def passkey_at(request: HttpRequest) -> datetime | None:
    """When whoever uses this session last showed a passkey; None if never."""
    return shown_at(request, with_passkey=True)


def is_fresh(shown: datetime | None, at: datetime) -> bool:
    """Whether what was shown at that moment still counts for what asks for it anew."""
    return shown is not None and at - FRESH <= shown <= at


def step_up(request: HttpRequest, *, passkey: bool = True) -> HttpResponse | None:
    """None where whoever uses this session showed a passkey (or, unless it must be one, any second factor) in the last
    ten minutes; else the way to the page that asks for it, which comes back here.
    """
    if is_fresh(shown_at(request, with_passkey=passkey), timezone.now()):
        return None
    where = {"next": request.path} | ({"with": "passkey"} if passkey else {})
    return redirect(f"{reverse('admin:sign_in_again')}?{urlencode(where)}")


def add_username(parser: CommandParser) -> None:
    """The argument of a command that only a member of staff may give."""
    parser.add_argument("--as", dest="username", required=True, help="your user name; password and code are asked for")


def signed_in_as(username: str, permission: str) -> AbstractBaseUser:
    """Who gives the password of that name, and a code, on the terminal, now, and may do this. Raises CommandError.

    A passkey cannot be shown on a terminal. So here the code of an app, or a recovery code, counts for all that asks
    for a passkey in the admin: whoever is at a terminal of the server has come in by the machine's own sign-in first.
    Failures are counted as in the admin.
    """
    user = authenticate(username=username, password=getpass(f"Password of {username}: "))
    if user is None or not user.is_staff:
        raise CommandError(
            f"{username}: the name or the password is wrong, it is not a member of staff, or the account is locked."
        )
    code = getpass(f"Code from the app of {username}, or a recovery code: ")
    if right_code(user, code, at=timezone.now()) is None:
        raise CommandError(
            f"{username}: the code is wrong, or was used before. Who has no code yet signs in at "
            f"{reverse('admin:second_factors')} and adds an app, which makes recovery codes too."
        )
    if not user.has_perm(permission):
        raise CommandError(f"{username} may not do this: the permission {permission} is missing.")
    update_last_login(None, user)
    return user
