"""Workers as processes of their own, with sweeps of these tests or of the house, and patience with a limit."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.records.other_processes import start

#: Seconds after which a test gives up waiting.
LIMIT = 60
WORKER = """
import os
os.environ["CLEARANCE_TEST_MARKS"] = {marks!r}
from django.conf import settings
from django.core.management import call_command
settings.SWEEPS = {sweeps!r} or settings.SWEEPS
call_command("worker", **{options!r})
"""


def sweep(name: str) -> str:
    return f"tests.work.sweeps.{name}"


@contextmanager
def worker(marks: Path, *sweeps: str, **options) -> Iterator[subprocess.Popen]:
    """A worker that runs, with these sweeps of tests.work.sweeps; without any, with those of the house."""
    options = {"every": 0.1, **options}
    paths = [sweep(name) for name in sweeps]
    with start(WORKER.format(marks=str(marks), sweeps=paths, options=options)) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen) -> int:
    """The process ends by itself: its exit status."""
    _, error = process.communicate(timeout=LIMIT)
    assert error == ""
    return process.returncode


def wait_until(true: Callable[[], object]) -> None:
    """Look again and again until it is true; fail if it does not become so."""
    end = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def marks(folder: Path, name: str) -> int:
    """How often a sweep left this mark."""
    path = folder / name
    return len(path.read_text()) if path.exists() else 0


def catches(process: subprocess.Popen, number: int) -> bool:
    """Whether it has a handler for the signal, as Linux tells it."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    caught = next(line.split()[1] for line in lines if line.startswith("SigCgt:"))
    return bool(int(caught, 16) & 1 << (number - 1))
