"""What a claim and a person on record have in common, what differs, and what is only alike."""

from datetime import date
from enum import StrEnum
from functools import lru_cache

from lookup.identity.matching import births
from lookup.identity.matching.facts import STRONG_KINDS, Claimed, Identifier, OnRecord
from lookup.identity.matching.normalise import (
    Name,
    firsts_alike,
    middles_agree,
    same_first,
    same_surname,
    surname_sounds,
    surname_tokens,
)


class Finding(StrEnum):
    """The codes of `Candidate.why`. Those that differ or are only alike stand first, the gravest first: of several the
    first is why a claim is in review.
    """

    SUFFIX_DIFFERS = "suffix_differs"  # Jr here, Sr there; or both on one record
    STATE_ID_DIFFERS = "state_id_differs"
    LICENSE_DIFFERS = "license_differs"
    SSN_DIFFERS = "ssn_differs"
    SHARED = "identifier_shared"  # on record for someone else, too: split, or mistaken
    SEVERAL = "identifiers_several"  # two of one kind on one record: merged, or mistaken
    DECEASED = "deceased"
    NO_BIRTH_DATE = "no_birth_date"  # none is on record
    DAY_MONTH = births.DAY_MONTH  # the birth date with day and month swapped
    DIGIT = births.DIGIT  # the birth date but for one figure
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    NAMES_SWAPPED = "names_swapped"  # the first name stands as the last, and the last as the first
    SOUNDS_ALIKE = "sounds_alike"  # the surname, to the ear
    MIDDLE_DIFFERS = "middle_differs"  # first and last name are equal
    NAME_DIFFERS = "name_differs"
    NAME = "name"  # the name is that of the record, or one of its aliases
    BIRTH_DATE = "birth_date"
    STATE_ID = "state_id"
    LICENSE = "license"
    SSN = "ssn"
    CASE_NUMBERS = "case_numbers"  # two or more
    CASE_NUMBER = "case_number"  # one, which proves nothing
    ADDED_NAME = "added_name"  # a name that the person added is on record


def findings(claimed: Claimed, one: OnRecord) -> frozenset[Finding]:
    """Everything to be said of the two: always something of the name, and something of the birth date."""
    return frozenset(
        {
            _name(claimed, one),
            _birth_date(claimed.birth_date, one.birth_date),
            *_identifiers(claimed, one),
            *_cases(len(claimed.case_numbers & one.case_numbers)),
            *_doubts(claimed, one),
        }
    )


def is_candidate(claimed: Claimed, one: OnRecord) -> bool:
    """Whether they may be the same: by a strong identifier, or by name and birth date."""
    return bool(claimed.identifiers & one.identifiers) or any(
        may_be(claimed, one.birth_date, name) for name in one.names
    )


def may_be(claimed: Claimed, birth: date | None, name: Name) -> bool:
    """Whether a name on record, with its birth date, may be the claim's.

    With the birth date a word of the surname is enough. Where one of the two is only alike the first name must be, too:
    of a million people thousands have their birthday a digit away, and among them every common surname.
    """
    if birth == claimed.birth_date:
        return any(_shares(one, name) or _alike(one, name) is not None for one in claimed.names)
    if birth in _mistaken(claimed.birth_date):
        return any(_shares(one, name) and firsts_alike(one, name) for one in claimed.names)
    return False


def is_name(one: Name, other: Name) -> bool:
    """Whether two full names are equal: first and last, and a middle name that does not speak against it."""
    return _is_first_and_last(one, other) and middles_agree(one, other)


@lru_cache(maxsize=64)
def _mistaken(birth: date) -> dict[date, str]:
    return births.mistaken(birth)


def _shares(one: Name, other: Name) -> bool:
    return not surname_tokens(one).isdisjoint(surname_tokens(other))


def _alike(one: Name, other: Name) -> Finding | None:
    if same_surname(one, _turned(other)) and same_surname(_turned(one), other):
        return Finding.NAMES_SWAPPED
    if firsts_alike(one, other) and not surname_sounds(one).isdisjoint(surname_sounds(other)):
        return Finding.SOUNDS_ALIKE
    return None


def _turned(one: Name) -> Name:
    return Name(last=one.first, first=one.last, middle=one.middle, suffixes=one.suffixes)


def _is_first_and_last(one: Name, other: Name) -> bool:
    return same_surname(one, other) and same_first(one, other)


def _name(claimed: Claimed, one: OnRecord) -> Finding:
    if any(is_name(claimed.name, name) for name in one.names):
        return Finding.NAME
    if any(_is_first_and_last(claimed.name, name) for name in one.names):
        return Finding.MIDDLE_DIFFERS
    if any(_shares(claimed.name, name) for name in one.names):
        return Finding.NAME_DIFFERS
    alike = {_alike(claimed.name, name) for name in one.names} - {None}
    return min(alike, key=list(Finding).index, default=Finding.NAME_DIFFERS)


def _birth_date(claimed: date, on_record: date | None) -> Finding:
    if on_record is None:
        return Finding.NO_BIRTH_DATE
    if claimed == on_record:
        return Finding.BIRTH_DATE
    return Finding(_mistaken(claimed).get(on_record, Finding.BIRTH_DATE_DIFFERS))


def _identifiers(claimed: Claimed, one: OnRecord) -> set[Finding]:
    found = set()
    for kind in STRONG_KINDS:
        told, held = _of(kind, claimed.identifiers), _of(kind, one.identifiers)
        if told & held:
            found.add(Finding(kind))
        if held and told - held:
            found.add(Finding(f"{kind}_differs"))
        if len(held) > 1:
            found.add(Finding.SEVERAL)
    return found


def _of(kind: str, identifiers: frozenset[Identifier]) -> frozenset[Identifier]:
    return frozenset(one for one in identifiers if one[0] == kind)


def _cases(common: int) -> set[Finding]:
    if common == 0:
        return set()
    return {Finding.CASE_NUMBER if common == 1 else Finding.CASE_NUMBERS}


def _doubts(claimed: Claimed, one: OnRecord) -> set[Finding]:
    suffixes = claimed.name.suffixes.union(*(name.suffixes for name in one.names))
    added = any(is_name(other, name) for other in claimed.other_names for name in one.names)
    said = {
        Finding.SUFFIX_DIFFERS: len(suffixes) > 1,
        Finding.SHARED: one.shared,
        Finding.DECEASED: one.deceased,
        Finding.ADDED_NAME: added,
    }
    return {finding for finding, so in said.items() if so}
