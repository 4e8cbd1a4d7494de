"""The Spanish is whole, and what the site serves is what translators wrote."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SPANISH = Path(settings.LOCALE_PATHS[0]) / "es" / "LC_MESSAGES"
#: How the texts of the pages are collected after one has changed; `compilemessages -l es` then makes the .mo file.
COLLECT = ["makemessages", "-l", "es", "-e", "html,txt,py,jinja", "--no-location", "--no-obsolete"]
ENTRY = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) "(.*)"$|^"(.*)"$', re.MULTILINE)


def entries(po: Path = SPANISH / "django.po") -> list[dict[str, str]]:
    """The messages of the .po file: each a table from msgid, msgid_plural, msgstr … to its text."""
    found = []
    for block in po.read_text(encoding="utf-8").split("\n\n"):
        fields: dict[str, str] = {}
        for name, text, more in ENTRY.findall(block):
            if name:
                last = name
            fields[last] = fields.get(last, "") + (text or more)
        found.append(fields)
    return [fields for fields in found if fields.get("msgid")]


def test_every_text_is_translated():
    assert len(entries()) > 150
    assert [entry["msgid"] for entry in entries() if not all(entry[name] for name in entry)] == []


def test_no_translation_is_a_guess_or_left_over():
    po = (SPANISH / "django.po").read_text()
    assert "fuzzy" not in po
    assert "#~" not in po


def test_the_compiled_file_is_up_to_date():
    with (SPANISH / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in entries():
        msgid = unescape(entry["msgid"])
        if context := entry.get("msgctxt"):
            assert compiled.pgettext(context, msgid) == unescape(entry["msgstr"])
        elif plural := entry.get("msgid_plural"):
            for number in (1, 2):
                translated = compiled.ngettext(msgid, unescape(plural), number)
                assert translated == unescape(entry[f"msgstr[{number - 1}]"])
        else:
            assert compiled.gettext(msgid) == unescape(entry["msgstr"])


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="needs gettext")
def test_every_text_of_the_pages_is_in_the_file(tmp_path):
    """Collected again, on a copy, the texts are the same."""
    for folder in ("clearance", "lookup", "templates"):
        shutil.copytree(settings.BASE_DIR / folder, tmp_path / folder)
    subprocess.run(
        [sys.executable, "-m", "django", *COLLECT],
        cwd=tmp_path,
        env=os.environ | {"CLEARANCE_DATA_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "clearance.settings"},
        check=True,
        capture_output=True,
    )
    collected = entries(tmp_path / "lookup" / "locale" / "es" / "LC_MESSAGES" / "django.po")
    assert {entry["msgid"] for entry in collected} == {entry["msgid"] for entry in entries()}


def unescape(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
