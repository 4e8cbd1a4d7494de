"""What the environment says becomes settings, or a refusal that says what is allowed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

READ = """
import json
from clearance import settings
print(json.dumps([getattr(settings, name, None) for name in {names}]))
"""
MAIL = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL"]


def settings_with(tmp_path, names: list[str], **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", READ.format(names=names)],
        env=os.environ | {"CLEARANCE_DATA_DIR": str(tmp_path)} | environment,
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("smtp://mail.example:25", ["mail.example", 25, "", "", False, False]),
        ("smtp://desk:p%40ss@mail.example", ["mail.example", 587, "desk", "p@ss", True, False]),
        ("smtps://desk:word@mail.example", ["mail.example", 465, "desk", "word", False, True]),
    ],
)
def test_mail_goes_where_the_environment_says(tmp_path, address, said):
    assert json.loads(settings_with(tmp_path, MAIL, CLEARANCE_EMAIL_URL=address).stdout) == said


@pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://"])
def test_what_is_no_mail_server_is_refused_with_what_is_allowed(tmp_path, address):
    done = settings_with(tmp_path, MAIL, CLEARANCE_EMAIL_URL=address)
    assert done.returncode != 0
    assert "allowed: smtp://USER:PASSWORD@HOST:PORT" in done.stderr


def test_links_in_mail_lead_to_the_first_host(tmp_path):
    assert json.loads(settings_with(tmp_path, ["SITE_ADDRESS"]).stdout) == ["http://localhost:8000"]
    production = {
        "CLEARANCE_PRODUCTION": "1",
        "CLEARANCE_SECRET_KEY": "x" * 50,
        "CLEARANCE_SIGNING_KEY": str(tmp_path / "key.pem"),
        "CLEARANCE_DATABASE": "postgresql://clearance@127.0.0.1/clearance",
        "CLEARANCE_HOSTS": "clearance.example,www.clearance.example",
    }
    done = settings_with(tmp_path, ["SITE_ADDRESS"], **production)
    assert json.loads(done.stdout) == ["https://clearance.example"]
