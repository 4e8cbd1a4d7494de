"""Members of staff: how the event log names them, and when each last proved who they are."""

from datetime import datetime, timedelta
from getpass import getpass

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.core.management.base import CommandError, CommandParser
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

#: What two people must agree on asks for a sign-in no older than this.
FRESH = timedelta(minutes=10)
#: Where a session keeps the moment of its last sign-in.
SIGNED_IN = "signed_in_at"


def reference(user: AbstractBaseUser) -> str:
    """How the event log names a member of staff."""
    return f"staff:{user.pk}"


def name_of(who: str) -> str:
    """The user name behind a reference such as staff:7, for staff to read; other references stay as they are."""
    kind, _, number = who.partition(":")
    user = get_user_model().objects.filter(pk=number).first() if kind == "staff" and number.isdigit() else None
    return user.get_username() if user else who


def signed_in_at(request: HttpRequest) -> datetime | None:
    """When whoever uses this session last gave their password; None for a session from before that was kept."""
    kept = request.session.get(SIGNED_IN)
    return datetime.fromisoformat(kept) if kept else None


def is_fresh(signed_in: datetime | None, at: datetime) -> bool:
    """Whether a sign-in still counts for what asks for a fresh one."""
    return signed_in is not None and at - FRESH <= signed_in <= at


@receiver(user_logged_in)
def remember_sign_in(request: HttpRequest, **kwargs: object) -> None:
    request.session[SIGNED_IN] = timezone.now().isoformat()


def add_username(parser: CommandParser) -> None:
    """The argument of a command that only a member of staff may give."""
    parser.add_argument("--as", dest="username", required=True, help="your user name; the password is asked for")


def signed_in_as(username: str, permission: str) -> AbstractBaseUser:
    """Who gives the password of that name on the terminal, now, and may do this. Raises CommandError."""
    user = authenticate(username=username, password=getpass(f"Password of {username}: "))
    if user is None or not user.is_staff:
        raise CommandError(f"{username}: the name or the password is wrong, or it is not a member of staff.")
    if not user.has_perm(permission):
        raise CommandError(f"{username} may not do this: the permission {permission} is missing.")
    return user
