"""The published study of Suffolk County: eight questions, at once, after 3 years and after 7, to the last person."""

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from django.core.management import call_command

from clearance.engine.evaluate import evaluate
from clearance.engine.records import Records, open_records
from clearance.law.policy import load_policy
from clearance.records.profile import load_profile

DATA = settings.BASE_DIR.parent / "shared" / "data" / "suffolk_ma"
AS_OF = date(2020, 9, 1)
QUESTIONS = ("Q1", "Q2A", "Q2B", "Q2B.2", "Q3A", "Q3A.2", "Q3B", "Q3B.2")
#: The end of a policy's name, and what the published counts call it.
SPANS = {"": "people", "-over3": "over_3y_before_2020-09-01", "-over7": "over_7y"}
POLICIES = {f"{question}{end}": (question, span) for question in QUESTIONS for end, span in SPANS.items()}

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not in ../shared/data"),
]


def policy_file(name: str) -> Path:
    return Path(__file__).parent / f"{name}.toml"


@pytest.fixture(scope="module")
def published() -> dict:
    return json.loads((DATA / "expected_counts.json").read_text())


@pytest.fixture(scope="module")
def records() -> Iterator[Records]:
    with open_records(DATA / "charges.csv.gz", profile=load_profile("suffolk_ma")) as opened:
        yield opened


@pytest.fixture(scope="module")
def facts(records) -> list[pl.DataFrame]:
    columns = frozenset().union(*(load_policy(policy_file(name)).columns for name in POLICIES))
    return list(records.facts(columns))


@pytest.mark.parametrize("name", POLICIES)
def test_as_many_people_have_an_eligible_charge_as_the_study_counted(name, facts, published):
    question, span = POLICIES[name]
    policy = load_policy(policy_file(name))
    eligible = pl.concat(evaluate(policy, part, AS_OF) for part in facts).filter(pl.col("outcome") == "eligible")
    assert eligible["person_id"].n_unique() == published[question][span]


def test_the_command_gives_the_published_count(tmp_path, published):
    out = tmp_path / "q1.parquet"
    call_command(
        "evaluate",
        str(policy_file("Q1-over3")),
        str(DATA / "charges.csv.gz"),
        source="suffolk_ma",
        as_of=AS_OF,
        out=out,
        stdout=StringIO(),
    )
    determinations = pl.read_parquet(out)
    eligible = determinations.filter(pl.col("outcome") == "eligible")
    assert eligible["person_id"].n_unique() == published["Q1"]["over_3y_before_2020-09-01"]
    assert determinations.height == published["rows_after_dropping_CMR_and_missing_offense_date"]


def test_every_row_of_the_file_is_read_or_left_out_with_its_reason(records, facts, published):
    rows = sum(part.height for part in facts)
    assert rows == records.counts["charges"] == published["rows_after_dropping_CMR_and_missing_offense_date"]
    assert rows + sum(records.left_out.values()) == published["rows_in_file"]
    assert len(records.left_out) == 2
    people = pl.concat(part.select("person_id") for part in facts)["person_id"]
    assert people.n_unique() == published["persons_after"]
    assert pl.concat(part.select("charge_id") for part in facts)["charge_id"].is_unique().all()


def test_there_is_a_policy_file_for_each_question_and_span_and_no_other():
    assert {path.stem for path in Path(__file__).parent.glob("*.toml")} == set(POLICIES)


def test_a_parquet_file_of_the_same_rows_gives_the_same_charges(tmp_path, facts):
    pl.read_csv(DATA / "charges.csv.gz", try_parse_dates=True).write_parquet(tmp_path / "charges.parquet")
    (tmp_path / "charge_labels.csv").symlink_to(DATA / "charge_labels.csv")
    with open_records(tmp_path / "charges.parquet", profile=load_profile("suffolk_ma")) as typed:
        again = pl.concat(typed.facts(facts[0].columns[3:]))
    assert again.equals(pl.concat(facts))
