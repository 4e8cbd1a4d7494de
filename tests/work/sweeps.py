"""Sweeps for these tests. They leave marks in a folder, and the slow one ends when a file in it says so."""

import os
import time
from pathlib import Path

from django.db import connection
from django_tasks import task

from clearance.work.stopping import until_stopped

FOLDER = Path(os.environ.get("CLEARANCE_TEST_MARKS", "."))
#: Long enough for a few signs of life.
LONG = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000000) SELECT max(n) FROM number
"""


def mark(name: str) -> None:
    with (FOLDER / name).open("a") as file:
        file.write(".")


@task
def quick() -> None:
    mark("quick")


@task(queue_name="long")
def again() -> None:
    mark("again")


@task(queue_name="long")
def slow() -> None:
    mark("slow begun")
    while not (FOLDER / "go").exists():
        until_stopped("waiting", 1)
        time.sleep(0.01)
    mark("slow done")


@task(queue_name="long")
def deaf() -> None:
    """Does not look whether it is to stop."""
    mark("deaf begun")
    while not (FOLDER / "go").exists():
        time.sleep(0.01)


@task
def one_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LONG)


@task
def breaks() -> None:
    raise KeyError("P1, born 1980-02-29")
