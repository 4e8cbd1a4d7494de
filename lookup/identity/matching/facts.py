"""What is compared: what a claim says, and what is on record of one person. Both know identifiers as digests only."""

from dataclasses import dataclass
from datetime import date

from lookup.identity.matching.normalise import Name

#: The kinds of number that are one person's alone.
STRONG_KINDS = ("state_id", "license", "ssn")

#: An identifier: its kind, and its digest under the newest key.
Identifier = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a claim says of whoever makes it. `other_names` are what the person adds: they find, and prove nothing."""

    name: Name
    birth_date: date
    other_names: tuple[Name, ...] = ()
    identifiers: frozenset[Identifier] = frozenset()
    case_numbers: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[Name, ...]:
        return (self.name, *self.other_names)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record of one person. `shared`: one of the identifiers is on record for someone else, too."""

    person: int
    birth_date: date | None
    names: tuple[Name, ...] = ()
    identifiers: frozenset[Identifier] = frozenset()
    case_numbers: frozenset[str] = frozenset()
    shared: bool = False
    deceased: bool = False
