"""How the event log names members of staff, and how staff read of one another."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser


def reference(user: AbstractBaseUser) -> str:
    """How the event log names a member of staff."""
    return f"staff:{user.pk}"


def name_of(who: str) -> str:
    """The user name behind a reference such as staff:7, for staff to read; other references stay as they are."""
    kind, _, number = who.partition(":")
    user = get_user_model().objects.filter(pk=number).first() if kind == "staff" and number.isdigit() else None
    return user.get_username() if user else who
