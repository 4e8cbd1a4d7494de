"""Runs a command as a process of its own, and says how long it took and how much memory it needed at most."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Cost:
    """Wall-clock seconds, and peak resident memory in MiB."""

    seconds: float
    peak: float


def cost_of(*command: str | Path) -> Cost:
    """The cost of one run of a Python command, start-up included. Raises CalledProcessError if it fails."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, command)], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(seconds, usage.ru_maxrss / 1024)
