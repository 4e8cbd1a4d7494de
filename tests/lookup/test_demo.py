"""The demo, as a newcomer starts it."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.lookup.browser import browser, needs_chromium  # noqa: F401

CODE = re.compile(r"^  (\S+)   (.*) \((\d+) charges in (\d+) cases?\)$", re.MULTILINE)


class Demo:
    """The demo, with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "clearance.sqlite3"
        others = {key: value for key, value in os.environ.items() if not key.startswith("CLEARANCE_")}
        self.environment = {**others, "CLEARANCE_DATA_DIR": str(folder)}

    def start(self, *options: str, **environment: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", "demo", *options],
            cwd=settings.BASE_DIR,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *options: str, **environment: str) -> subprocess.CompletedProcess:
        """Prepares everything, and stops."""
        with self.start("--no-serve", *options, **environment) as process:
            out, error = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, error)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return Demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def first(demo: Demo) -> subprocess.CompletedProcess:
    return demo()


def test_the_first_start_makes_a_state_and_three_codes(first: subprocess.CompletedProcess):
    assert (first.returncode, first.stderr) == (0, "")
    assert "http://localhost:8000/" in first.stdout
    shown = CODE.findall(first.stdout)
    assert [what for _, what, _, _ in shown] == [
        "some can be cleared now, some later",
        "several cases, and a fact is missing",
        "nothing can be cleared by itself",
    ]
    assert len({code for code, *_ in shown}) == 3


def test_the_first_start_shows_the_password_of_an_admin(first: subprocess.CompletedProcess):
    assert re.search(r"user demo-admin, password \S{16} \(shown this once\)", first.stdout)


def test_a_second_start_uses_what_is_there_with_new_codes(demo: Demo, first: subprocess.CompletedProcess):
    second = demo()
    assert (second.returncode, second.stderr) == (0, "")
    assert "2,000 invented people are there already" in second.stdout
    assert "password was shown at the first start" in second.stdout
    before, after = CODE.findall(first.stdout), CODE.findall(second.stdout)
    assert [shown[1:] for shown in before] == [shown[1:] for shown in after]
    assert not {shown[0] for shown in before} & {shown[0] for shown in after}


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def test_it_serves_the_site_with_its_style_until_it_is_stopped(
    demo: Demo, first: subprocess.CompletedProcess, port: int
):
    with demo.start("--port", str(port)) as process:
        assert any("Ctrl+C" in line for line in process.stdout)
        with urlopen(f"http://localhost:{port}/") as page:
            style = re.search(r'href="(/static/[^"]+\.css)"', page.read().decode()).group(1)
        with urlopen(f"http://localhost:{port}{style}") as answer:
            assert answer.headers["Content-Type"].startswith("text/css")
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
        assert process.stderr.read() == ""


@pytest.mark.browser
@needs_chromium
def test_it_does_what_is_asked_for_in_the_admin(
    demo: Demo,
    first: subprocess.CompletedProcess,
    port: int,
    browser: Browser,  # noqa: F811
):
    password = re.search(r"password (\S+)", first.stdout).group(1)
    with demo.start("--port", str(port)) as process:
        assert any("Ctrl+C" in line for line in process.stdout)
        with browser.new_context(base_url=f"http://localhost:{port}") as context:
            page = context.new_page()
            page.goto("/admin/runs/analysis/add/?law=policy-1")
            page.get_by_label("Username").fill("demo-admin")
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Log in").click()
            page.get_by_label("Kind").select_option("readiness")
            page.get_by_role("button", name="Save", exact=True).click()
            # The page looks again by itself until the report is there.
            page.get_by_role("link", name="report").click()
            assert "Franklin Clean Slate Act" in page.get_by_role("heading", level=1).inner_text()
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
        assert process.stderr.read() == ""


def test_it_names_another_port_where_the_port_is_taken(demo: Demo):
    with socket.create_server(("127.0.0.1", 0)) as taken, demo.start("--port", str(taken.getsockname()[1])) as process:
        assert process.wait() == 1
        assert "Give another one with --port" in process.stderr.read()


def test_fresh_starts_over(demo: Demo, first: subprocess.CompletedProcess):
    checkpoints = demo.database.with_name("checkpoints.jsonl")
    checkpoints.write_text("of the log that was there before")
    again = demo("--fresh", "--people", "300")
    assert (again.returncode, again.stderr) == (0, "")
    assert not checkpoints.exists()
    with sqlite3.connect(demo.database) as database:
        assert database.execute("SELECT count(*) FROM records_person").fetchone() == (300,)


def test_it_refuses_a_database_with_records_of_others(demo: Demo, first: subprocess.CompletedProcess):
    with sqlite3.connect(demo.database) as database:
        database.execute("UPDATE records_source SET name = 'real_courts'")
    refused = demo("--fresh")
    assert refused.returncode == 1
    assert "holds records from real_courts" in refused.stderr
    assert demo.database.exists()


@pytest.mark.parametrize(
    "environment",
    [
        {"CLEARANCE_DATABASE": "postgresql://nobody@localhost:1/none"},
        {
            "CLEARANCE_DATABASE": "postgresql://nobody@localhost:1/none",
            "CLEARANCE_PRODUCTION": "1",
            "CLEARANCE_SECRET_KEY": "x" * 50,
            "CLEARANCE_HOSTS": "example.org",
            "CLEARANCE_SIGNING_KEY": "/nowhere/key.pem",
        },
    ],
    ids=["on a database server", "in production"],
)
def test_it_refuses_to_run(demo: Demo, environment: dict[str, str]):
    refused = demo(**environment)
    assert refused.returncode == 1
    assert "The demo runs only on the embedded database" in refused.stderr
