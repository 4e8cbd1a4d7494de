"""What the environment says becomes settings, or a refusal that says what is allowed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

READ = "import json; from clearance import settings; print(json.dumps({name: getattr(settings, name) for name in %r}))"
MAIL = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL"]


def settings_with(tmp_path, names: list[str], **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", READ % (names,)],
        env=os.environ | {"CLEARANCE_DATA_DIR": str(tmp_path)} | environment,
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("smtp://mail.example", ["mail.example", 25, "", "", False, False]),
        ("smtp+tls://desk:p%40ss@mail.example", ["mail.example", 587, "desk", "p@ss", True, False]),
        ("smtps://desk:word@mail.example:4650", ["mail.example", 4650, "desk", "word", False, True]),
        ("", [None, None, "", "", False, False]),
    ],
)
def test_mail_goes_where_the_environment_says(tmp_path, address, said):
    done = settings_with(tmp_path, MAIL, CLEARANCE_SMTP=address)
    assert list(json.loads(done.stdout).values()) == said


@pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://"])
def test_what_is_no_mail_server_is_refused_with_what_is_allowed(tmp_path, address):
    done = settings_with(tmp_path, MAIL, CLEARANCE_SMTP=address)
    assert done.returncode != 0
    assert "allowed: smtp://HOST:PORT" in done.stderr


def test_without_a_mail_server_mails_become_files(tmp_path):
    done = settings_with(tmp_path, ["EMAIL_BACKEND", "DEFAULT_FROM_EMAIL"])
    assert list(json.loads(done.stdout).values()) == [
        "django.core.mail.backends.filebased.EmailBackend",
        "clearance@localhost",
    ]
