"""What the page of a law shows: the law in words, and the review of it."""

from collections import Counter
from dataclasses import dataclass

from clearance.law.policy import Policy as Law
from clearance.law.review import GUIDES, PRACTICES, VERDICTS, Finding, Practice, Verdict, review
from clearance.law.words import LawInWords, Line, in_words


@dataclass(frozen=True)
class Point:
    """How the law stands to one practice. `wording`, which would mend the law, is in English."""

    title: str
    finding: Verdict
    finding_in_words: str
    explanation: str
    wording: str


@dataclass(frozen=True)
class Guide:
    """One guide. Not `binding`: for a law of this purpose its practices are advice."""

    name: str
    binding: bool
    points: list[Point]


@dataclass(frozen=True)
class LawPage:
    """`english` holds what the law's file gives in English only, where the page is in another language.

    `counts`: how many practices there are of each finding.
    """

    law: Law
    words: LawInWords
    english: frozenset[str]
    unverified: bool
    guides: list[Guide]
    counts: list[tuple[Verdict, str, int]]


def law_page(law: Law, language: str) -> LawPage:
    """The page in that language, as far as it is given in it, else in English."""
    words = in_words(law, language)
    findings = review(law)
    counts = Counter(finding.finding for finding in findings)
    return LawPage(
        law=law,
        words=words,
        english=frozenset() if language.startswith("en") else _texts(words) & _texts(in_words(law, "en")),
        unverified=any(line.unverified for line in _lines(words)),
        guides=_guides(findings, language),
        counts=[(verdict, name.in_language(language), counts[verdict]) for verdict, name in VERDICTS.items()],
    )


def _guides(findings: list[Finding], language: str) -> list[Guide]:
    pairs = list(zip(PRACTICES, findings, strict=True))
    by_guide = {guide: [pair for pair in pairs if pair[0].guide == guide] for guide in GUIDES}
    return [
        Guide(GUIDES[guide].in_language(language), own[0][1].binding, [_point(*pair, language) for pair in own])
        for guide, own in by_guide.items()
    ]


def _point(practice: Practice, finding: Finding, language: str) -> Point:
    return Point(
        title=practice.title.in_language(language),
        finding=finding.finding,
        finding_in_words=VERDICTS[finding.finding].in_language(language),
        explanation=finding.explanation.in_language(language),
        wording=finding.suggestion,
    )


def _lines(words: LawInWords) -> list[Line]:
    of_tracks = [line for track in words.tracks for line in (track.line, *track.requirements)]
    return [words.title, *of_tracks, *words.limits, *words.offenses, *words.process, *words.people, *words.unstated]


def _texts(words: LawInWords) -> frozenset[str]:
    return frozenset(line.says for line in _lines(words))
