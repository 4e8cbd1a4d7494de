"""Prints a law in plain words, with its citations, marked where it is not verified. Needs no database."""

from collections.abc import Iterator
from textwrap import wrap

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clearance.law.policy import PolicyError, load_policy
from clearance.law.process_words import one_of_two
from clearance.law.words import LawInWords, Line, in_words
from clearance.runs.commands import print_warnings

WIDTH = 100


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", help="the name of a law in the library, or a policy file")
        parser.add_argument("--language", choices=("en", "es"), default="en")

    def handle(self, *, policy: str, language: str, **options: object) -> None:
        try:
            law = load_policy(policy)
        except PolicyError as error:
            raise CommandError(str(error)) from None
        print_warnings(self, law)
        self.stdout.write("\n".join(_Page(language).lines(in_words(law, language))))


class _Page:
    """The law as lines of text."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, english: str, spanish: str) -> str:
        return one_of_two(self.language, english, spanish)

    def lines(self, law: LawInWords) -> Iterator[str]:
        yield from self.line(law.title, indent=0)
        for note in law.notes:
            yield from _wrapped(note, indent=0)
        yield from self.heading("What it clears, in order of preference", "Qué borra, en orden de preferencia")
        for number, track in enumerate(law.tracks, 1):
            yield from self.line(track.line, indent=4, mark=f"{number}. ", relief=track.relief)
            for requirement in track.requirements:
                yield from self.line(requirement, indent=8, mark="- ")
            if track.starts:
                yield from _wrapped(track.starts, indent=8, mark="- ")
            if not track.requirements:
                yield " " * 6 + self.say("- No conditions.", "- Sin condiciones.")
        for english, spanish, lines in (
            ("Limits for a lifetime", "Límites para toda la vida", law.limits),
            ("The offenses that it names", "Los delitos que nombra", law.offenses),
            ("How it is carried out", "Cómo se aplica", law.process),
            ("What it means for people", "Qué significa para las personas", law.people),
            ("What the file does not state", "Qué no dice el archivo", law.unstated),
        ):
            if lines:
                yield from self.heading(english, spanish)
            for line in lines:
                yield from self.line(line, indent=4, mark="- ")
        if law.legal_aid:
            yield from self.heading("Who helps for free", "Quién ayuda gratis")
        for office in law.legal_aid:
            yield from _wrapped(office, indent=4, mark="- ")
        if law.silent_on:
            yield from self.heading("What the law is silent on", "Sobre qué calla la ley")
            yield from _wrapped("; ".join(law.silent_on) + ".", indent=2)

    def heading(self, english: str, spanish: str) -> Iterator[str]:
        yield ""
        yield self.say(english, spanish)

    def line(self, line: Line, *, indent: int, mark: str = "", relief: str = "") -> Iterator[str]:
        text = line.says
        if line.citation:
            text += f" ({relief}, {line.citation})" if relief else f" ({line.citation})"
        if line.unverified:
            text += self.say(" [NOT VERIFIED: ", " [SIN VERIFICAR: ") + f"{line.source}]"
        yield from _wrapped(text, indent, mark)


def _wrapped(text: str, indent: int, mark: str = "") -> list[str]:
    first = " " * (indent - len(mark)) + mark
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * indent, break_on_hyphens=False)
