"""Begins a visit as a person does: with a code, at the counter and then in the form."""

from django.utils import timezone

from clearance.records.models import Person
from lookup.identity import actions


def issue_code(person: Person) -> str:
    return actions.issue_code(person=person, by="staff:7", at=timezone.now())


def begin_visit(client, person: Person) -> None:
    """To the point where they have said that the cases are theirs."""
    open_visit(client, person)
    assert client.post("/mine/yes/").url == "/mine/"


def open_visit(client, person: Person) -> None:
    """To the first screen."""
    assert client.post("/code/", {"code": issue_code(person)}).url == "/mine/"
