"""How often people may try to sign in: five times a minute for each name and network. Nothing locks a person; the limit
ends by itself.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from clearance.accounts.models import SignInTry
from clearance.network import network

TRIES, WITHIN = 5, timedelta(minutes=1)


@transaction.atomic
def may_try(request: HttpRequest, name: str, *, at: datetime) -> bool:
    """Whether this name may be tried from there once more; if so, it is counted. `name` is what was given as e-mail
    address, or a reference to the account whose code is asked for.
    """
    who = salted_hmac("accounts.sign_in", f"{name.strip().lower()} {network(request)}", algorithm="sha256")
    tries = SignInTry.objects.filter(who=who.hexdigest())
    _one_at_a_time(who.digest())
    SignInTry.objects.filter(at__lte=at - WITHIN).delete()
    if tries.count() >= TRIES:
        return False
    SignInTry.objects.create(who=who.hexdigest(), at=at)
    return True


def _one_at_a_time(who: bytes) -> None:
    """Tries of the same wait for one another until the end of the transaction; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(who[:8], signed=True)])
