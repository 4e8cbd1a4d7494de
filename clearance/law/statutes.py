"""Statute citations: their normal form, and whether one is covered by another, or by a range of sections."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

#: Sections that make an attempt an offense, where a policy names none: Cal. Penal Code 664, written 664-11359.
ATTEMPT_SECTIONS = ("664",)
#: Between the ends of a range.
TO = ".."

_DASHES = re.compile(r"[‐‑‒–—−]")
_IGNORED = re.compile(r"[\s§]+")
_ADOPTED = re.compile(r"^[A-Z]\.(?=\d)")
#: After these a citation goes on into a part of what stands before. A full stop is not one: 18-3.5 is not in 18-3.
_STEPS = "-:/("
#: What stands before the last number, that number with its decimals, and the letters after it.
_SECTION = re.compile(r"(.*?)(\d+(?:\.\d+)?)([A-Z]*)", re.ASCII)

#: Where a section stands among those that are the same up to their last number: 2710, 2710Z, 2710AA, 2710.1, 2711.
Place = tuple[Decimal, int, str]


@dataclass(frozen=True)
class Range:
    """All sections from the first to the last, both included."""

    stem: str
    first: Place
    last: Place

    def has(self, section: str) -> bool:
        """Whether the section, in its normal form, is one of them."""
        found = _stem_and_place(section) if section.startswith(self.stem) else None
        return found is not None and found[0] == self.stem and self.first <= found[1] <= self.last


def normalize(citation: str) -> str:
    """The citation in one spelling: capitals, no spaces or section signs, plain dashes, no letter of adoption.

    A letter and a full stop before the number ("A.18.2-266") mark a statute that a locality adopted as its own.
    """
    text = _IGNORED.sub("", _DASHES.sub("-", citation.upper())).rstrip(".,;")
    return _ADOPTED.sub("", text)


def read_range(citation: str) -> Range | None:
    """The range that "18-2701..18-2799" means; None where its ends do not fit together."""
    ends = [_stem_and_place(normalize(end)) for end in citation.split(TO)]
    if len(ends) != 2 or None in ends:
        return None
    (stem, first), (other_stem, last) = ends
    return Range(stem, first, last) if stem == other_stem and first <= last else None


def is_covered(citation: str, listed: Iterable[str], attempts: Iterable[str] = ()) -> bool:
    """Whether a listed statute is this one, or stands above it in the hierarchy, or a listed range has such a one.

    With `attempts` (the sections that make an attempt an offense) a citation through one of them counts as the statute
    that was attempted: "664-11359" as "11359".
    """
    wanted, ranges = _read(tuple(listed))
    text = normalize(citation)
    texts = [text]
    for section in map(normalize, attempts):
        texts += [text[len(section) + 1 :] for step in "-/" if text.startswith(section + step)]
    above = [one for each in texts for one in _ancestors(each)]
    return not wanted.isdisjoint(above) or any(part.has(one) for part in ranges for one in above)


@lru_cache
def _read(listed: tuple[str, ...]) -> tuple[frozenset[str], tuple[Range, ...]]:
    """The single statutes of a list, normalized, and its ranges. Kept: a list is asked about every citation."""
    ranges = [read_range(one) for one in listed if TO in one]
    return frozenset(normalize(one) for one in listed if TO not in one), tuple(part for part in ranges if part)


def _stem_and_place(section: str) -> tuple[str, Place] | None:
    found = _SECTION.fullmatch(section)
    if found is None:
        return None
    stem, number, letters = found.groups()
    return stem, (Decimal(number), len(letters), letters)


def _ancestors(text: str) -> list[str]:
    """The citation itself and all that it is a part of."""
    return [text, *(text[:index] for index, letter in enumerate(text) if letter in _STEPS)]
