"""Accounts, verified identities and claims for the tests of what comes after them."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from lookup.identity import claims
from lookup.identity.attested import Attested, Name
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
