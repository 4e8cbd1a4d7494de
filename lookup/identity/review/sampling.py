"""Which links that the rule made are checked by people: one in a hundred, by a keyed digest of the claim's number.

The digest is the same whenever it is asked for, so a worker that is killed draws no others; and without the key nobody
knows which claims are looked at.
"""

from clearance.keyring import IDENTIFIERS, digest, first

ONE_IN = 100
#: What the rule of matching says of a link that it makes.
BY_THE_RULE = "beyond_doubt"


def is_drawn(claim: object) -> bool:
    """Whether people check this claim, should the rule link it."""
    drawn = digest(f"check {claim}", key=first(IDENTIFIERS)).value
    return int.from_bytes(drawn[:8]) % ONE_IN == 0
