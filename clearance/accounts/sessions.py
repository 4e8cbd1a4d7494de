"""Sessions of accounts: a new key where more may be done than before, and the end of all that someone has open."""

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.middleware.csrf import rotate_token


def renew(request: HttpRequest) -> None:
    """Give the session another key, so that nobody who knows the old one gains by what was shown in it."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
    rotate_token(request)


def end_all(user: AbstractBaseUser) -> int:
    """End every session of an account, in the caller's transaction; how many there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for one in sessions:
        one.end()
    return len(sessions)
