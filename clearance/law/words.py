"""What a law says, for people: every provision in plain words, with its citation and how far it was checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .people import Advice, LegalAid
from .policy import Limit, OffenseList, Policy, Track
from .process_words import SECTIONS, one_of_two
from .process_words import in_words as process_in_words
from .provision import Provision, Text, Unstated
from .requirement import Requirement
from .vocabulary import Relief

RELIEFS: dict[Relief, Text] = {
    "seal": Text(en="seal", es="sellar"),
    "set_aside": Text(en="set aside", es="anular"),
    "expunge": Text(en="expunge", es="borrar"),
    "dismiss": Text(en="dismiss", es="desestimar"),
    "redesignate": Text(en="redesignate", es="reclasificar"),
}


@dataclass(frozen=True)
class Line:
    """One provision. `unverified`: its wording was not checked against the official code."""

    says: str
    citation: str
    source: str
    unverified: bool


@dataclass(frozen=True)
class TrackInWords:
    """One path to relief: what it clears and how, and what it asks. `starts`: its own first day, where it has one."""

    line: Line
    relief: str
    requirements: tuple[Line, ...]
    starts: str


@dataclass(frozen=True)
class LawInWords:
    """A whole law. `notes`: what holds for all its tracks. `silent_on`: what it does not say of how it is done.
    `people`: what it means for the person; `legal_aid`: who helps for free.
    """

    title: Line
    notes: tuple[str, ...]
    tracks: tuple[TrackInWords, ...]
    limits: tuple[Line, ...]
    offenses: tuple[Line, ...]
    process: tuple[Line, ...]
    silent_on: tuple[str, ...]
    people: tuple[Line, ...]
    legal_aid: tuple[str, ...]
    unstated: tuple[Line, ...]


def in_words(law: Policy, language: str = "en") -> LawInWords:
    """What the law says, in that language where the law is given in it, else in English."""

    def line(part: Provision, says: str, cited: str | None = None) -> Line:
        return Line(says, part.citation or cited or "", part.source or "", part.verified is False)

    def said(part: Requirement | Limit | Unstated | Advice, cited: str | None = None) -> Line:
        return line(part, part.says.in_language(language), cited)

    def track(one: Track) -> TrackInWords:
        cited = one.citation or law.policy.citation
        return TrackInWords(
            line(one, one.says.in_language(language) if one.says else one.id, cited),
            RELIEFS[one.relief].in_language(language),
            tuple(said(requirement, cited) for requirement in one.requires),
            _starts(one.effective, language) if one.effective else "",
        )

    process = law.process
    return LawInWords(
        title=line(law.policy, law.title.in_language(language)),
        notes=tuple(_notes(law, language)),
        tracks=tuple(track(one) for one in law.tracks),
        limits=tuple(said(limit) for limit in law.policy.limit),
        offenses=tuple(line(one, _listed(name, one, language)) for name, one in law.offenses.items()),
        process=tuple(line(one, process_in_words(one, language)) for _, one in process.provisions()),
        silent_on=tuple(what.in_language(language) for name, what in SECTIONS.items() if not getattr(process, name)),
        people=tuple(said(advice) for _, advice in law.people.provisions()),
        legal_aid=tuple(_office(one, language) for one in law.people.legal_aid),
        unstated=tuple(said(one) for one in law.unstated),
    )


def _office(one: LegalAid, language: str) -> str:
    where = ", ".join(one.counties) or one_of_two(language, "every county", "todos los condados")
    return ", ".join(filter(None, (f"{one.name} ({where})", one.phone, one.web)))


def _notes(law: Policy, language: str) -> Iterator[str]:
    if law.policy.effective:
        yield _starts(law.policy.effective, language)
    if law.policy.unit == "case":
        yield one_of_two(
            language,
            "The charges of a case are cleared together, once each of them can be.",
            "Los cargos de un caso se borran juntos, cuando se puede borrar cada uno.",
        )


def _starts(day: date, language: str) -> str:
    return one_of_two(language, f"Nothing is cleared before {day}.", f"No se borra nada antes del {day}.")


def _listed(name: str, offenses: OffenseList, language: str) -> str:
    text = f"{name.replace('-', ' ')}: {', '.join(offenses.statutes)}"
    if offenses.include_attempts:
        text += one_of_two(language, "; attempts count too", "; también los intentos")
    if offenses.described:
        text += one_of_two(language, ". The law describes: ", ". La ley describe: ")
        text += offenses.described.in_language(language)
    return text
