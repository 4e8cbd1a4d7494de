"""Accounts, verified identities and claims for the tests of what comes after them."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from clearance.keyring import digest
from clearance.records.identities.numbers import normalised
from clearance.records.models import Person, PersonIdentifier, PersonName
from lookup.identity import claims
from lookup.identity.attested import Attested, Identifier, Name
from lookup.identity.models import Claim, VerifiedIdentity
from tests.lookup.people import NOW


def account(name: str = "someone") -> AbstractBaseUser:
    return get_user_model().objects.create_user(name, email=f"{name}@mail.example")


def identity(account: AbstractBaseUser | None = None, method: str = "login_gov") -> VerifiedIdentity:
    return VerifiedIdentity.objects.create(
        account=account, method=method, level="ial2", verified_at=NOW, expires_at=NOW + timedelta(days=365)
    )


def attested(last: str = "Quill", first: str = "Wren", born: date = date(1980, 1, 1), **more) -> Attested:
    return Attested(name=Name(last=last, first=first), birth_date=born, **more)


def claim_of(account: AbstractBaseUser, **more) -> Claim:
    """A claim that this account makes, verified by Login.gov."""
    return claims.make_claim(
        attested=more.pop("attested", None) or attested(),
        identity=identity(account),
        asked_by=account,
        by=f"account:{account.pk}",
        at=more.pop("at", NOW),
        **more,
    )


def on_record(person: Person, *names: str, **identifiers: str) -> Person:
    """Give a person on record names (`Quill, Wren Avery, Jr`: the first is the legal one) and identifiers by kind."""
    came = {"person": person, "source": person.source, "last_import": person.last_import}
    for number, text in enumerate(names):
        last, given, suffix = [*(part.strip() for part in text.split(",")), "", ""][:3]
        first, _, middle = given.partition(" ")
        PersonName.objects.create(
            kind="alias" if number else "legal",
            last_name=last or None,
            first_name=first or None,
            middle_name=middle or None,
            suffix=suffix or None,
            **came,
        )
    for kind, value in identifiers.items():
        kept = digest(normalised(value))
        PersonIdentifier.objects.create(kind=kind, key=kept.key, digest=kept.value, **came)
    return person


def identifiers(**numbers: str) -> tuple[Identifier, ...]:
    """Identifiers by kind, as a claim holds them: state_id="FR-1"."""
    return tuple(Identifier(kind, digest(normalised(value))) for kind, value in numbers.items())
