"""What the README of the client says is so."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

import clearance.notices.client
from clearance.installation_key import installation_key
from clearance.notices.client.__main__ import COMMANDS
from clearance.notices.client.answers import read_answers
from clearance.notices.client.config import FOLDERS, OPTIONAL, REQUIRED, read_config
from clearance.notices.client.problems import Exit
from clearance.notices.client.state import Notice
from clearance.notices.messages import OUTCOMES, REFUSALS
from clearance.signing import public_key

FOLDER = Path(clearance.notices.client.__file__).parent
README = (FOLDER / "README.md").read_text()
SOURCES = " ".join(
    re.sub(r'"\s*f?"', "", path.read_text())
    for path in (*FOLDER.glob("*.py"), FOLDER.parent / "messages.py", FOLDER.parent / "acknowledgements" / "answers.py")
)


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


def table(head: str) -> list[list[str]]:
    """The rows of the table that begins like this, without its head."""
    rows = README[README.index(head) :].partition("\n\n")[0].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_the_example_of_a_configuration_is_one_and_names_every_key(tmp_path):
    (example,) = blocks("toml")
    (tmp_path / "agency.toml").write_text(example)
    assert read_config(tmp_path / "agency.toml").agency == "greene-district-court"
    assert re.findall(r"^(?:# )?(\w+) =", example, re.MULTILINE) == [*REQUIRED, *OPTIONAL]


def test_what_it_says_to_leave_out_is_what_holds_without():
    example = blocks("toml")[0].replace("# ", "")
    assert "tries = 5 " in example
    assert "pause = 1.0 " in example


def test_the_example_of_answers_is_one():
    (example,) = blocks("csv")
    notice = Notice({"notice": "3f2b8c1e-0a44-5c4c-9d8e-5d0c2f7f8a11", "lines": 4, "data": ["case_number"]})
    assert [item.outcome for item in read_answers(example.encode(), notice)] == [
        "done",
        "not_found",
        "conflict",
        "refused",
    ]


def test_every_word_for_an_answer_is_explained():
    said = {row[0]: row[1] for row in table("| column | what it holds")}
    assert re.findall(r"`(\w+)`:", said["`outcome`"]) == list(OUTCOMES)
    assert [code for code in re.findall(r"`(\w+)`", said["`code`"]) if code in REFUSALS] == list(REFUSALS)


def test_every_exit_status_is_explained():
    assert [int(row[0]) for row in table("| exit status | means")] == [status.value for status in Exit]


def test_every_folder_is_explained():
    assert [row[0].strip("`/") for row in table("| folder | what lies there")] == list(FOLDERS)


@pytest.mark.parametrize("message", [row[0].strip("`") for row in table("| message | what is wrong")])
def test_every_message_that_is_explained_is_one(message):
    for part in re.split(r"…|\d+|state.sqlite|agency|done", message):
        assert part.strip(" :;/") in SOURCES.replace("`", ""), part


def test_every_command_that_it_shows_is_one():
    shown = set(re.findall(r"--config agency\.toml (\w+)", README))
    assert shown <= set(COMMANDS)
    assert {"keygen", "run", "status"} <= shown


def test_the_files_that_it_names_are_all_that_it_needs(tmp_path):
    for name in blocks("text")[0].split():
        source, to = settings.BASE_DIR / name, tmp_path / name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, to) if source.is_dir() else shutil.copy(source, to)
    shown = subprocess.run(
        [sys.executable, "-m", "clearance.notices.client", "--help"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert "keygen" in shown.stdout


def test_the_office_prints_the_key_that_agencies_need(capsys):
    call_command("server_key")
    assert capsys.readouterr().out == f"{public_key(installation_key())}\n"
