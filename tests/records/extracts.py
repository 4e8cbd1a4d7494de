"""Small extracts in the record format, and a source to import them from."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from clearance.records.actions import import_records, register_source
from clearance.records.models import Import, Source

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

Row = dict[str, str]
PEOPLE: list[Row] = [
    {"person_id": "P1", "birth_date": "1980-02-29", "deceased": "false", "county": "Greene"},
    {"person_id": "P2", "birth_date": "", "deceased": "", "county": ""},
]
CASES: list[Row] = [
    {"case_id": "C1", "person_id": "P1", "status": "closed", "filed_date": "2011-03-02", "restitution_owed": "1250.10"},
    {"case_id": "C2", "person_id": "P2", "status": "", "filed_date": "", "restitution_owed": ""},
]
CHARGES: list[Row] = [
    {
        "charge_id": "X1",
        "case_id": "C1",
        "person_id": "P1",
        "statute": "18-4-503",
        "level": "misdemeanor",
        "disposition": "dismissed",
        "disposition_date": "2011-09-09",
        "sentence_days": "30",
        "attributes": "firearm;victim_minor",
    },
    {
        "charge_id": "X2",
        "case_id": "C2",
        "person_id": "P2",
        "statute": "",
        "level": "",
        "disposition": "",
        "disposition_date": "",
        "sentence_days": "",
        "attributes": "",
    },
]


def extract(
    folder: Path, *, people: list[Row] = PEOPLE, cases: list[Row] = CASES, charges: list[Row] = CHARGES
) -> Path:
    """A folder with these rows as CSV."""
    folder.mkdir(exist_ok=True)
    for name, rows in {"people": people, "cases": cases, "charges": charges}.items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    return folder


def changed(rows: list[Row], which: str, **cells: str) -> list[Row]:
    """The rows, with other cells in the one whose first column is `which`."""
    return [row | cells if next(iter(row.values())) == which else row for row in rows]


def source(name: str = "courts") -> Source:
    return Source.objects.filter(name=name).first() or register_source(by="staff:1", name=name, at=AT)


def take_in(path: Path, name: str = "courts", **options) -> Import:
    return import_records(by="staff:1", source=source(name), path=path, at=AT, **options)
