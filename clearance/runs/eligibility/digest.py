"""What is approved: a hash over every decision of a run, part by part, and over what the run froze."""

import hashlib
import json
from collections.abc import Iterable

from django.db import connection

from clearance.runs.eligibility.models import Run

#: A decision as one line of text, the same on every database.
LINE = (
    "charge_id || '|' || outcome || '|' || COALESCE(CAST(eligible_on AS text), '') || '|' || track || '|' || reasons "
    "|| '|' || missing || '|' || effect || '|' || held_because"
)


def part_sha256(run: Run, number: int) -> str:
    """SHA-256 over the decisions of a part as they stand in the database, a line each, by charge."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {LINE} FROM runs_decision WHERE run_id = %s AND part = %s ORDER BY charge_id", [run.pk, number]
        )
        return sha256_of_lines(line for (line,) in cursor)


def sha256_of_lines(lines: Iterable[str]) -> str:
    """SHA-256, in hex, over lines that each end in a newline."""
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode())
        found.update(b"\n")
    return found.hexdigest()


def digest(run: Run) -> str:
    """SHA-256 over what the run froze, and over the hashes of its parts in their order."""
    frozen = {
        "policy": run.policy_sha256,
        "as_of": run.as_of.isoformat(),
        "counties": run.counties,
        "snapshot": run.snapshot,
    }
    parts = run.parts.order_by("number").values_list("number", "decisions", "clears", "sha256")
    lines = (f"{number} {decisions} {clears} {sha256}" for number, decisions, clears, sha256 in parts.iterator())
    return sha256_of_lines((json.dumps(frozen, sort_keys=True, ensure_ascii=False), *lines))
