"""PDFs from templates of typst and values: tagged for screen readers (PDF/UA-1), and the same bytes each time."""

import json
from pathlib import Path

import typst

#: What the font that comes with typst can show, of what may stand in a record. PDF/UA allows no gap in a text.
SHOWN = frozenset(
    map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2015), *range(0x2018, 0x201F)))
) - {"\xad"}


def pdf(template: Path, values: dict[str, object]) -> bytes:
    """The template's PDF. It reads its values from the file values.json, as data and never as code."""
    files = {"main.typ": template.read_bytes(), "values.json": json.dumps(values).encode()}
    return typst.compile(files, ignore_system_fonts=True, pdf_standards="ua-1")


def showable(text: str) -> str:
    """The text, with the number of each character in place of one that the font lacks."""
    return "".join(one if one in SHOWN else f"[U+{ord(one):04X}]" for one in text)
