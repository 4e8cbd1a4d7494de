"""What was attested for a claim, where it is kept for people to compare."""

from enum import StrEnum

from clearance.keyring import Unsealable
from lookup.identity.attested import Attested, opened
from lookup.identity.models import Claim


class Contents(StrEnum):
    KEPT = "kept"
    GONE = "gone"  # emptied when the claim was linked
    UNREADABLE = "unreadable"  # changed, or its key is not there


def read(claim: Claim) -> tuple[Attested | None, Contents]:
    """What was attested, and whether it can be shown."""
    if claim.attested is None:
        return None, Contents.GONE
    try:
        return opened(claim.attested, place=str(claim)), Contents.KEPT
    except (Unsealable, ValueError, LookupError, TypeError):
        return None, Contents.UNREADABLE
