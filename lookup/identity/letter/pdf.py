"""Letters as a PDF to print: tagged for screen readers (PDF/UA-1), a page each, in both languages."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from django.conf import settings
from django.utils import translation

from clearance.typeset import SHOWN, pdf
from lookup.record import words

TEMPLATE = Path(__file__).with_name("letter.typ")


class Written(NamedTuple):
    """What is different from letter to letter. `to`: the lines that show in the window of the envelope."""

    to: tuple[str, ...]
    code: str
    on: date
    until: date


def as_pdf(letters: Sequence[Written]) -> bytes:
    """All of them in one file. Its metadata name nobody."""
    values = {
        "sender": [_shown(line) for line in (settings.STATE_NAME, *settings.RETURN_ADDRESS)],
        "site": settings.SITE_ADDRESS.partition("://")[2],
        "letters": [_values(letter) for letter in letters],
    }
    return pdf(TEMPLATE, values)


def _values(letter: Written) -> dict[str, object]:
    values = {"to": [_shown(line) for line in letter.to], "code": letter.code}
    for language in ("en", "es"):
        with translation.override(language):
            values[language] = {"on": words.day(letter.on), "until": words.day(letter.until)}
    return values


def _shown(text: str) -> str:
    """As the font can show it: a letter that it lacks without its marks, and what is left of others as a point."""
    return "".join(one if one in SHOWN else _plain(one) for one in normalize("NFC", text))


def _plain(one: str) -> str:
    return "".join(part for part in normalize("NFKD", one) if part in SHOWN) or "."
