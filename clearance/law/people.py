"""What a law means for the person it is about: texts for their own page, and who helps near them, for free."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from .problem import ListOf, Strict, problem
from .provision import Provision, Text


class Advice(Provision):
    """One text for people, in plain words: one sentence for each thing to know."""

    says: Text


def _phone(number: str) -> str:
    if not re.fullmatch(r"\+?[0-9][0-9 ()-]{5,20}", number):
        raise problem(number, 'a telephone number such as "555-0100": digits, spaces, hyphens, round brackets')
    return number


def _web(address: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./-]*)?", address):
        raise problem(address, 'a web address as people say it, such as "legalaid.example", without https://')
    return address


class LegalAid(Strict):
    """An office that helps people for free. No counties: it helps in all of them."""

    name: str = Field(min_length=1)
    counties: ListOf[str] = ()
    phone: Annotated[str, AfterValidator(_phone)]
    web: Annotated[str, AfterValidator(_web)] | None = None

    def helps_in(self, county: str) -> bool:
        return not self.counties or county in self.counties


class People(Strict):
    """The `[people]` table. `may_answer` and `still_visible` are about charges that the law has cleared, `other_relief`
    about the others: what a court can still do.
    """

    may_answer: Advice | None = None
    still_visible: Advice | None = None
    other_relief: Advice | None = None
    legal_aid: ListOf[LegalAid] = ()

    def provisions(self) -> Iterator[tuple[str, Advice]]:
        """Each text that is given, with its name."""
        given = ((name, getattr(self, name)) for name in ("may_answer", "still_visible", "other_relief"))
        yield from ((name, text) for name, text in given if text)

    def legal_aid_near(self, counties: frozenset[str]) -> list[LegalAid]:
        """The offices that help in one of the counties, in the file's order."""
        return [one for one in self.legal_aid if not one.counties or any(map(one.helps_in, counties))]
