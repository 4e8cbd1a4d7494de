"""People read their own pages: gunicorn, PostgreSQL and wrk on one machine. Floor: a bare page with one query."""

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.bench.measure import ROOT, cost_of

DATABASE, PREFIX, PASSWORD = "clearance_lookup_bench", "lookup_bench_", "of the benchmark"
PORT = 8765
ADDRESS = f"127.0.0.1:{PORT}"
#: One for each core, as the README says: more only get in each other's way.
WORKERS = os.cpu_count()
#: Of the log, what a page that was shown left there.
VIEWS = "SELECT count(*) FROM audit.audit_event WHERE action = 'record.viewed'"


@dataclass(frozen=True)
class Load:
    """What a load came to: views a second, milliseconds, failed requests; pages served and looks written down."""

    rate: float
    p50: float
    p99: float
    errors: int
    served: int = 0
    looks: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=10_000, help="the small state that the large one is compared with")
    parser.add_argument("--seconds", type=int, default=20, help="how long each load lasts (at most 600)")
    parser.add_argument("--connections", type=int, default=16, help="how many people ask at a time (at most 64)")


def run(arguments: argparse.Namespace) -> None:
    server = os.environ.get("CLEARANCE_DATABASE", "")
    if not server.startswith("postgresql:"):
        sys.exit("Set CLEARANCE_DATABASE to a PostgreSQL server; the benchmark makes a database of its own there.")
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing; install it (Debian: apt-get install wrk).")
    seconds, connections = min(arguments.seconds, 600), min(arguments.connections, 64)
    few, _ = _measured(server, arguments.few, seconds, connections)
    many, floor = _measured(server, arguments.people, seconds, connections)
    for name, load in (
        (f"{arguments.few:,} people", few),
        (f"{arguments.people:,} people", many),
        ("bare page", floor),
    ):
        print(
            f"{name:18} {load.rate:8,.0f} views/s  p50 {load.p50:6.1f} ms  p99 {load.p99:6.1f} ms  {load.errors} errors"
        )
    print(f"pages served {many.served:,}, looks written down {many.looks:,} (goal: the same)")
    print(f"views a second at {arguments.people:,}: {many.rate:,.0f} (goal: at least 200); p99 below 300 ms")
    print(
        f"ratio to the bare page {floor.rate / many.rate:.2f}; to few people {few.rate / many.rate:.2f} (at most 1.2)"
    )


def _measured(server: str, people: int, seconds: int, connections: int) -> tuple[Load, Load]:
    """The load on the pages of so many people, and on the bare page."""
    url = _database(server)
    print(f"preparing {people:,} people", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {"CLEARANCE_DATABASE": url, "CLEARANCE_DATA_DIR": name}
        os.environ.update(environment)
        cost_of("manage.py", "migrate", "-v0")
        cost_of("-m", "tests.bench.lookup_state", str(people), folder)
        web = _as_web(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")
            with _site(folder, web, "clearance.settings"):
                _load(folder / "sessions", 3, connections)
                time.sleep(1)  # what wrk broke off is still being answered
                before, served = connection.execute(VIEWS).fetchone()[0], _served(folder)
                load = _load(folder / "sessions", seconds, connections)
                time.sleep(1)
                looks = connection.execute(VIEWS).fetchone()[0] - before
                load = Load(load.rate, load.p50, load.p99, load.errors, _served(folder) - served, looks)
        with _site(folder, url, "tests.bench.lookup_floor"):
            return load, _load(folder / "people", min(seconds, 10), connections)


def _database(server: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    return urlsplit(server)._replace(path=f"/{DATABASE}").geturl()


def _as_web(url: str) -> str:
    """The database, as the site's own role reads it."""
    cost_of("manage.py", "database_roles", "--prefix", PREFIX)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {PREFIX}web PASSWORD '{PASSWORD}'")
    parts = urlsplit(url)
    login = f"{PREFIX}web:{PASSWORD.replace(' ', '%20')}@{parts.hostname}:{parts.port}"
    return parts._replace(netloc=login).geturl()


@contextmanager
def _site(folder: Path, database: str, settings: str) -> Iterator[None]:
    """The site, served as in production, until the load is over."""
    command = [sys.executable, "-m", "gunicorn", "clearance.wsgi", "--bind", ADDRESS, "--workers", str(WORKERS)]
    log = ["--access-logfile", str(folder / "served"), "--access-logformat", "%(s)s", "--log-level", "error"]
    environment = os.environ | {"CLEARANCE_DATABASE": database, "DJANGO_SETTINGS_MODULE": settings}
    (folder / "served").write_text("")
    process = subprocess.Popen([*command, *log], cwd=ROOT, env=environment)
    try:
        _wait()
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait() -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The site did not start.")


def _load(cookies: Path, seconds: int, connections: int) -> Load:
    script = ROOT / "tests" / "bench" / "lookup.lua"
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "10s",
        "-s",
        script,
        f"http://{ADDRESS}/mine/",
    ]
    done = subprocess.run([*command, "--", cookies], check=True, capture_output=True, text=True)
    found = json.loads(re.search(r"^\{.*\}$", done.stdout, re.MULTILINE)[0])
    return Load(found["requests"] / found["seconds"], found["p50"], found["p99"], found["errors"])


def _served(folder: Path) -> int:
    """How many pages the site says it has answered with 200."""
    return (folder / "served").read_text().split().count("200")
