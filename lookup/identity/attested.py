"""What a claim says of whoever makes it: sealed in the database, and emptied once the claim is settled."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date

from clearance.keyring import IDENTIFIERS, Digest, digest, first, seal, unseal
from clearance.sealed import SealedColumn


@dataclass(frozen=True)
class Name:
    """A name as it was seen or typed."""

    last: str
    first: str
    middle: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Identifier:
    """A strong identifier: `state_id`, `license` or `ssn`; its value is known only as a digest."""

    kind: str
    digest: Digest


@dataclass(frozen=True)
class Attested:
    """`name` and `birth_date` come from the verified identity (with a letter: from the person, and the letter verifies
    them); the rest may be added by the person.
    """

    name: Name
    birth_date: date
    identifiers: tuple[Identifier, ...] = ()
    case_numbers: tuple[str, ...] = ()
    other_names: tuple[Name, ...] = field(default=())


def sealed(attested: Attested, *, place: str) -> bytes:
    """For `Claim.attested`; `place` is `str(claim)`."""
    plain = asdict(attested) | {
        "birth_date": attested.birth_date.isoformat(),
        "identifiers": [[one.kind, one.digest.key, one.digest.value.hex()] for one in attested.identifiers],
    }
    return seal(json.dumps(plain).encode(), place=place)


def opened(content: bytes, *, place: str) -> Attested:
    """What was sealed for that place. Raises keyring.Unsealable."""
    plain = json.loads(unseal(content, place=place))
    return Attested(
        name=Name(**plain["name"]),
        birth_date=date.fromisoformat(plain["birth_date"]),
        identifiers=tuple(
            Identifier(kind, Digest(key, bytes.fromhex(value))) for kind, key, value in plain["identifiers"]
        ),
        case_numbers=tuple(plain["case_numbers"]),
        other_names=tuple(Name(**name) for name in plain["other_names"]),
    )


def name_and_birth(attested: Attested) -> str:
    """A keyed digest by which claims in the same name and birth date are counted."""
    parts = (attested.name.last, attested.name.first, attested.birth_date.isoformat())
    return digest("|".join(part.casefold().strip() for part in parts), key=first(IDENTIFIERS)).value.hex()


SEALED = SealedColumn("identity.Claim", "attested", str)
