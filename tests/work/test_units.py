"""The units and the cron line of the README are such that systemd and cron take them, and name commands that exist."""

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser

import pytest
from django.conf import settings
from django.core.management import get_commands

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
UNITS = dict(re.findall(r"```ini\n# /etc/systemd/system/(\S+)\n(.*?)```", README, re.DOTALL))
HOUSE = "/srv/clearance"


def sections(name: str) -> ConfigParser:
    parser = ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str
    parser.read_string(UNITS[name])
    return parser


def test_there_is_a_service_for_the_worker_and_a_timer_for_what_is_due():
    assert set(UNITS) == {"clearance-worker.service", "clearance-due.service", "clearance-due.timer"}
    assert "enable --now clearance-worker.service clearance-due.timer" in README


@pytest.mark.parametrize(("unit", "command"), [("clearance-worker", "worker"), ("clearance-due", "due")])
def test_a_service_runs_a_command_that_there_is(unit, command):
    service = sections(f"{unit}.service")["Service"]
    assert service["ExecStart"] == f"{HOUSE}/.venv/bin/python manage.py {command}"
    assert service["WorkingDirectory"] == HOUSE
    assert command in get_commands()


def test_a_worker_that_ends_is_started_again_and_the_timer_makes_a_missed_day_good():
    assert sections("clearance-worker.service")["Service"]["Restart"] == "always"
    assert sections("clearance-due.timer")["Timer"]["Persistent"] == "true"


def test_systemd_finds_no_fault(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        # Nothing to ask on this machine; the tests above have read the units.
        return
    house = tmp_path / "house"
    python = house / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    files = []
    for name, text in UNITS.items():
        path = tmp_path / name
        path.write_text(text.replace(HOUSE, str(house)))
        files.append(path)
    found = subprocess.run([analyze, "verify", "--man=no", *files], capture_output=True, text=True, timeout=60)
    ours = [line for line in found.stderr.splitlines() if any(path.name in line for path in files)]
    assert (ours, found.returncode) == ([], 0), found.stderr


def test_cron_runs_the_same_command_every_day_as_the_same_user():
    (line,) = re.findall(r"```cron\n(.*)\n```", README)
    when, user, command = re.match(r"((?:\S+ ){5})(\S+) (.*)", line).groups()
    assert re.fullmatch(r"\d+ \d+ \* \* \* ", when)
    service = sections("clearance-due.service")["Service"]
    assert user == service["User"]
    assert command.startswith(f"cd {service['WorkingDirectory']} && ")
    assert f". {service['EnvironmentFile']} " in command
    assert command.endswith(".venv/bin/python manage.py due")
    assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0
