import csv
import io
import json
import os
from hashlib import sha256
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearance.agencies.models import DATA_POINTS
from clearance.agencies.points import POINTS
from clearance.notices.models import Line, Notice
from clearance.notices.outbox import files
from clearance.notices.outbox.files import csv_file, csv_line, jsonl
from clearance.notices.outbox.recipients import data_of
from clearance.notices.outbox.sealing import seal
from tests.notices.published import is_valid
from tests.notices.told import AT, agency, charges, clear, finish, policy, run_of, sealed, undo

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("CLEARANCE_EXAMPLES", "50"))
RUNS = "=+-@\t\r\n\0＝＋－＠"
FIXED = ["notice", "line", "action", "relief", "on"]
#: Characters as they come in records, and those that a spreadsheet or a reader of CSV takes for something else. The
#: records hold neither NUL nor half a surrogate pair: no database keeps them.
HOSTILE = st.text(
    st.sampled_from("=+-@\t\r\n＝＋－＠,;\"' aÑ7") | st.characters(exclude_characters="\0", codec="utf-8")
)


@pytest.fixture
def law(tmp_path):
    return policy(tmp_path)


def as_json(notice: Notice) -> list[dict]:
    return [json.loads(line) for line in b"".join(jsonl(notice)).decode("ascii").split("\n")[:-1]]


def as_csv(notice: Notice) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(csv_file(notice)).decode(), newline="")))


def test_both_files_hold_the_same_columns_and_lines(tmp_path):
    [notice] = sealed(agency("greene-court", "court", ("court", "Greene District Court")), folder=tmp_path)
    found, [head, *rows] = as_json(notice), as_csv(notice)
    assert head == [*FIXED, "court", "case_number", "sequence"]
    assert found[1] == {
        "notice": str(notice.pk),
        "line": 2,
        "action": "clear",
        "relief": "seal",
        "on": "2026-03-02",
        "court": "Greene District Court",
        "case_number": "11-CR-0002",
        "sequence": 1,
    }
    assert [list(one) for one in found] == [head] * 3
    assert rows == [[str(value) for value in one.values()] for one in found]


def test_what_is_not_known_is_null_in_one_and_empty_in_the_other(tmp_path):
    police = agency("police", "police")
    of = charges(1, arrest_date=None, tracking_number=None)
    clear(run_of(policy(tmp_path), of), of)
    notice = Notice.objects.get(agency=police)
    assert as_json(notice)[0]["arrest_date"] is None
    assert as_csv(notice)[1][-2:] == ["", ""]


def test_the_files_are_the_same_bytes_each_time_and_those_that_were_sealed(tmp_path, monkeypatch):
    [notice] = sealed(agency("bureau", "repository"), folder=tmp_path, count=5)
    for chunk in (2_000, 2, 1):
        monkeypatch.setattr(files, "CHUNK", chunk)
        assert sha256(b"".join(jsonl(notice))).hexdigest() == notice.sha256_jsonl
        assert sha256(b"".join(csv_file(notice))).hexdigest() == notice.sha256_csv


def test_the_files_stay_the_same_when_the_records_change(tmp_path):
    [notice] = sealed(agency("bureau", "repository"), folder=tmp_path)
    before = b"".join(jsonl(notice))
    for line in notice.all_lines.all():
        line.clearance.charge.statute = "other"
        line.clearance.charge.save()
    assert b"".join(jsonl(notice)) == before


def test_a_manifest_says_what_is_in_the_files_and_is_of_the_published_form(tmp_path):
    [notice] = sealed(agency("bureau", "repository"), folder=tmp_path)
    message = json.loads(notice.manifest_file())
    assert is_valid("manifest", message)
    manifest = message["manifest"]
    assert (manifest["notice"], manifest["agency"], manifest["lines"]) == (str(notice.pk), "bureau", 3)
    assert manifest["sha256"] == {"jsonl": notice.sha256_jsonl, "csv": notice.sha256_csv}
    assert manifest["data"] == as_csv(notice)[0][5:] == ["tracking_number", "statute"]


def test_every_line_is_of_the_published_form_whatever_it_follows(tmp_path):
    everything = agency("bureau", "repository", data=[point for point in DATA_POINTS if point != "name"])
    of = charges(2)
    made = clear(run_of(policy(tmp_path), of), of)
    undo(made[0])
    lines = [line for notice in Notice.objects.filter(agency=everything) for line in as_json(notice)]
    assert [line["action"] for line in lines].count("restore") == 1
    assert all(is_valid("line", line) for line in lines)


def test_a_line_holds_what_the_record_holds_however_it_is_read(tmp_path):
    agency("bureau", "repository", data=list(POINTS))
    of = charges(1, filed_date=None, offense_date=AT.date())
    [clearance] = clear(run_of(policy(tmp_path), of), of)
    assert Line.objects.get().payload == data_of(clearance, POINTS)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(st.sampled_from(DATA_POINTS), unique=True, min_size=1))
def test_only_the_declared_data_points_leave(law, wanted):
    """In their order. The records hold no names, so these never do."""
    one = next(NAMES)
    bureau = agency(one, "court", ("court", one), data=wanted)
    of = charges(1, court=one)
    run = run_of(law, of)
    clear(run, of)
    finish(run)
    notice = Notice.objects.get(agency=bureau)
    seal(by="worker", notice=notice, at=AT)
    left = [point for point in wanted if point != "name"]
    [line], [head, row] = as_json(notice), as_csv(notice)
    assert list(line) == head == [*FIXED, *left]
    assert notice.data == json.loads(notice.manifest)["data"] == left
    assert list(Line.objects.get(notice=notice).payload.keys() - left) == []
    assert len(row) == len(head)


NAMES = (f"court-{number}" for number in count())


@settings(max_examples=EXAMPLES * 10, deadline=None)
@given(st.lists(HOSTILE | st.integers() | st.none(), min_size=1))
def test_no_cell_begins_with_what_a_spreadsheet_runs_and_every_cell_is_read_back(cells):
    [found] = csv.reader(io.StringIO(csv_line(cells).decode(), newline=""))
    assert len(found) == len(cells)
    for cell, read in zip(cells, found, strict=True):
        assert not read or read[0] not in RUNS
        assert read.removeprefix("'") == ("" if cell is None else str(cell)).removeprefix("'")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(court=HOSTILE, number=HOSTILE, statute=HOSTILE)
def test_no_cell_of_a_real_file_begins_with_what_a_spreadsheet_runs(law, court, number, statute):
    bureau = agency(next(NAMES), "repository", data=["court", "case_number", "statute", "tracking_number"])
    of = charges(1, court=court, case_number=number, statute=statute)
    run = run_of(law, of)
    clear(run, of)
    finish(run)
    notice = Notice.objects.get(agency=bureau)
    assert (as_json(notice)[0]["court"], as_json(notice)[0]["statute"]) == (court, statute)
    assert all(cell[0] not in RUNS for row in as_csv(notice) for cell in row if cell)
    assert len(as_csv(notice)) == 2
