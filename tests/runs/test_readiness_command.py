"""`manage.py readiness`: what a law can decide on files of records, as text, JSON and a page."""

import json
import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from clearance.engine.evaluate import evaluate
from clearance.engine.records import open_records
from clearance.law.policy import load_policy
from clearance.records.invented import write_state
from clearance.records.profile import load_profile

SUFFOLK = settings.BASE_DIR.parent / "shared" / "data" / "suffolk_ma" / "charges.csv.gz"
AS_OF = date(2026, 1, 1)


@pytest.fixture(scope="module")
def records(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("state") / "records"
    write_state(folder, people=300, seed=1)
    return folder


def readiness(policy: str | Path, records: Path, **options: object) -> str:
    out = StringIO()
    call_command("readiness", str(policy), str(records), stdout=out, **{"as_of": AS_OF, **options})
    return out.getvalue()


def test_the_text_opens_with_the_share_that_can_be_decided(records):
    found = json.loads(readiness("franklin", records, format="json"))
    title, headline, *_ = readiness("franklin", records).splitlines()
    assert title == "Franklin Clean Slate Act (F.S. 12-34), on 2026-01-01"
    decided = found["charges"] - found["undetermined"]
    assert headline == f"It can decide {found['percent']} % of the charges: {decided:,} of {found['charges']:,}."
    assert 0 < found["percent"] < 100


def test_the_json_has_every_fact_that_the_law_reads(records):
    found = json.loads(readiness("franklin", records, format="json"))
    assert {one["fact"] for one in found["data_points"]} == load_policy("franklin").columns - {"case_id"}
    dispositions = next(one for one in found["data_points"] if one["fact"] == "disposition")
    assert dispositions["holder"]["kind"] == "court"
    assert sum(one["charges"] for one in dispositions["by_county"]) == found["charges"]
    assert sum(one["filled"] for one in dispositions["by_year"]) == dispositions["complete"]["filled"]
    assert any(part["presumption"] for part in dispositions["open_parts"])


def test_the_page_stands_alone(records, tmp_path):
    readiness("franklin", records, format="html", out=tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "Franklin Clean Slate Act" in page
    assert "<svg" in page
    assert "when_missing" in page
    assert not re.search(r'(src|href)="', page)


def test_a_column_that_the_data_do_not_have_is_said_not_to_be_there(tmp_path):
    charges = tmp_path / "charges.csv"
    charges.write_text("charge_id,case_id,person_id,statute,level,disposition\n1,1,1,18-4-401,misdemeanor,convicted\n")
    text = readiness("franklin", charges)
    assert re.search(r"^sentence_date +court +not there +1 +1 +0$", text, re.MULTILINE)
    assert re.search(r"^sentence_days +court +not needed +0 +0 +0$", text, re.MULTILINE)
    assert "not in the data" in readiness("franklin", charges, format="html")


@pytest.mark.parametrize(
    ("policy", "folder", "out", "says"),
    [
        ("no-such-law", "records", "page.html", "no law of that name in the library"),
        ("franklin", "nowhere", "page.html", "nowhere"),
        ("franklin", "records", "missing/page.html", "does not exist; make it first"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(records, tmp_path, policy, folder, out, says):
    with pytest.raises(CommandError, match=says):
        readiness(policy, records if folder == "records" else tmp_path / folder, out=tmp_path / out)


@pytest.mark.shared_data
@pytest.mark.skipif(not SUFFOLK.is_file(), reason="the real data are not in ../shared/data")
def test_suffolk_lacks_what_its_prosecutor_does_not_hold():
    as_of = date(2020, 9, 1)
    found = json.loads(readiness("franklin", SUFFOLK, source="suffolk_ma", as_of=as_of, format="json"))
    law = load_policy("franklin")
    with open_records(SUFFOLK, profile=load_profile("suffolk_ma")) as opened:
        outcomes = [one for part in opened.facts(law.columns) for one in evaluate(law, part, as_of)["outcome"]]
    assert (found["charges"], found["undetermined"]) == (len(outcomes), outcomes.count("undetermined"))
    absent = {one["fact"] for one in found["data_points"] if not one["complete"]["filled"]}
    held_elsewhere = {"birth_date", "sentence_date", "sentence_days", "completion_date", "supervision_end_date"}
    assert absent == held_elsewhere | {"max_sentence_days"}
