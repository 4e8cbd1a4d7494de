"""What the README of the log tells an auditor to do, done."""

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from django.core.management import call_command
from django.db import connection

from clearance.audit.actions import take_checkpoint
from clearance.audit.models import Event
from clearance.database.roles import LOGIN
from tests.audit.logs import fill
from tests.emptying import no_triggers
from tests.lookup.people import NOW

README = (Path(__file__).parents[2] / "clearance" / "audit" / "README.md").read_text()

pytestmark = pytest.mark.django_db


def block(language: str) -> str:
    return README.split(f"```{language}\n")[1].split("```")[0]


@pytest.fixture
def checkpoint(tmp_path, settings):
    settings.SIGNING_KEY, settings.CHECKPOINTS = tmp_path / "key.pem", tmp_path / "checkpoints.jsonl"
    fill(5)
    return take_checkpoint(at=NOW)


def check_signature(line: str, key: str) -> None:
    exec(block("python"), {"LINE": line, "KEY": key})


def test_a_checkpoint_is_checked_in_five_lines_of_python(checkpoint):
    line = checkpoint.line().decode()
    check_signature(line, checkpoint.key)
    with pytest.raises(InvalidSignature):
        check_signature(line.replace('"count":5', '"count":4'), checkpoint.key)


def test_the_line_that_is_shown_has_what_a_line_has(checkpoint):
    shown = next(line for line in README.splitlines() if line.startswith('    {"at"'))
    assert list(json.loads(shown)) == list(json.loads(checkpoint.line()))


def test_the_commands_are_given_as_they_are(checkpoint, settings, capsys):
    first, second = (line.split()[2:] for line in block("sh").strip().splitlines())
    call_command(*first)
    values = {"checkpoints.jsonl": str(settings.CHECKPOINTS), "KEY": checkpoint.key}
    call_command(*(values.get(word, word) for word in second))
    assert "It holds what checkpoints.jsonl signed." in capsys.readouterr().out


def test_every_role_that_signs_in_is_in_the_table():
    assert [name for name, logs_in in LOGIN.items() if logs_in and f"| `{name}` |" not in README] == []


if connection.vendor == "postgresql":

    def check() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(block("sql"))
            return [number for (number,) in cursor.fetchall()]

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ({"actor": "staff:99"}, [3]),
            ({"detail": {"count": 99}}, [3]),
            ({"hash": b"x"}, [3, 4]),
            ({"prev": b"x"}, [3]),
            ({"canonical": b"[]"}, [3]),
            ({"id": 99}, [4, 5, 99]),
        ],
    )
    def test_the_chain_is_checked_by_one_query(change, found):
        fill(5)
        assert check() == []
        with no_triggers():
            Event.objects.filter(pk=3).update(**change)
        assert check() == found
