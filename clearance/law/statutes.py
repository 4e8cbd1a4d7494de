"""Statute citations: their normal form, and whether one is covered by another."""

import re
from collections.abc import Iterable

#: Sections that make an attempt an offense, where a policy names none: Cal. Penal Code 664, written 664-11359.
ATTEMPT_SECTIONS = ("664",)

_DASHES = re.compile(r"[‐‑‒–—−]")
_IGNORED = re.compile(r"[\s§]+")
_ADOPTED = re.compile(r"^[A-Z]\.(?=\d)")
#: After these a citation goes on into a part of what stands before. A full stop is not one: 18-3.5 is not in 18-3.
_STEPS = "-:/("


def normalize(citation: str) -> str:
    """The citation in one spelling: capitals, no spaces or section signs, plain dashes, no letter of adoption.

    A letter and a full stop before the number ("A.18.2-266") mark a statute that a locality adopted as its own.
    """
    text = _IGNORED.sub("", _DASHES.sub("-", citation.upper())).rstrip(".,;")
    return _ADOPTED.sub("", text)


def is_covered(citation: str, listed: Iterable[str], attempts: Iterable[str] = ()) -> bool:
    """Whether a listed statute is this one, or stands above it in the hierarchy.

    With `attempts` (the sections that make an attempt an offense) a citation through one of them counts as the statute
    that was attempted: "664-11359" as "11359".
    """
    wanted = {normalize(one) for one in listed}
    text = normalize(citation)
    texts = [text]
    for section in map(normalize, attempts):
        texts += [text[len(section) + 1 :] for step in "-/" if text.startswith(section + step)]
    return any(above in wanted for one in texts for above in _ancestors(one))


def _ancestors(text: str) -> list[str]:
    """The citation itself and all that it is a part of."""
    return [text, *(text[:index] for index, letter in enumerate(text) if letter in _STEPS)]
