"""What a policy says of a range of people, compared with what it said before, and kept where it differs."""

from datetime import datetime

import polars as pl

from clearance.database import Bulk, as_json, differ, point_in_time, statement
from clearance.runs.models import Policy

STAGED = "staging_determinations"
#: The columns of a determination that may change, by kind.
ANSWER = {"person_id": "whole", "eligible_on": "date", "possible_on": "date", "why": "json"}
COLUMNS = {"charge_id": "whole"} | ANSWER


def stage(second: Bulk, answers: pl.DataFrame) -> None:
    """Put the engine's dates for a range, under the numbers of charges and people, into the staging table."""
    second.create(STAGED, COLUMNS)
    second.add(STAGED, answers.select(*COLUMNS))
    second.analyze(STAGED)


def keep(policy: Policy, at: datetime) -> int:
    """Write the staged answers that are new or differ from the current ones, which become history. How many are new."""
    typed = ", ".join(f"{as_json(name)} AS {name}" if kind == "json" else name for name, kind in COLUMNS.items())
    staged = f"(SELECT {typed} FROM {STAGED}) AS new"
    current = "kept.policy_id = %s AND kept.charge_id = new.charge_id AND kept.replaced_at IS NULL"
    statement(
        f"UPDATE runs_determination AS kept SET replaced_at = %s FROM {staged} "
        f"WHERE {current} AND ({differ('kept', 'new', list(ANSWER))})",
        (point_in_time(at), policy.pk),
    )
    columns = ", ".join(COLUMNS)
    return statement(
        f"INSERT INTO runs_determination (policy_id, determined_at, {columns}) SELECT %s, %s, {columns} FROM {staged} "
        f"WHERE NOT EXISTS (SELECT 1 FROM runs_determination AS kept WHERE {current})",
        (policy.pk, point_in_time(at), policy.pk),
    )


def clear_away(second: Bulk) -> None:
    second.drop(STAGED)
