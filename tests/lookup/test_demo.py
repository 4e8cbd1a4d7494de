"""The demo, as a newcomer starts it."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.lookup.browser import browser, needs_chromium, send  # noqa: F401

CODE = re.compile(r"^  (\S+)   (.*) \((\d+) charges in (\d+) cases?\)$", re.MULTILINE)


class Demo:
    """The demo, with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "clearance.sqlite3"
        others = {key: value for key, value in os.environ.items() if not key.startswith("CLEARANCE_")}
        self.environment = {**others, "CLEARANCE_DATA_DIR": str(folder)}

    @contextmanager
    def start(self, *options: str, **environment: str) -> Iterator[subprocess.Popen]:
        """Runs until it ends, or the test does."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", *options],
            cwd=settings.BASE_DIR,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield process
            finally:
                process.kill()

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


def test_the_first_start_makes_a_state_and_a_code_for_each_thing_to_see(first: subprocess.CompletedProcess):
    assert (first.returncode, first.stderr) == (0, "")
    assert "http://localhost:8000/" in first.stdout
    shown = CODE.findall(first.stdout)
    assert [what for _, what, _, _ in shown] == [
        "some are cleared, and a court has not confirmed it; some can be cleared later",
        "one is cleared that a court did not find",
        "some can be cleared now: the next run clears them",
        "a fact is missing",
        "nothing can be cleared by itself",
    ]
    assert len({code for code, *_ in shown}) == 5


def test_the_first_start_shows_the_passwords_of_the_staff(first: subprocess.CompletedProcess):
    names = ["demo-admin", "demo-operator", "demo-approver-1", "demo-approver-2", "demo-desk"]
    assert list(passwords(first)) == names
    assert len(set(passwords(first).values())) == len(names)


def test_the_first_start_shows_codes_to_give_after_the_passwords(first: subprocess.CompletedProcess):
    found = codes(first.stdout)
    assert list(found) == list(passwords(first))
    assert {len(of_one) for of_one in found.values()} == {4}


def test_the_first_start_names_someone_to_give_a_code_to_at_the_counter(first: subprocess.CompletedProcess):
    of_one = r"can give a code to \w+, [\w ]+, born \d\d/\d\d/\d{4},\n.* number is FR-\d+\.\n"
    assert re.search(of_one, first.stdout)


def codes(said: str) -> dict[str, list[str]]:
    """The codes of each, each good once."""
    found = re.findall(r"^      (\S+) +password .*\n +codes ([\d ]+) \(after", said, re.MULTILINE)
    return {name: those.split() for name, those in found}


def passwords(first: subprocess.CompletedProcess) -> dict[str, str]:
    """With what each signs in."""
    return dict(re.findall(r"^      (\S+) +password (\S{16}) \(shown this once\): ", first.stdout, re.MULTILINE))


def test_two_runs_have_taken_effect_and_the_next_waits_for_approval(demo: Demo, first: subprocess.CompletedProcess):
    with sqlite3.connect(demo.database) as database:
        assert database.execute("SELECT state FROM runs_run ORDER BY id").fetchall() == [
            ("applied",),
            ("applied",),
            ("ready",),
        ]
        assert database.execute("SELECT count(*) FROM runs_brake WHERE tripped").fetchone() == (0,)
        by_two = "SELECT run_id, count(DISTINCT by) FROM runs_approval GROUP BY run_id ORDER BY run_id"
        assert database.execute(by_two).fetchall() == [(1, 2), (2, 2)]


def test_the_agencies_are_in_different_stages(demo: Demo, first: subprocess.CompletedProcess):
    done = subprocess.run(
        [sys.executable, "manage.py", "ageing", "--format=json"],
        cwd=settings.BASE_DIR,
        env=demo.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {one["code"]: one for one in json.loads(done.stdout)["agencies"]}
    assert set(found) == {"bureau", "first-district-courts", "second-district-courts", "state-police", "prosecutors"}
    prompt, slow, lacking = (found[code] for code in ("bureau", "first-district-courts", "second-district-courts"))
    assert prompt["done"] == prompt["sent"] > 1000
    assert slow["overdue"] == slow["waiting"] == slow["sent"] // 2 > 300
    assert lacking["waiting"] == 0
    assert min(lacking[answer] for answer in ("done", "not_found", "conflict", "refused")) > 0
    assert lacking["work_items"] == lacking["not_found"] + lacking["conflict"]


def test_the_slow_one_was_reminded_in_a_file_and_no_mail_stands_among_the_codes(
    demo: Demo, first: subprocess.CompletedProcess
):
    [mail] = (demo.database.parent / "mail").iterdir()
    assert "To: records@first-district-courts.example" in mail.read_text()
    assert "Subject:" not in first.stdout


def test_every_agency_has_a_key_that_only_its_owner_reads(demo: Demo, first: subprocess.CompletedProcess):
    keys = list((demo.database.parent / "agencies").iterdir())
    assert len(keys) == 5
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}


def test_a_second_start_uses_what_is_there_with_new_codes(demo: Demo, first: subprocess.CompletedProcess):
    second = demo()
    assert (second.returncode, second.stderr) == (0, "")
    assert "2,000 invented people are there already" in second.stdout
    assert "the passwords were shown at the first start" in second.stdout
    assert not set(codes(first.stdout)["demo-admin"]) & set(codes(second.stdout)["demo-admin"])
    assert "Letting agencies" not in second.stdout
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
    with demo.start("--port", str(port)) as process:
        said = "".join(iter(process.stdout.readline, "Press Ctrl+C to stop.\n"))
        with browser.new_context(base_url=f"http://localhost:{port}") as context:
            page = signed_in(context, "/admin/runs/analysis/add/?law=policy-1", "demo-admin", first, said)
            page.get_by_label("Kind").select_option("readiness")
            send(page.get_by_role("button", name="Save", exact=True))
            # The page looks again by itself until the report is there.
            expect(page.get_by_role("link", name="report")).to_be_visible()
            send(page.get_by_role("link", name="report"))
            assert "Franklin Clean Slate Act" in page.get_by_role("heading", level=1).inner_text()
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
        assert process.stderr.read() == ""


@pytest.mark.browser
@needs_chromium
def test_two_people_approve_the_next_run_and_whoever_waited_for_it_sees_it(
    demo: Demo,
    first: subprocess.CompletedProcess,
    port: int,
    browser: Browser,  # noqa: F811
):
    with demo.start("--port", str(port)) as process:
        said = "".join(iter(process.stdout.readline, "Press Ctrl+C to stop.\n"))
        code = next(code for code, what, _, _ in CODE.findall(said) if "the next run clears them" in what)
        for user, step in (
            ("demo-approver-1", "Approve"),
            ("demo-approver-2", "Approve"),
            ("demo-operator", "Let it take effect"),
        ):
            with browser.new_context(base_url=f"http://localhost:{port}") as context:
                page = signed_in(context, "/admin/runs/run/3/change/", user, first, said)
                send(page.get_by_role("link", name=step))
                send(page.get_by_role("button", name=step))
                assert page.locator(".errornote, .error").count() == 0
                while user == "demo-operator" and "Applied" not in page.locator("#content").inner_text():
                    page.goto("/admin/runs/run/3/change/")
        with browser.new_context(base_url=f"http://localhost:{port}") as context:
            page = context.new_page()
            page.goto("/code/")
            page.locator("#id_code").fill(code)
            send(page.locator("main button"))
            page.wait_for_url("**/mine/")
            send(page.locator("main .answers button"))
            assert page.locator(".tag.is-eligible").count() == 0
            assert page.locator(".tag.is-cleared").count() > 0
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
        assert process.stderr.read() == ""


def signed_in(context: BrowserContext, address: str, user: str, first: subprocess.CompletedProcess, said: str) -> Page:
    """The page, after signing in as that member of staff with the password and a code: no phone, no passkey."""
    page = context.new_page()
    page.goto(address)
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password").fill(passwords(first)[user])
    send(page.get_by_role("button", name="Go on"))
    page.get_by_label("recovery code").fill(codes(said)[user][0])
    send(page.get_by_role("button", name="Sign in"))
    return page


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


def test_a_first_start_that_was_cut_short_asks_for_a_fresh_one(demo: Demo, first: subprocess.CompletedProcess):
    with sqlite3.connect(demo.database) as database:
        database.execute("DROP TRIGGER runs_run_is_kept")
        database.execute("DELETE FROM runs_run WHERE id = 3")
    refused = demo()
    assert refused.returncode == 1
    assert "Start over with --fresh" in refused.stderr


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
            "CLEARANCE_KEYS": "/nowhere/keys.json",
        },
    ],
    ids=["on a database server", "in production"],
)
def test_it_refuses_to_run(demo: Demo, environment: dict[str, str]):
    refused = demo(**environment)
    assert refused.returncode == 1
    assert "The demo runs only on the embedded database" in refused.stderr
