"""The documentation of the law language: every example in it is run, and every command it shows."""

import re
import shlex
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from clearance.engine.cases import run_cases
from clearance.law.cases import load_cases
from clearance.law.files import LIBRARY
from clearance.law.policy import PolicyError, load_policy, parse_policy
from clearance.law.warnings import warnings

FOLDER = LIBRARY.parent
TUTORIAL, REFERENCE, OF_THE_LIBRARY = FOLDER / "tutorial.md", FOLDER / "README.md", LIBRARY / "README.md"
OTHERS = {"reference": REFERENCE, "library": OF_THE_LIBRARY}
#: The law that the tutorial writes, from the folder in which its commands are run.
LAW, CASES = Path("var/fresh-start.toml"), Path("var/fresh-start.cases.toml")
COMMAND = [".venv/bin/python", "manage.py"]

_BLOCK = re.compile(r"^```(\w+) *(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """An example: its language, and the word after it that says how it is meant.

    toml: goes on with the file that is being written; `changed`: takes the place of the part that has its heading and
    id; `wrong`: is refused; `fragment`: only shows how something looks. sh: commands. text: what they print, "…" for
    what is left out.
    """

    language: str
    meant: str
    text: str


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(page.read_text(encoding="utf-8"))]


class Reader:
    """Someone who follows a page from top to bottom, in a folder of their own."""

    def __init__(self) -> None:
        LAW.parent.mkdir()
        LAW.touch()
        CASES.touch()
        self.sees = ""

    def follow(self, block: Block) -> None:
        match block.language, block.meant:
            case "toml", "":
                self.add(block.text)
            case "toml", "changed":
                self.change(block.text)
            case "toml", "wrong":
                with pytest.raises(PolicyError) as refused:
                    parse_policy(LAW.read_text() + block.text, str(LAW))
                self.sees = str(refused.value)
            case "toml", "fragment":
                parse_policy(LAW.read_text() + block.text)
            case "sh", "":
                self.sees = "".join(run(command) for command in block.text.splitlines())
            case "text", "":
                assert is_shown(block.text, self.sees), f"The page shows\n{block.text}\nand not\n{self.sees}"
            case _:
                pytest.fail(f"no meaning is known for ```{block.language} {block.meant}")

    def add(self, text: str) -> None:
        file, load = (CASES, load_cases) if "[[case]]" in text else (LAW, load_policy)
        file.write_text(f"{file.read_text()}{text}\n")
        load(file)

    def change(self, text: str) -> None:
        heading_and_id = "\n".join(text.splitlines()[:2])
        before, after = LAW.read_text().split(heading_and_id)
        _, blank_line, rest = after.partition("\n\n")
        LAW.write_text(before + text + blank_line[1:] + rest)
        load_policy(LAW)


def run(command: str) -> str:
    words = shlex.split(command)
    assert words[:2] == COMMAND, command
    out, err = StringIO(), StringIO()
    call_command(*words[2:], stdout=out, stderr=err)
    assert err.getvalue() == "", command
    return out.getvalue()


def is_shown(text: str, output: str) -> bool:
    return re.search(".*?".join(map(re.escape, text.strip("\n").split("…"))), output, re.DOTALL) is not None


@pytest.fixture
def reader(tmp_path, monkeypatch) -> Reader:
    monkeypatch.chdir(tmp_path)
    return Reader()


def test_the_tutorial_can_be_followed_from_top_to_bottom(reader):
    for block in blocks(TUTORIAL):
        reader.follow(block)

    law = load_policy(LAW)
    assert warnings(law) == []
    assert [result.differences for result in run_cases(law, load_cases(CASES)) if not result.passed] == []


@pytest.mark.parametrize("page", OTHERS.values(), ids=OTHERS)
def test_every_example_of_the_other_pages_can_be_read(reader, page):
    assert blocks(page)
    for block in blocks(page):
        reader.follow(block)


@pytest.mark.parametrize("page", [TUTORIAL, *OTHERS.values()], ids=["tutorial", *OTHERS])
def test_every_link_leads_somewhere(page):
    for file, heading in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
        target = page.parent / file if file else page
        assert target.is_file(), file
        assert not heading or heading in anchors(target), heading


def anchors(page: Path) -> list[str]:
    """The names of a page's headings in links: small letters, figures and hyphens."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings]
