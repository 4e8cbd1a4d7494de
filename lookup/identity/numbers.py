"""The numbers that are one person's, as a claim names them: only their digests are kept."""

import re

from clearance.keyring import digest
from lookup.identity.attested import Identifier


def license_number(state: str, number: str) -> Identifier:
    """The number of a driver's license or of a state's ID card, with the two letters of its state."""
    return Identifier("license", digest(f"{_plain(state)}-{_plain(number)}"))


def state_id(number: str) -> Identifier:
    """The number of a person in the state's repository of records (SID)."""
    return Identifier("state_id", digest(_plain(number)))


def _plain(typed: str) -> str:
    """Capitals and digits, without what people put between them."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())
