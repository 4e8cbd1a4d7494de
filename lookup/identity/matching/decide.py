"""The rule by which a claim is decided: a link where there is no doubt at all, and in every other case people look."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from lookup.identity.matching.compare import Finding, findings
from lookup.identity.matching.facts import Claimed, OnRecord

#: One of these must be equal. Two case numbers count as one: a single one stands on many a piece of paper.
STRONG = frozenset({Finding.STATE_ID, Finding.LICENSE, Finding.SSN, Finding.CASE_NUMBERS})
#: All that may be said of a claim and the person it is linked to; anything else is a doubt.
WITHOUT_DOUBT = STRONG | {Finding.NAME, Finding.BIRTH_DATE, Finding.CASE_NUMBER, Finding.ADDED_NAME}


class Outcome(StrEnum):
    """What comes of a claim; the same codes as Claim.Outcome."""

    LINK = "link"
    REVIEW = "review"  # cannot tell: people decide
    NONE = "none"  # the person is told the same as with REVIEW


class Decision(NamedTuple):
    """What comes of a claim, whose record it is (with LINK alone), and why, as a code."""

    outcome: Outcome
    person: int | None
    because: str


def decide(claimed: Claimed, candidates: Sequence[OnRecord]) -> Decision:
    """What a claim is about, of all who may be meant (`compare.is_candidate`).

    A link needs that nobody else may be meant; that the full name, or an alias on record, and the birth date are equal;
    that a strong identifier is equal; and that nothing speaks against it.
    """
    if not candidates:
        return Decision(Outcome.NONE, None, "nobody")
    if len(candidates) > 1:
        return Decision(Outcome.REVIEW, None, "several")
    found = findings(claimed, candidates[0])
    if {Finding.NAME, Finding.BIRTH_DATE} <= found <= WITHOUT_DOUBT and found & STRONG:
        return Decision(Outcome.LINK, candidates[0].person, "beyond_doubt")
    doubt = min(found - WITHOUT_DOUBT, key=list(Finding).index, default="no_identifier")
    return Decision(Outcome.REVIEW, None, doubt)
