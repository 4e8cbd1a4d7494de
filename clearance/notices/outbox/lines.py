"""The lines of a batch, written by the database in one statement for all agencies, however many they are."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from clearance.agencies.points import POINTS
from clearance.database import statement
from clearance.notices.json_rows import rows_parameter, rows_sql
from clearance.notices.outbox.opening import Room
from clearance.runs.models import Run

#: The clearances of a batch with their records; what is not known of a place is empty.
BATCH = """
FROM runs_clearance clearance
JOIN records_charge charges ON charges.id = clearance.charge_id
JOIN records_case cases ON cases.id = charges.case_id
JOIN records_person people ON people.id = clearance.person_id
"""
OF_BATCH = "WHERE clearance.run_id = %s AND clearance.batch = %s"
COURT, COUNTY = "COALESCE(cases.court, '')", "COALESCE(cases.county, '')"


class Place(NamedTuple):
    """A court and county whose cases an agency is told of, and which of the payloads it gets."""

    court: str
    county: str
    agency: int
    payload: int


def count_places(run: Run, batch: int) -> dict[tuple[str, str], int]:
    """How many clearances of the batch there are by court and county."""
    sql = f"SELECT {COURT}, {COUNTY}, COUNT(*) {BATCH} {OF_BATCH} GROUP BY 1, 2"
    with connection.cursor() as cursor:
        cursor.execute(sql, [run.pk, batch])
        return {(court, county): count for court, county, count in cursor.fetchall()}


def add_lines(run: Run, batch: int, places: Sequence[Place], rooms: Sequence[Room], payloads: Sequence[tuple]) -> int:
    """One line for every clearance and every agency of its place, numbered by charge; how many."""
    cases = " ".join(f"WHEN {number} THEN {payload_sql(data)}" for number, data in enumerate(payloads))
    sql = f"""
        WITH place AS ({rows_sql("court text, county text, agency bigint, payload integer")}),
        room AS ({rows_sql("agency bigint, notice uuid, first integer, last integer, shift integer")}),
        told AS (
            SELECT place.agency, clearance.id AS clearance, CASE place.payload {cases} END AS payload,
                ROW_NUMBER() OVER (PARTITION BY place.agency ORDER BY clearance.charge_id) AS nth
            {BATCH}
            JOIN place ON place.court = {COURT} AND place.county = {COUNTY}
            {OF_BATCH}
        )
        INSERT INTO notices_line (notice_id, number, clearance_id, payload, outcome, code)
        SELECT room.notice, told.nth + room.shift, told.clearance, told.payload, '', ''
        FROM told JOIN room ON room.agency = told.agency AND told.nth BETWEEN room.first AND room.last
    """
    return statement(sql, [rows_parameter(places), rows_parameter(rooms), run.pk, batch])


def payload_sql(data: Sequence[str]) -> str:
    """SQL: an object of these data points of a record."""
    build = "json_object" if connection.vendor == "sqlite" else "jsonb_build_object"
    parts = (f"'{point}', {POINTS[point][0]}.{POINTS[point][1]}" for point in data)
    return f"{build}({', '.join(parts)})"
