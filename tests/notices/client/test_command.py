"""The client as a command: what it needs, one at a time, and how it ends."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from clearance.agencies.models import Agency
from clearance.notices.client.__main__ import COMMANDS, main
from clearance.notices.client.lock import only_one
from clearance.notices.client.problems import Exit
from tests.notices.client.court import done, tell
from tests.notices.told import AT

WITHOUT = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("clearance", "cryptography", "_cffi_backend"):
            raise ImportError(f"{name} is neither of the standard library nor of cryptography")
sys.meta_path.insert(0, Refuse())
"""


def test_it_runs_where_nothing_but_cryptography_is_installed(court, law):
    """No Django, and nothing else of what the state's own site needs."""
    (notice,) = tell(law, 2)
    running = court.process("run", before=WITHOUT)
    assert running.communicate(timeout=30)[1] == ""
    assert running.returncode == 0
    assert len(court.read(notice)) == 2
    court.answer(notice, done(1, 2))
    running = court.process("run", before=WITHOUT)
    assert "message 1, 2 done" in running.communicate(timeout=30)[0]


def test_the_same_refusal_does_refuse_django():
    tried = subprocess.run(
        [sys.executable, "-c", f"{WITHOUT}import django"], capture_output=True, text=True, timeout=30
    )
    assert "django is neither of the standard library nor of cryptography" in tried.stderr


def test_it_is_run_as_a_module():
    command = [sys.executable, "-m", "clearance.notices.client", "--help"]
    shown = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=30, check=True)
    assert all(name in shown.stdout for name in COMMANDS)
    assert "0 done, 1 look, 2 setup, 3 unreachable, 4 not admitted, 5 busy" in shown.stdout


@pytest.mark.parametrize("arguments", [[], ["run"], ["--config", "agency.toml"], ["--config", "agency.toml", "walk"]])
def test_a_wrong_command_line_ends_with_setup(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == Exit.SETUP


def test_two_at_once_do_not_clash(court, law, capsys):
    tuple(tell(law, 1))
    court.client("status")
    with only_one(court.folder / "work"):
        assert court.client("run") == Exit.BUSY
    assert "another client is at work here. Wait until it has ended." in capsys.readouterr().err
    assert court.files("incoming") == []
    assert court.client("run") == Exit.DONE


def test_without_the_servers_key_nothing_is_fetched(court, law, capsys):
    court.configure(server="http://127.0.0.1:9", server_key="")
    court.config.write_text(court.config.read_text().replace('server_key = ""\n', ""))
    assert court.client("pull") == Exit.SETUP
    assert "server_key is missing from the configuration" in capsys.readouterr().err


def test_an_agency_that_is_closed_is_not_admitted(court, law, capsys):
    Agency.objects.filter(pk=court.agency.pk).update(closed_at=AT)
    assert court.client("pull") == Exit.NOT_ADMITTED
    assert "the server does not take our requests. It does not say why." in capsys.readouterr().err


def test_another_states_server_is_found_out(court, law, capsys):
    court.configure(server="http://127.0.0.1:9")
    assert court.client("pull") == Exit.UNREACHABLE


def test_what_the_machine_refuses_is_told(court, law, capsys):
    (notice,) = tell(law, 1)
    court.client("status")
    (court.folder / "incoming" / f"{notice.pk}.csv").mkdir()
    assert court.client("pull") == Exit.SETUP
    assert "Nothing is lost. Is the disk full?" in capsys.readouterr().err
    (court.folder / "incoming" / f"{notice.pk}.csv").rmdir()
    assert court.client("pull") == Exit.DONE
    assert len(court.read(notice)) == 1


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 200])
def test_a_memory_that_is_broken_says_what_to_do(court, law, capsys, content):
    court.client("status")
    state = court.folder / "work" / "state.sqlite3"
    state.write_bytes(content)
    assert court.client("pull") == Exit.SETUP
    assert f"{state}: " in (said := capsys.readouterr().err)
    assert "Remove it: the server knows what is open." in said


def test_a_memory_of_a_newer_client_is_left_alone(court, law, capsys):
    court.client("status")
    with sqlite3.connect(court.folder / "work" / "state.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    assert court.client("pull") == Exit.SETUP
    assert "of a newer client (version 2). Install that one." in capsys.readouterr().err


def test_status_says_how_far_the_answers_are(court, law, capsys, monkeypatch):
    first, second = tell(law, 3, 2)
    court.client("pull")
    court.answer(first, done(1))
    court.client("acknowledge")
    court.answer(first, done(1, 2))
    monkeypatch.setattr("clearance.notices.client.server.Server.post", lambda *_: sys.exit(9))
    with pytest.raises(SystemExit):
        court.client("acknowledge")
    capsys.readouterr()
    assert court.client("status") == 0
    assert capsys.readouterr().out == (
        "number  notice                                  lines  answered  to send  answer by\n"
        f"     1  {first.pk}        3         1        2  2026-04-02\n"
        f"     2  {second.pk}        2         0        0  2026-04-02\n"
    )


def test_status_needs_neither_key_nor_server(court, law, capsys):
    (court.folder / "agency.key").unlink()
    assert court.client("status") == 0
    assert Path(court.folder / "work" / "state.sqlite3").exists()
