"""The numbers that are one person's, as a claim names them: only their digests are kept."""

import re
from unicodedata import normalize

from clearance.keyring import digest
from lookup.identity.attested import Identifier

#: Digests are made with the first key: they can be brought under every other, which those on record may be under.
FIRST = 1


def license_number(state: str, number: str) -> Identifier:
    """The number of a driver's license or of a state's ID card, after the two letters of its state."""
    return _identifier("license", f"{state} {number}")


def state_id(number: str) -> Identifier:
    """The number of a person in the state's repository of records (SID)."""
    return _identifier("state_id", number)


def _identifier(kind: str, typed: str) -> Identifier:
    plain = re.sub(r"[\W_]+", "", normalize("NFKD", normalize("NFKD", typed).casefold()).casefold())
    return Identifier(kind, digest(plain, key=FIRST))
