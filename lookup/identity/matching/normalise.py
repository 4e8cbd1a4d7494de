"""Names and case numbers as they are compared: without case, marks and punctuation, a suffix in its own field."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: What stands behind a name to tell the generations of a family apart, however it is written.
SUFFIXES = {
    "jr": "jr",
    "junior": "jr",
    "sr": "sr",
    "senior": "sr",
    "ii": "ii",
    "2nd": "ii",
    "iii": "iii",
    "3rd": "iii",
    "iv": "iv",
    "4th": "iv",
}
#: Parts of surnames that so many share that to share one says nothing.
PARTICLES = "al bin da das de del della den der di do dos du el la las le los mac mc san santa st van von"
_PARTICLES = frozenset(PARTICLES.split())
#: Letters that have no mark to drop.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
#: Punctuation inside of a word; any other parts two words.
_INSIDE = frozenset(".'’‘ʻʼ`´")
#: Letters that sound alike, in English or in Spanish.
_SOUNDS = {
    letter: code
    for code, letters in enumerate(("aeiouy", "bfpv", "cgjkqsxz", "dt", "l", "mn", "r"))
    for letter in letters
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name, in words of small letters without marks. `suffixes` are of SUFFIXES' values, or as they were found: more
    than one where the name contradicts itself.
    """

    last: tuple[str, ...]
    first: tuple[str, ...]
    middle: tuple[str, ...]
    suffixes: frozenset[str]


@lru_cache(maxsize=50_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a name: O'Neil-García is oneil and garcia."""
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS)).casefold()
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple("".join(_parted(letter) for letter in plain).split())


def name(last: str | None, first: str | None, middle: str | None = "", suffix: str | None = "") -> Name:
    """A name as an agency or a document writes it. A suffix is found in its own field or behind any part."""
    parts = [words(part or "") for part in (last, first, middle)]
    found = {SUFFIXES[word] for number, part in enumerate(parts) for word in _suffixes(part, number)}
    if own := "".join(words(suffix or "")):
        found.add(SUFFIXES.get(own, own))
    kept = (tuple(word for word in part if word not in _suffixes(part, number)) for number, part in enumerate(parts))
    return Name(*kept, suffixes=frozenset(found))


def same_surname(one: Name, other: Name) -> bool:
    """Márquez García is García-Márquez, and De La Cruz is Delacruz."""
    return bool(one.last) and (sorted(one.last) == sorted(other.last) or "".join(one.last) == "".join(other.last))


def same_first(one: Name, other: Name) -> bool:
    return bool(one.first) and "".join(one.first) == "".join(other.first)


def middles_agree(one: Name, other: Name) -> bool:
    """Whether nothing speaks against it: one has none, or each word agrees; an initial agrees with a name."""
    pairs = zip(one.middle, other.middle, strict=False)
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in pairs)


def surname_tokens(one: Name) -> frozenset[str]:
    """The words by which a surname is found: each that is not too common to say anything, and all as one."""
    return _tokens(one.last)


def surname_sounds(one: Name) -> frozenset[str]:
    return frozenset(map(sound, _tokens(one.last)))


def firsts_alike(one: Name, other: Name) -> bool:
    """Equal, a short form of the other, or alike to the ear."""
    a, b = "".join(one.first), "".join(other.first)
    return bool(a and b) and (a.startswith(b) or b.startswith(a) or sound(a) == sound(b))


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a word sounds, in up to four figures: Soundex, but the first letter counts by its sound as well, as Spanish
    and English mix them (Jiménez and Giménez, Vega and Bega, Kathy and Cathy). A word of other letters is itself.
    """
    codes: list[int] = []
    last = None
    for letter in word:
        code = _SOUNDS.get(letter)
        if code is None:
            continue  # h and w part nothing
        if code != last and (code or not codes):
            codes.append(code)
        last = code
    return "".join(map(str, codes[:4])) or word


def case_number(text: str) -> str:
    """Letters and figures alone: 20-CR-0912 is 20cr0912."""
    return "".join(words(text))


@lru_cache(maxsize=50_000)
def _tokens(last: tuple[str, ...]) -> frozenset[str]:
    telling = {word for word in last if len(word) > 1 and word not in _PARTICLES}
    return frozenset(telling | {"".join(last)}) - {""}


def _parted(letter: str) -> str:
    if letter.isalnum():
        return letter
    return "" if letter in _INSIDE else " "


def _suffixes(part: tuple[str, ...], number: int) -> set[str]:
    """Those in a part of a name: behind its first word, which is the name; a middle name (2) is never a suffix."""
    return {word for word in part[number < 2 :] if word in SUFFIXES}
