"""The site as it is run for real, on the test's database."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.records.other_processes import database_url

LISTENING = re.compile(r"Listening at: (http://127\.0\.0\.1:\d+)")


@contextmanager
def gunicorn(data: Path) -> Iterator[str]:
    """Its address, while it runs, with two workers and its files in `data`."""
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind=127.0.0.1:0", "--workers=2", "--timeout=120", "clearance.wsgi"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"CLEARANCE_DATABASE": database_url(), "CLEARANCE_DATA_DIR": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield next(found[1] for line in server.stderr if (found := LISTENING.search(line)))
    finally:
        server.terminate()
        server.communicate(timeout=30)
