"""Which order each charge stands on, and where: in SQL, for a whole run at once, the same every time."""

from collections import defaultdict
from datetime import datetime

from django.db import connection

from clearance.agencies.models import Agency
from clearance.agencies.points import POINTS
from clearance.database import point_in_time, statement
from clearance.law.policy import Policy as Law
from clearance.runs.eligibility.models import Run
from clearance.runs.orders.models import Order, OrderLine

#: An order holds whole cases, and so many charges at most, but for a case that alone has more than half of them.
MOST_LINES = 500

STAGED = "staging_orders"
#: How the SQL below calls the tables of the records.
ALIASES = {"charges": "charge", "cases": "kase", "people": "person"}

#: The agency of a court: the one registered for the court of the case, else for its county, else for the whole state.
PLACES = """
WITH court AS (
    SELECT id, code, statewide FROM agencies_agency WHERE kind = 'court' AND closed_at IS NULL
), area AS (
    SELECT area.kind, area.name, MIN(court.code) AS code
    FROM agencies_area AS area JOIN court ON court.id = area.agency_id GROUP BY area.kind, area.name
), statewide AS (
    SELECT MIN(code) AS code FROM court WHERE statewide
), placed AS (
    SELECT charge.id AS charge_id, COALESCE(charge.sequence, 0) AS sequence, kase.id AS case_id,
        COALESCE(kase.case_number, '') AS case_number, decision.track,
        court.id AS agency_id, court.code, COALESCE(SUBSTR(kase.court, 1, 200), '') AS court
    FROM runs_decision AS decision
    JOIN records_charge AS charge ON charge.id = decision.charge_id
    JOIN records_case AS kase ON kase.id = charge.case_id
    CROSS JOIN statewide
    LEFT JOIN area AS of_court ON of_court.kind = 'court' AND of_court.name = kase.court
    LEFT JOIN area AS of_county ON of_county.kind = 'county' AND of_county.name = kase.county
    JOIN court ON court.code = COALESCE(of_court.code, of_county.code, statewide.code)
    WHERE decision.run_id = {run:d} AND decision.effect = 'clear'
), cases AS (
    SELECT agency_id, code, court, case_id,
        SUM(COUNT(*)) OVER (PARTITION BY agency_id, court ORDER BY case_number, case_id) AS upto,
        MAX(COUNT(*)) OVER (PARTITION BY agency_id, court) AS largest
    FROM placed GROUP BY agency_id, code, court, case_number, case_id
), numbered AS (
    SELECT case_id, DENSE_RANK() OVER (ORDER BY code, court, {chunk}) AS number FROM cases
)
SELECT placed.charge_id, placed.track, placed.agency_id, placed.court, numbered.number AS order_number,
    ROW_NUMBER() OVER (
        PARTITION BY numbered.number ORDER BY placed.case_number, placed.case_id, placed.sequence, placed.charge_id
    ) AS number
FROM placed JOIN numbered ON numbered.case_id = placed.case_id
"""


def place(run: Run, law: Law, at: datetime) -> None:
    """Write the orders of a run, not hashed yet, and their schedules. Inside the caller's transaction."""
    chunk = _batch() if law.process.order.batch else "upto"
    # On PostgreSQL a worker may make no temporary tables, but has a schema of its own for those that it stages in.
    kind = "TEMPORARY" if connection.vendor == "sqlite" else "UNLOGGED"
    statement(f"CREATE {kind} TABLE {STAGED} AS {PLACES.format(run=run.pk, chunk=chunk)}")
    if connection.vendor == "postgresql":
        statement(f"ANALYZE {STAGED}")
    statement(
        f"INSERT INTO {Order._meta.db_table} "
        "(run_id, number, agency_id, court, lines, sha256, made_at, state, recorded_by, reason, left_out) "
        f"SELECT {run.pk:d}, order_number, agency_id, court, COUNT(*), '', %s, 'waiting', '', '', 0 "
        f"FROM {STAGED} GROUP BY order_number, agency_id, court ORDER BY order_number",
        [point_in_time(at)],
    )
    for points, agencies in _courts_by_data(run).items():
        _add_lines(run, law, points, agencies)
    statement(f"DROP TABLE {STAGED}")


def _add_lines(run: Run, law: Law, points: tuple[str, ...], agencies: list[int]) -> None:
    """The schedules of the orders for these agencies, with these data points."""
    data, values = _data(points, law)
    statement(
        f"INSERT INTO {OrderLine._meta.db_table} (order_id, number, charge_id, data) "
        f"SELECT made.id, staged.number, staged.charge_id, {data} FROM {STAGED} AS staged "
        f"JOIN {Order._meta.db_table} AS made ON made.run_id = {run.pk:d} AND made.number = staged.order_number "
        "JOIN records_charge AS charge ON charge.id = staged.charge_id "
        "JOIN records_case AS kase ON kase.id = charge.case_id "
        "JOIN records_person AS person ON person.id = charge.person_id "
        f"WHERE staged.agency_id IN ({', '.join(f'{agency:d}' for agency in agencies)}) "
        "ORDER BY made.id, staged.number",
        values,
    )


def _batch() -> str:
    """SQL: cases are cut into orders by where each ends in the list of its court. With the largest case taken off, one
    that begins before the cut still fits.
    """
    half = MOST_LINES // 2
    return f"CAST(upto - 1 AS bigint) / ({MOST_LINES + 1} - CASE WHEN largest < {half} THEN largest ELSE {half} END)"


def _courts_by_data(run: Run) -> dict[tuple[str, ...], list[int]]:
    """The courts that get orders of the run, by the data points that they need."""
    courts = defaultdict(list)
    for agency in Agency.objects.filter(pk__in=run.orders.values("agency")):
        courts[tuple(agency.data)].append(agency.pk)
    return courts


def _place_of(point: str) -> str:
    table, column = POINTS[point]
    return f"{ALIASES[table]}.{column}"


def _data(points: tuple[str, ...], law: Law) -> tuple[str, list[str]]:
    """SQL that makes the data of a line, with its values: the relief, and these data points."""
    relief = " ".join(["WHEN staged.track = %s THEN %s"] * len(law.tracks))
    pairs = [f"'relief', CASE {relief} END", *(f"'{point}', {_place_of(point)}" for point in points)]
    function = "json_object" if connection.vendor == "sqlite" else "jsonb_build_object"
    return f"{function}({', '.join(pairs)})", [value for track in law.tracks for value in (track.id, track.relief)]
