"""Begins a visit as a person does, with a code, at the counter and then in the form; or signs in to an account."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from clearance.records.models import Person
from lookup.identity import actions, claims
from lookup.identity.models import Link
from tests.lookup.identity.claiming import account, claim_of
from tests.lookup.identity.signing_in import signed_in


def issue_code(person: Person) -> str:
    return actions.issue_code(person=person, by="staff:7", at=timezone.now())


def begin_visit(client, person: Person) -> None:
    """To the point where they have said that the cases are theirs."""
    open_visit(client, person)
    assert client.post("/mine/yes/").url == "/mine/"


def open_visit(client, person: Person) -> None:
    """To the first screen."""
    assert client.post("/code/", {"code": issue_code(person)}).url == "/mine/"


def linked(person: Person, name: str = "someone", because: str = "beyond_doubt") -> Link:
    """An account whose address is confirmed, linked to this record, which it has not looked at yet."""
    holder, now = account(name), timezone.now()
    EmailAddress.objects.create(user=holder, email=holder.email, verified=True, primary=True)
    claim = claim_of(holder, at=now)
    with transaction.atomic():
        claims.settle(claim=claim, outcome="link", because=because, person=person, by="worker", at=now)
    return Link.objects.get(claim=claim)


def sign_in(client, holder: AbstractBaseUser) -> None:
    """With a second factor."""
    signed_in(holder, client)
