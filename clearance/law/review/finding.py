"""What the review finds on one practice, and the provisions that the finding rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..policy import Policy
from ..provision import Text


class Verdict(StrEnum):
    """How a law stands to a practice."""

    #: It does what the practice asks.
    MEETS = "meets"
    #: It does so in part, on some tracks only, or leaves a way around.
    PARTLY = "partly"
    #: It does the opposite.
    CONFLICTS = "conflicts"
    #: It does not say.
    SILENT = "silent"


#: What a verdict is called on a page.
VERDICTS: dict[Verdict, Text] = {
    Verdict.MEETS: Text(en="meets", es="cumple"),
    Verdict.PARTLY: Text(en="partly", es="en parte"),
    Verdict.CONFLICTS: Text(en="conflicts", es="en contra"),
    Verdict.SILENT: Text(en="silent", es="no dice"),
}


@dataclass(frozen=True)
class Answer:
    """What a rule says of a law: the verdict, why in one sentence, and the paths of the provisions it rests on."""

    verdict: Verdict
    explanation: Text
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """One provision of the law. `verified` is None where nobody says, as in a draft."""

    path: str
    citation: str
    verified: bool | None


@dataclass(frozen=True)
class Finding:
    """What the review finds on one practice. Not `binding`: the practice is advice for a law of this purpose."""

    practice: str
    finding: Verdict
    provision: tuple[Place, ...]
    explanation: Text
    suggestion: str
    binding: bool


def meets(english: str, spanish: str, *paths: str) -> Answer:
    return Answer(Verdict.MEETS, Text(en=english, es=spanish), paths)


def partly(english: str, spanish: str, *paths: str) -> Answer:
    return Answer(Verdict.PARTLY, Text(en=english, es=spanish), paths)


def conflicts(english: str, spanish: str, *paths: str) -> Answer:
    return Answer(Verdict.CONFLICTS, Text(en=english, es=spanish), paths)


def silent(english: str, spanish: str, *paths: str) -> Answer:
    return Answer(Verdict.SILENT, Text(en=english, es=spanish), paths)


def listed(words: Iterable[Text]) -> Text:
    """`a, b and c` and `a, b y c`, each once."""
    texts = list(dict.fromkeys(words))
    return Text(
        en=_joined([text.en for text in texts], "and"), es=_joined([text.in_language("es") for text in texts], "y")
    )


def _joined(words: list[str], link: str) -> str:
    *first, last = words
    return f"{', '.join(first)} {link} {last}" if first else last


def places(law: Policy, paths: Iterable[str]) -> tuple[Place, ...]:
    """The provisions at these paths, each once; one without a citation of its own has that of what it stands in."""
    provisions = dict(law.provisions())
    found = []
    for path in dict.fromkeys(paths):
        above = (provisions.get(path.rsplit(".", cut)[0]) for cut in range(path.count(".") + 1))
        citation = next((one.citation for one in above if one and one.citation), law.policy.citation)
        found.append(Place(path, citation, provisions[path].verified))
    return tuple(found)
