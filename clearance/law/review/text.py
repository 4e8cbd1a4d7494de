"""The review as text for a terminal, in English or in Spanish."""

from collections import Counter
from collections.abc import Iterable, Iterator
from textwrap import fill

from ..policy import Policy
from ..process_words import one_of_two
from . import review
from .finding import VERDICTS, Finding, Place, Verdict
from .practices import GUIDES, PRACTICES, Practice

WIDTH = 100
_INDENT = " " * 15


def as_text(law: Policy, language: str = "en") -> str:
    """The findings on every practice, in the order of the guides, in lines of at most 100 characters.

    Wording that would mend the law is in English, as the law is.
    """
    return "\n".join(_Page(language).lines(law, {finding.practice: finding for finding in review(law)}))


class _Page:
    """The review as lines of text."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, english: str, spanish: str) -> str:
        return one_of_two(self.language, english, spanish)

    def lines(self, law: Policy, findings: dict[str, Finding]) -> Iterator[str]:
        yield f"{law.title.in_language(self.language)} · {law.policy.citation} · {law.policy.jurisdiction}"
        yield f"SHA-256 {law.sha256}"
        yield self.counted(findings.values())
        for guide, name in GUIDES.items():
            practices = [practice for practice in PRACTICES if practice.guide == guide]
            yield ""
            yield name.in_language(self.language)
            if not findings[practices[0].id].binding:
                yield self.say(
                    "These practices are for laws on what is no longer a crime; for this law they are advice.",
                    "Estas prácticas son para leyes sobre lo que ya no es delito; para esta ley son consejos.",
                )
            for practice in practices:
                yield ""
                yield from self.one(practice, findings[practice.id])

    def counted(self, findings: Iterable[Finding]) -> str:
        """`12 meets, 4 partly, 2 conflicts, 6 silent`."""
        number = Counter(finding.finding for finding in findings)
        return ", ".join(f"{number[verdict]} {VERDICTS[verdict].in_language(self.language)}" for verdict in Verdict)

    def one(self, practice: Practice, finding: Finding) -> Iterator[str]:
        verdict = VERDICTS[finding.finding].in_language(self.language)
        yield f"{practice.id:<5}{verdict:<10}{practice.title.in_language(self.language)}"
        yield _wrapped(finding.explanation.in_language(self.language))
        for place in finding.provision:
            yield _wrapped(self.place(place), hanging="  ")
        if finding.suggestion:
            mend = self.say("To mend it", "Para corregirlo, en inglés")
            yield _wrapped(f"{mend}: {finding.suggestion}", hanging="  ")

    def place(self, place: Place) -> str:
        mark = self.say(" [wording not verified]", " [texto sin verificar]")
        return f"- {place.citation} ({place.path})" + (mark if place.verified is False else "")


def _wrapped(text: str, hanging: str = "") -> str:
    return fill(text, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT + hanging)
