"""`manage.py evaluate`: files in, one determination per charge out, or nothing at all."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError, call_command

from clearance.engine.determination import DETERMINATION
from clearance.records.invented import write_state


@pytest.fixture(scope="module")
def records(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("state") / "records"
    write_state(folder, people=300, seed=1)
    return folder


def evaluate(policy: str | Path, records: Path, out: Path) -> None:
    call_command("evaluate", policy, records, as_of="2026-01-01", out=out)


def test_every_charge_gets_one_row_in_the_order_of_people_and_charges(records, tmp_path):
    evaluate("franklin", records, tmp_path / "out.parquet")

    rows = pl.read_parquet(tmp_path / "out.parquet")
    charges = pl.read_parquet(records / "charges.parquet").sort("person_id", "charge_id")
    assert rows.columns == list(DETERMINATION)
    assert rows["charge_id"].to_list() == charges["charge_id"].to_list()
    assert set(rows["outcome"]) == {"eligible", "later", "undetermined", "ineligible"}


def test_csv_and_parquet_say_the_same(records, tmp_path):
    evaluate("franklin", records, tmp_path / "out.parquet")
    evaluate("franklin", records, tmp_path / "out.csv")

    text, typed = pl.read_csv(tmp_path / "out.csv", schema=DETERMINATION), pl.read_parquet(tmp_path / "out.parquet")
    empty_is_empty = pl.col(pl.String).replace("", None)
    assert text.with_columns(empty_is_empty).equals(typed.with_columns(empty_is_empty))


def test_what_each_outcome_comes_with(records, tmp_path):
    evaluate("franklin", records, tmp_path / "out.parquet")

    rows = pl.read_parquet(tmp_path / "out.parquet")
    eligible, later, undetermined, ineligible = (
        rows.filter(outcome=outcome) for outcome in ("eligible", "later", "undetermined", "ineligible")
    )
    assert (eligible["eligible_on"] <= date(2026, 1, 1)).all()
    assert (later["eligible_on"] > date(2026, 1, 1)).all()
    assert set(eligible["reasons"]) == {""}
    assert (undetermined["missing"] != "").all()
    assert ineligible["eligible_on"].is_null().all()
    assert set(pl.concat([eligible, later, ineligible])["missing"]) == {""}


@pytest.mark.parametrize(
    ("policy", "folder", "out", "says"),
    [
        ("no-such-law", "records", "out.csv", "no law of that name in the library. There is: "),
        ("franklin", "nowhere", "out.csv", "nowhere"),
        ("franklin", "records", "out.xlsx", "allowed: .csv, .parquet"),
        ("franklin", "records", "missing/out.csv", "does not exist; make it first"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words_and_nothing_is_written(records, tmp_path, policy, folder, out, says):
    with pytest.raises(CommandError) as refused:
        evaluate(policy, records if folder == "records" else tmp_path / folder, tmp_path / out)

    assert says in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_a_bad_row_refuses_the_file_names_its_line_and_leaves_what_was_there(tmp_path):
    records = tmp_path / "records"
    records.mkdir()
    (records / "charges.csv").write_text(
        "charge_id,case_id,person_id,statute,disposition\n1,1,1,18-3,convicted\n2,1,1,18-3,convictd\n"
    )
    out = tmp_path / "out.csv"
    out.write_text("from before")

    with pytest.raises(CommandError) as refused:
        evaluate("franklin", records, out)

    message = str(refused.value)
    assert "charges.csv" in message
    assert "line 3" in message
    assert "convictd" in message
    assert "convicted" in message
    assert out.read_text() == "from before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "records"]


def test_a_day_that_is_none_is_refused(records, tmp_path):
    with pytest.raises(CommandError, match="not a date"):
        call_command("evaluate", "franklin", str(records), "--as-of", "2026-02-31", "--out", str(tmp_path / "o.csv"))
