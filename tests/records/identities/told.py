"""Small extracts that say who people are, beside the records of tests/records/extracts.py."""

import csv
from pathlib import Path

from django.db.models import QuerySet

from clearance.records.identities.numbers import to_find
from clearance.records.models import PersonIdentifier
from tests.records.extracts import Row, extract

NAMES: list[Row] = [
    {
        "person_id": "P1",
        "kind": "legal",
        "last_name": "Drisk",
        "first_name": "Azzoleth",
        "middle_name": "",
        "suffix": "Jr",
    },
    {"person_id": "P1", "kind": "alias", "last_name": "Vosk", "first_name": "Azz", "middle_name": "", "suffix": ""},
    {
        "person_id": "P2",
        "kind": "legal",
        "last_name": "Falth",
        "first_name": "Mezzina",
        "middle_name": "",
        "suffix": "",
    },
]
IDENTIFIERS: list[Row] = [
    {"person_id": "P1", "kind": "state_id", "value": "FR-7654321001"},
    {"person_id": "P1", "kind": "license", "value": "FR 76543219"},
    {"person_id": "P2", "kind": "ssn", "value": "078-05-1120"},
]
ADDRESSES: list[Row] = [
    {
        "person_id": "P1",
        "street": "12 Plimorrin Lane",
        "city": "Greene Falls",
        "region": "FK",
        "postal_code": "00012",
        "country": "US",
        "confirmed_date": "2025-11-30",
    },
    {
        "person_id": "P2",
        "street": "9 Quevubbins Way",
        "city": "Alder Mills",
        "region": "FK",
        "postal_code": "00013",
        "country": "US",
        "confirmed_date": "",
    },
]


def told(
    folder: Path,
    *,
    names: list[Row] | None = NAMES,
    identifiers: list[Row] | None = IDENTIFIERS,
    addresses: list[Row] | None = ADDRESSES,
    **records: list[Row],
) -> Path:
    """A folder with records and these rows as CSV; None: without the file."""
    extract(folder, **records)
    for name, rows in {"names": names, "identifiers": identifiers, "addresses": addresses}.items():
        path = folder / f"{name}.csv"
        path.unlink(missing_ok=True)
        if rows is not None:
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)
    return folder


def held(kind: str, value: str) -> QuerySet[PersonIdentifier]:
    """Those on record with this number."""
    return PersonIdentifier.objects.with_digest(kind, to_find(kind, value))
