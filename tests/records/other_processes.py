"""What other processes do to an import: hold its lock, or run it and be killed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from clearance.database import only_one


def staging_tables() -> list[str]:
    """What is left of staging: tables, or, on SQLite, files beside the database."""
    tables = [name for name in connection.introspection.table_names() if "staging" in name]
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        tables += [file.name for file in database.parent.glob(f"{database.name}.staging*")]
    return tables


@contextmanager
def held_elsewhere(job: str) -> Iterator[None]:
    """Another connection does the job, as another process would."""
    started, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with only_one(job):
            started.set()
            ended.wait(timeout=30)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert started.wait(timeout=30)
    yield
    ended.set()
    thread.join()


def start(statements: str) -> subprocess.Popen:
    """Python in a process of its own, on the test's database."""
    return subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{statements}"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "clearance.settings", "CLEARANCE_DATABASE": database_url()},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_until_killed(statements: str) -> None:
    """Run Python in a process of its own, on the test's database, which is to end by kill -9."""
    with start(f"{KILL}\n{statements}") as process:
        try:
            _, error = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL, error


KILL = """
import os, signal
def kill_at(module, name, time):
    real, calls = getattr(module, name), iter(range(1, time + 1))
    def counted(*args, **options):
        if next(calls) == time:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **options)
    setattr(module, name, counted)
"""


def database_url() -> str:
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{quote(str(parts['NAME']))}"
    login = f"{quote(parts['USER'])}:{quote(parts['PASSWORD'])}"
    return f"postgresql://{login}@{parts['HOST']}:{parts['PORT']}/{quote(parts['NAME'])}"
