"""How a question stands, beside what is compared: who verified it and how, which links hang on it, who has answered."""

from dataclasses import dataclass
from datetime import datetime

from clearance.staff import name_of
from lookup.identity.models import Claim, Link, VerifiedIdentity
from lookup.identity.review.comparison import letter_of
from lookup.identity.review.models import Opinion
from lookup.identity.review.questions import Question


@dataclass(frozen=True)
class Held:
    """A link that hangs on the answer: whose record it is, by the page's letter, since when, and how it came to be."""

    link: Link
    letter: str
    own: bool
    verified: str
    led_by: str


@dataclass(frozen=True)
class Standing:
    """`mine` is the opinion of whoever looks. What others said is not shown, so that each looks for themselves; only
    that somebody did (`others`), and that two do not say the same (`differ`).
    """

    verified: str
    verified_at: datetime | None
    made_by: str
    held_by: str
    links: list[Held]
    mine: Opinion | None
    others: int
    differ: bool


def standing(asked: Question, by: str) -> Standing:
    claim = asked.claim
    opinions = list(asked.opinions())
    attestation = getattr(claim, "attestation", None)
    letters = {one.person_id: letter_of(place) for place, one in enumerate(asked.candidates)}
    return Standing(
        verified=how(claim.identity),
        verified_at=claim.identity and claim.identity.verified_at,
        made_by=_named(claim),
        held_by=name_of(attestation.by) if attestation and attestation.held else "",
        links=[
            Held(
                link,
                letters.get(link.person_id, ""),
                link.account_id == (claim.account and claim.account.pk),
                how(link.claim.identity),
                link.claim.because.replace("_", " "),
            )
            for link in asked.links
        ],
        mine=next((one for one in opinions if one.by == by), None),
        others=sum(one.by != by for one in opinions),
        differ=len({(one.answer, one.person_id) for one in opinions}) > 1,
    )


def how(identity: VerifiedIdentity | None) -> str:
    """How someone showed who they are."""
    if identity is None:
        return "not yet: asked for a letter"
    return f"{identity.get_method_display()}: {identity.get_level_display()}"


def _named(claim: Claim) -> str:
    return "whoever has the account" if claim.made_by.startswith("account:") else name_of(claim.made_by)
