"""For the benchmark of looking up: makes a state, and accounts that are linked to people in it and signed in."""

import os
import random
import sys
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearance.settings")
django.setup()

from allauth.account.internal.flows.login import record_authentication  # noqa: E402
from django.contrib.auth import get_user_model, login  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.utils import timezone  # noqa: E402

from clearance.accounts.session_store import SessionStore  # noqa: E402
from clearance.records.actions import import_records, register_source  # noqa: E402
from clearance.records.invented import write_state  # noqa: E402
from clearance.records.models import Charge  # noqa: E402
from clearance.runs.actions import determine, put_in_force  # noqa: E402
from lookup.identity.links import LINK_LIFE  # noqa: E402
from lookup.identity.models import Claim, Link, VerifiedIdentity  # noqa: E402

NOW = timezone.now()
ACCOUNTS = 2_000
SEED = 5


def prepare(people: int, folder: Path) -> None:
    """The state, in the database; in the folder two lists: the sessions, and the people they are for."""
    write_state(folder / "state", people=people, seed=SEED)
    source = register_source(by="bench", name="bench", at=NOW)
    import_records(by="bench", source=source, path=folder / "state", at=NOW - timedelta(days=1))
    policy = put_in_force(by="bench", policy="franklin", at=NOW)
    determine(by="bench", policy=policy, at=NOW)
    with transaction.atomic():
        sessions = {person: signed_in(person) for person in some_people()}
    (folder / "sessions").write_text("\n".join(sessions.values()))
    (folder / "people").write_text("\n".join(map(str, sessions)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def some_people() -> list[int]:
    """By chance, of those with charges."""
    people = sorted(set(Charge.objects.order_by("?").values_list("person", flat=True)[: 2 * ACCOUNTS]))
    return random.Random(SEED).sample(people, min(ACCOUNTS, len(people)))


def signed_in(person: int) -> str:
    """An account with a link to this person, signed in with a passkey: the session's key."""
    account = get_user_model().objects.create(username=f"bench-{person}", password="!")
    link(account, person)
    request = HttpRequest()
    request.session = SessionStore()
    login(request, account)
    record_authentication(request, account, method="mfa", type="webauthn")
    request.session.set_expiry(timedelta(days=1))
    request.session.save()
    return request.session.session_key


def link(account, person: int) -> None:
    identity = VerifiedIdentity.objects.create(
        account=account, method="login_gov", level="ial2", verified_at=NOW, expires_at=NOW + LINK_LIFE
    )
    claim = Claim.objects.create(
        identity=identity,
        made_at=NOW,
        made_by="bench",
        outcome="link",
        because="rule",
        person_id=person,
        decided_at=NOW,
    )
    Link.objects.create(
        account=account, person_id=person, claim=claim, made_at=NOW, expires_at=NOW + LINK_LIFE, recognised_at=NOW
    )


if __name__ == "__main__":
    prepare(int(sys.argv[1]), Path(sys.argv[2]))
