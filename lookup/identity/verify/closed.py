"""Why the page of someone who had one is closed, as they are told, and what they can do."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser

from lookup.identity.changes import IDENTITY_CHANGED
from lookup.identity.models import Link


class Because(StrEnum):
    EXPIRED = "expired"  # they show again who they are
    CHANGED = "changed"  # so they do here, or a reviewer opens it
    LOOKED_AT = "looked_at"  # people decide, and they need not do anything


class Closed(NamedTuple):
    """`at`: since when."""

    because: Because
    at: datetime


def closed_link(account: AbstractBaseUser, at: datetime) -> Closed | None:
    """Of the last link that this account had; None where it is open, or was ended for good by people."""
    link = Link.objects.filter(account=account).order_by("pk").last()
    if link is None:
        return None
    if link.state == Link.State.FROZEN:
        changed = link.because == IDENTITY_CHANGED
        return Closed(Because.CHANGED if changed else Because.LOOKED_AT, link.changed_at)
    if link.expires_at <= at and link.because in ("", "expired"):
        return Closed(Because.EXPIRED, link.expires_at)
    return None
