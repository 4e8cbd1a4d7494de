"""A PostgreSQL server of the test's own, that may be stopped in the middle and whose disk may be filled."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
IS_ROOT = os.geteuid() == 0
needs_postgresql = pytest.mark.skipif(not BINARIES, reason="needs the programs of a PostgreSQL server")
#: To give a disk of its own a size takes root.
needs_root = pytest.mark.skipif(not IS_ROOT, reason="needs root, to fill a disk that nobody else uses")
OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c fsync=off -c max_wal_size=64MB -c min_wal_size=32MB -c wal_keep_size=0 "
    "-c log_error_verbosity=terse -c log_min_error_statement=panic"
)


class Cluster:
    """The server; `folder` is its disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-D", self._data, "-U", "clearance", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://clearance@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} {OPTIONS}"
        self._run("pg_ctl", "-D", self._data, "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop_at_once(self) -> None:
        """As if the power had failed: nothing is finished, nothing is tidied up."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop", check=False)

    def copy(self, template: str, name: str) -> str:
        """A database as the template is; its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """While this lasts there is no room left."""
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1 << 20))
            except OSError:
                pass
        try:
            yield
        finally:
            ballast.unlink()

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        as_nobody = ["runuser", "-u", "nobody", "--"] if IS_ROOT else []
        command = [*as_nobody, str(BINARIES[-1] / program), *arguments]
        # Not to a pipe: the server would hold it open.
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=120)
        if check and done.returncode:
            raise RuntimeError(f"{program} failed; see {self.folder / 'log'}")


@contextmanager
def a_cluster(megabytes: int | None = None) -> Iterator[Cluster]:
    """A server on a disk of that size; without one, wherever temporary files lie."""
    folder = Path(tempfile.mkdtemp(prefix="clearance-chaos-"))
    if megabytes:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
    if IS_ROOT:
        shutil.chown(folder, "nobody")
    cluster = None
    try:
        cluster = Cluster(folder)
        yield cluster
    finally:
        if cluster:
            cluster.stop_at_once()
        if megabytes:
            subprocess.run(["umount", folder], check=True)
        shutil.rmtree(folder, ignore_errors=True)
