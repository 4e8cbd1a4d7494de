"""Claims and people on record for tests of the rule, in a few words."""

from datetime import date

from lookup.identity.matching.facts import Claimed, OnRecord
from lookup.identity.matching.normalise import Name, name

BORN = date(1980, 3, 11)


def named(text: str) -> Name:
    """`Quill, Wren Avery, Jr`."""
    last, given, suffix = [*(part.strip() for part in text.split(",")), "", ""][:3]
    first, _, middle = given.partition(" ")
    return name(last, first, middle, suffix)


def numbers(**by_kind: str) -> frozenset[tuple[str, bytes]]:
    """Identifiers: of each kind one value, or several with a comma between."""
    return frozenset((kind, value.encode()) for kind, values in by_kind.items() for value in values.split(","))


def claim(
    text: str = "Quill, Wren", born: date = BORN, *, added: tuple[str, ...] = (), cases: str = "", **ids
) -> Claimed:
    return Claimed(
        name=named(text),
        birth_date=born,
        other_names=tuple(map(named, added)),
        identifiers=numbers(**ids),
        case_numbers=frozenset(cases.split()),
    )


def record(
    *texts: str,
    born: date | None = BORN,
    number: int = 1,
    cases: str = "",
    shared: bool = False,
    deceased: bool = False,
    **ids: str,
) -> OnRecord:
    return OnRecord(
        person=number,
        birth_date=born,
        names=tuple(map(named, texts or ("Quill, Wren",))),
        identifiers=numbers(**ids),
        case_numbers=frozenset(cases.split()),
        shared=shared,
        deceased=deceased,
    )
