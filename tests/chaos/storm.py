"""Drives a run to its end while workers are killed and the server stops; what it comes to can be compared."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.bench.measure import ROOT
from tests.chaos.cluster import Cluster

#: What a run came to: everything that must be the same however often it was disturbed.
OUTCOME = {
    "run": "SELECT state, digest, as_of FROM runs_run",
    "clearances": "SELECT charge_id, nth, batch, track, relief, run_id FROM runs_clearance ORDER BY 1, 2",
    "notices": "SELECT n.id, a.code, n.kind, n.origin, n.part, n.lines, n.sealed_at IS NOT NULL FROM notices_notice n "
    "JOIN agencies_agency a ON a.id = n.agency_id ORDER BY 1",
    "lines": "SELECT l.notice_id, l.number, c.charge_id, l.payload FROM notices_line l "
    "JOIN runs_clearance c ON c.id = l.clearance_id ORDER BY 1, 2",
    "told": "SELECT run_id, batch FROM notices_toldbatch ORDER BY 1, 2",
    "applied": "SELECT detail->>'batch', detail->>'cleared' FROM audit_event WHERE action = 'run.batch_applied' "
    "ORDER BY CAST(detail->>'batch' AS integer)",
}

#: Seconds between a step of the run and what disturbs the next, at most.
MOMENT = 0.3
#: So many twentieths of a second it waits for a step at most.
PATIENCE = 400


def outcome(url: str) -> dict[str, list[tuple]]:
    with psycopg.connect(url) as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in OUTCOME.items()}


def python(*arguments: str, url: str, folder: Path) -> subprocess.Popen:
    """A Python process on that database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "clearance.settings",
        "CLEARANCE_DATABASE": url,
        "CLEARANCE_DATA_DIR": str(folder),
    }
    with (folder / "log").open("ab") as log:
        return subprocess.Popen([sys.executable, *arguments], env=environment, cwd=ROOT, stdout=log, stderr=log)


def done(*arguments: str, url: str, folder: Path) -> None:
    """The same, to its end, which is to be a good one."""
    process = python(*arguments, url=url, folder=folder)
    assert process.wait(timeout=600) == 0, (folder / "log").read_text()[-4000:]


@dataclass
class Storm:
    """Disturbs whoever works on a database, at moments by chance, until a run is at its end."""

    cluster: Cluster
    url: str
    folder: Path
    chance: random.Random
    disturbances: list[Callable[["Storm"], None]]
    #: How far the run had come, each time that something was about to happen.
    moments: list[tuple] = field(default_factory=list)

    def drive(self) -> None:
        """To the end of the run; disturbances that did not come to their turn stay in the list."""
        people = python("-m", "tests.chaos.people", url=self.url, folder=self.folder)
        self._start_a_worker()
        try:
            while people.poll() is None:
                self._wait_for_progress(people)
                if self.disturbances and not _ended(people, self.chance.uniform(0, MOMENT)):
                    self.moments.append(self._how_far())
                    self.disturbances.pop()(self)
                if self.worker.poll() is not None:
                    self._start_a_worker()
        finally:
            people.kill()
            self.kill_the_worker()
        assert people.returncode == 0, (self.folder / "log").read_text()[-4000:]

    def _start_a_worker(self) -> None:
        """One that is at work: what happens next happens to it in the middle of something."""
        at_work = self.folder / "at-work"
        at_work.unlink(missing_ok=True)
        self.worker = python("-m", "tests.chaos.work", url=self.url, folder=self.folder)
        while not at_work.exists() and not _ended(self.worker, 0.05):
            pass

    def _wait_for_progress(self, people: subprocess.Popen) -> None:
        """Until something was done since the last disturbance; not for long where nothing can be."""
        before = self.moments[-1] if self.moments else None
        for _ in range(PATIENCE):
            if _ended(people, 0.05) or self.worker.poll() is not None or self._how_far() != before:
                return

    def _how_far(self) -> tuple:
        with psycopg.connect(self.url) as connection:
            run = connection.execute("SELECT state, charges_done FROM runs_run").fetchall()
            return *run, *connection.execute("SELECT count(*) FROM notices_toldbatch").fetchone()

    def kill_the_worker(self) -> None:
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait(timeout=60)

    def stop_the_server(self) -> None:
        self.cluster.stop_at_once()
        self.cluster.start()

    def fill_the_disk(self) -> None:
        with self.cluster.full_disk():
            _ended(self.worker, 3)
        self.stop_the_server()


def _ended(process: subprocess.Popen, seconds: float) -> bool:
    """Whether a process ended within that time."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
