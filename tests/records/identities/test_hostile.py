"""Names that are meant to break something, and numbers that must lie nowhere."""

from pathlib import Path

import polars as pl
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.engine.records import Rejects
from clearance.engine.records.rejects import Sieve
from clearance.records.actions import rejects_path
from clearance.records.identities.names import PARTS, prepared
from clearance.records.models import PersonName
from clearance.records.staging import Staging
from tests.records.extracts import extract, take_in
from tests.records.identities.told import ADDRESSES, IDENTIFIERS, NAMES, told

HOSTILE = {
    "=HYPERLINK(0)": "=HYPERLINK(0)",
    "+1": "+1",
    "@SUM(1)": "@SUM(1)",
    "Dri\0sk": "Dri sk",
    "\u202eksirD": "ksirD",
    "\0": None,
    " \u202e ": None,
    "שלום": "שלום",
    "محمد": "محمد",
    "O'Neil; DROP TABLE records_person; --": "O'Neil; DROP TABLE records_person; --",
    "{{ 7*7 }}{% now %}": "{{ 7*7 }}{% now %}",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "Zoë 🙂": "Zoë 🙂",
    "é" * 200: "é" * 200,
    "a\nb\tc": "a b c",
    "%s%(person)s\\": "%s%(person)s\\",
}


@pytest.mark.django_db(transaction=True)
def test_hostile_names_are_kept_as_text_and_nothing_more(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    folder = extract(tmp_path / "sent")
    written = [*HOSTILE, "x" * 10_000, "of nobody"]
    pl.DataFrame(
        {
            "person_id": [*["P1"] * (len(written) - 1), "P1\0"],
            "kind": [str(number) for number in range(len(written))],
            "last_name": written,
        }
    ).write_parquet(folder / "names.parquet")
    done = take_in(folder, max_bad=1)
    kept = dict(PersonName.objects.values_list("kind", "last_name"))
    wanted = {str(number): text for number, text in enumerate(HOSTILE.values()) if text is not None}
    assert kept == wanted
    assert {problem.reason for problem in done.problems.all()} == {
        "is longer than 200 characters",
        "holds a NUL character",
    }
    assert "xxx" not in rejects_path(done).read_text()


TEXTS = st.none() | st.text(max_size=300)


@given(st.lists(st.tuples(*[TEXTS] * 5), min_size=1, max_size=8))
@settings(deadline=None)
def test_whatever_a_name_is_it_is_either_kept_readable_or_rejected_alone(tmp_path_factory, names):
    rows = pl.DataFrame(names, schema=dict.fromkeys(["kind", *PARTS], pl.String), orient="row").with_columns(
        person_id=pl.lit("P1"), _file=pl.lit("names.csv"), _line=pl.int_range(pl.len()) + 2
    )
    with Rejects(tmp_path_factory.getbasetemp() / "rejects.csv") as rejects:
        kept = prepared(rows, Sieve(rejects, silent=["names.csv"]))
        assert kept.height + rejects.count == rows.height
    for row in kept.iter_rows(named=True):
        parts = [row[part] for part in PARTS]
        assert row["filled"] == any(part is not None for part in parts)
        for part in parts:
            assert part is None or (0 < len(part) <= 200 and part == part.strip(" ") and "\0" not in part)
            assert part is None or not any("\u202a" <= sign <= "\u202e" for sign in part)


def bytes_on_disk() -> bytes:
    """All that SQLite keeps: the database, its log, and whatever lies beside it."""
    database = Path(connection.settings_dict["NAME"])
    return b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))


def every_row() -> bytes:
    """All that PostgreSQL keeps, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found).encode()


BAD = [
    {"person_id": "P2", "kind": "passport", "value": "PASS-998877"},
    {"person_id": "P9", "kind": "ssn", "value": "219-09-9999"},
]
PLAIN = ["7654321001", "76543219", "078-05-1120", "078051120", "998877", "219-09-9999", "219099999"]


@pytest.mark.django_db(transaction=True)
def test_no_number_and_no_address_lies_anywhere_in_plain_while_it_waits_or_after(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    on_disk = bytes_on_disk if connection.vendor == "sqlite" else every_row
    found, check = [], Staging.check

    def look_then_check(*arguments):
        found.append(on_disk())
        check(*arguments)

    monkeypatch.setattr(Staging, "check", look_then_check)
    done = take_in(told(tmp_path / "sent", identifiers=[*IDENTIFIERS, *BAD]), max_bad=1)
    found.append(on_disk())
    assert all(NAMES[0]["last_name"].encode() in kept for kept in found)
    found.append(rejects_path(done).read_bytes())
    for plain in [*PLAIN, ADDRESSES[0]["street"], ADDRESSES[1]["city"]]:
        for text in (plain.encode(), plain.encode().hex().encode()):
            assert not any(text in kept for kept in found), plain
