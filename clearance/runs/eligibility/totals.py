"""Counts a run's decisions: over all, by outcome, track, county, offense, year, and beside what the last run said."""

from django.db import connection

from clearance.database import statement
from clearance.runs.eligibility.models import Run, Total

Dimension = Total.Dimension
#: SQL: the key of each dimension, for a decision with its charge and case, and its decision in the last run.
KEYS = {
    Dimension.ALL: "''",
    Dimension.OUTCOME: "d.outcome",
    Dimension.TRACK: "d.track",
    Dimension.COUNTY: "COALESCE(k.county, '')",
    Dimension.OFFENSE: "COALESCE(c.statute, '')",
    Dimension.YEAR: "COALESCE(SUBSTR(CAST(c.disposition_date AS text), 1, 4), '')",
    Dimension.WAS: "COALESCE(last.outcome, '')",
    Dimension.HELD: "d.held_because",
}
FROM = (
    "FROM runs_decision AS d JOIN records_charge AS c ON c.id = d.charge_id JOIN records_case AS k ON k.id = c.case_id "
    "LEFT JOIN runs_decision AS last ON last.run_id = %s AND last.charge_id = d.charge_id WHERE d.run_id = %s "
)
EFFECTS = ("clear", "held", "already", "none")


def last_run(run: Run) -> Run | None:
    """The run of the same law, whichever version, that was applied last before this one, over the same counties."""
    same = Run.objects.applied().filter(policy__policy_id=run.policy.policy_id, pk__lt=run.pk)
    return next((one for one in same.order_by("-pk") if one.counties == run.counties), None)


def count_totals(run: Run) -> None:
    """Count everything, once, in the caller's transaction."""
    run.totals.all().delete()
    counts = ", ".join(f"COUNT(CASE WHEN d.effect = '{effect}' THEN 1 END)" for effect in EFFECTS)
    undetermined = "COUNT(CASE WHEN d.outcome = 'undetermined' AND d.effect = 'none' THEN 1 END)"
    columns = ", ".join(connection.ops.quote_name(name) for name in (*EFFECTS, "undetermined"))
    for dimension, key in KEYS.items():
        statement(
            f'INSERT INTO runs_total (run_id, dimension, "key", {columns}) '
            f"SELECT %s, %s, {key}, {counts}, {undetermined} {FROM} GROUP BY 3",
            (run.pk, dimension, *_runs(run)),
        )


def _runs(run: Run) -> tuple[int, int]:
    last = last_run(run)
    return (last.pk if last else 0, run.pk)


def total_of(run: Run) -> Total:
    """The counts over all decisions of a run; zeros where nothing was decided."""
    return run.totals.filter(dimension=Dimension.ALL).first() or Total(
        run=run, dimension=Dimension.ALL, clear=0, held=0, already=0, none=0, undetermined=0
    )
