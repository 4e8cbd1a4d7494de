"""The text of a claim code: drawn by chance, easy to read aloud, forgiving to type."""

import secrets

#: Crockford's base 32: no I, L, O or U, so nothing is mistaken for a 1, a 0 or a V.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HANDLE_LENGTH = 4
LENGTH = 10

_AS_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, "–": None, "—": None, ".": None})


def draw() -> str:
    """Ten characters by chance: a handle of four that finds the code, and a secret of six (30 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(typed: str) -> str | None:
    """The ten characters meant by what someone typed, or None if it cannot be a code."""
    meant = "".join(typed.upper().split()).translate(_AS_MEANT)
    return meant if len(meant) == LENGTH and set(meant) <= set(ALPHABET) else None


def shown(code: str) -> str:
    """In groups, as people read it: 7KQ2-M4XD-9T."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def split(code: str) -> tuple[str, str]:
    """The handle, kept as it is, and the secret, kept only as a hash."""
    return code[:HANDLE_LENGTH], code[HANDLE_LENGTH:]
