"""Reading the record format: what comes out, in which order, and which rows are not taken."""

import gzip
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from clearance.engine.records import RecordsError, Rejects, open_records, ranges, runs
from clearance.law.vocabulary import TABLES

PEOPLE = """person_id,birth_date,deceased,county
P1,1980-02-29,false,Orange
P2,,,
"""
CASES = """case_id,person_id,court,county,filed_date,restitution_owed,supervised
C1,P1,District,Kings,2010-01-02,12.5,yes
C2,P1,,,,,
C3,P2,,,2012-05-06,,no
"""
CHARGES = """charge_id,case_id,person_id,statute,level,disposition,disposition_date,sentence_days,attributes
A,C1,P1,18.2-95,felony,convicted,2010-06-01,30,firearm;victim_minor
B,C2,P1,,,,,,
C,C3,P2,"46.2-301, second",misdemeanor,dismissed,2013-01-31,,
"""


@pytest.fixture
def write(tmp_path: Path):
    """Writes a directory in the record format and gives its path."""

    def _write(people: str | None = PEOPLE, cases: str | None = CASES, charges: str = CHARGES) -> Path:
        for name, text in (("people", people), ("cases", cases), ("charges", charges)):
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text)
        return tmp_path

    return _write


@pytest.fixture
def rejects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rejects]:
    with Rejects(tmp_path_factory.mktemp("rejects") / "rejects.csv") as found:
        yield found


def facts(path: Path, *columns: str, **options) -> pl.DataFrame:
    with open_records(path, **options) as records:
        return pl.concat(list(records.facts(columns)))


def reject_rows(rejects: Rejects) -> list[dict]:
    rejects.close()
    return pl.read_csv(rejects.path, infer_schema=False).to_dicts()


def test_facts_join_what_is_known_of_the_case_and_the_person(write):
    read = facts(
        write(), "level", "disposition_date", "sentence_days", "birth_date", "deceased", "county", "person.county",
        "case.filed_date", "restitution_owed", "supervised",
    )  # fmt: skip
    assert read.row(0, named=True) == {
        "charge_id": "A",
        "case_id": "C1",
        "person_id": "P1",
        "level": "felony",
        "disposition_date": date(2010, 6, 1),
        "sentence_days": 30,
        "birth_date": date(1980, 2, 29),
        "deceased": False,
        "county": "Kings",
        "person.county": "Orange",
        "case.filed_date": date(2010, 1, 2),
        "restitution_owed": Decimal("12.50"),
        "supervised": True,
    }
    assert set(read.row(2)[3:]) == {None, "misdemeanor", date(2013, 1, 31), date(2012, 5, 6), False}
    assert read["person_id"].to_list() == ["P1", "P1", "P2"]


def test_a_fact_that_the_data_lack_is_null_with_its_type(write):
    read = facts(write(), "completion_date", "max_sentence_days", "registered", "fines_owed", "court", "grade")
    assert read.schema.dtypes()[3:] == [pl.Date, pl.Int64, pl.Boolean, pl.Decimal(18, 3), pl.String, pl.String]
    assert read.drop("charge_id", "case_id", "person_id", "court").null_count().row(0) == (3,) * 5


def test_no_attributes_are_none_and_a_missing_column_is_not_known(write):
    assert facts(write(), "attributes")["attributes"].to_list() == ["firearm;victim_minor", "", ""]
    without = "charge_id,case_id,person_id,statute\nA,C1,P1,18\n"
    assert facts(write(charges=without), "attributes")["attributes"].to_list() == [None]


def test_tables_give_every_column_of_the_format_and_the_line(write):
    with open_records(write()) as records:
        [tables] = records.tables()
        assert records.counts == {"people": 2, "cases": 3, "charges": 3}
    for name, table in tables.items():
        assert table.columns == [*TABLES[name], "_line"]
    assert tables["charges"]["_line"].to_list() == [2, 3, 4]
    assert tables["charges"]["statute"].to_list() == ["18.2-95", None, "46.2-301, second"]


def test_people_and_cases_are_made_from_the_charges_where_there_are_none(write):
    with open_records(write(people=None, cases=None)) as records:
        [tables] = records.tables()
        assert records.counts == {"charges": 3}
    assert tables["people"]["person_id"].to_list() == ["P1", "P2"]
    assert tables["cases"].select("case_id", "person_id").rows() == [("C1", "P1"), ("C2", "P1"), ("C3", "P2")]


def test_a_single_file_is_one_of_charges(write):
    assert facts(write() / "charges.csv", "statute").height == 3


@pytest.fixture(params=["csv", "csv.gz", "sorted parquet", "shuffled parquet", "parquet of text"])
def many(request, tmp_path: Path) -> tuple[Path, pl.DataFrame]:
    """The same 500 people in every way of writing them, and the facts that should be read."""
    charges = pl.select(number=pl.int_range(1500)).select(
        charge_id=pl.format("C{}", pl.col("number").cast(pl.String).str.zfill(4)),
        case_id=pl.format("K{}", pl.col("number") // 2),
        person_id=pl.format("P{}", pl.col("number") // 4),
        statute=pl.lit("18.2-95"),
        offense_date=pl.date(2000, 1, 1) + pl.duration(days=pl.col("number")),
        sentence_days=pl.when(pl.col("number") % 3 > 0).then("number"),
    )
    people = charges.select("person_id").unique().with_columns(deceased=pl.col("person_id").str.ends_with("1"))
    cases = charges.select("case_id", "person_id").unique()
    expected = charges.join(people, on="person_id").sort("person_id", "charge_id")
    for name, table in (("people", people), ("cases", cases), ("charges", charges)):
        table = table.sort("person_id") if request.param == "sorted parquet" else table.sample(fraction=1, shuffle=True)
        if request.param == "parquet of text":
            table = table.cast(pl.String)
        if "parquet" in request.param:
            table.write_parquet(tmp_path / f"{name}.parquet", row_group_size=100)
        elif request.param == "csv":
            table.write_csv(tmp_path / f"{name}.csv")
        else:
            (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(table.write_csv().encode()))
    return tmp_path, expected.select("charge_id", "case_id", "person_id", "offense_date", "sentence_days", "deceased")


def test_every_way_of_writing_gives_the_same_facts_in_order(many):
    path, expected = many
    read = facts(path, "offense_date", "sentence_days", "deceased")
    assert read.equals(expected)


def test_many_small_ranges_and_pieces_give_the_same_and_divide_nobody(many, monkeypatch, tmp_path_factory):
    path, expected = many
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(runs, "PIECE_BYTES", 5_000)
    monkeypatch.setattr(runs, "SAMPLE_STEP", 10)
    monkeypatch.setattr(ranges, "SAMPLE_STEP", 10)
    monkeypatch.setattr(ranges, "ROWS_PER_RANGE", 100)
    with open_records(path, scratch=scratch) as records:
        parts = list(records.facts(["offense_date", "sentence_days", "deceased"]))
        again = pl.concat(tables["charges"] for tables in records.tables())
        unsorted = "sorted" not in str(path) and any(scratch.iterdir())
    assert len(parts) > 5
    assert pl.concat(parts).equals(expected)
    assert again["charge_id"].equals(expected["charge_id"])
    people = [person for part in parts for person in part["person_id"].unique()]
    assert len(people) == len(set(people))
    assert unsorted == (not _in_place(path))
    assert list(scratch.iterdir()) == []


def _in_place(path: Path) -> bool:
    """Whether the charges are a Parquet file that is sorted already, which needs no scratch."""
    file = path / "charges.parquet"
    return file.exists() and pl.read_parquet(file)["person_id"].is_sorted()


BAD_CELLS = [
    ("level", "felon", "is not an allowed code", "Nearest: felony."),
    ("disposition", "Dismissd", "is not an allowed code", "Nearest: dismissed."),
    ("offense_date", "2015-02-31", "is not a calendar date from 1900-01-01 to 2200-12-31", "YYYY-MM-DD"),
    ("offense_date", "0000-00-00", "is not a calendar date", "leave the cell empty"),
    ("offense_date", "1712-05-01", "is not a calendar date", "YYYY-MM-DD"),
    ("offense_date", "2201-01-01", "is not a calendar date", "YYYY-MM-DD"),
    ("offense_date", "05/01/2015", "is not a calendar date", "YYYY-MM-DD"),
    ("sentence_days", "ten", "is not a whole number from 0 up", "digits only"),
    ("sentence_days", "-1", "is not a whole number", "digits only"),
    ("sentence_days", "99999999999999999999", "is not a whole number", "digits only"),
    ("quantity", "1.0625", "is not a number with at most three digits after the point", "Write it like"),
    ("quantity", "5 g", "is not a number", "leave the cell empty"),
    ("person_id", "", "is empty", "belongs to nobody"),
    ("case_id", "C9", "is the case of no row of cases", "Add the case"),
    ("person_id", "P2", "is not the person of the charge's case", "same person_id"),
]


@pytest.mark.parametrize(("column", "value", "reason", "remedy"), BAD_CELLS)
def test_a_bad_cell_costs_its_row_and_no_other(write, rejects, column, value, reason, remedy):
    cells = {"charge_id": "X", "case_id": "C1", "person_id": "P1", "statute": "1", "level": "felony"} | {column: value}
    good = {"charge_id": "Y", "case_id": "C1", "person_id": "P1", "statute": "2"}
    path = write(charges=pl.DataFrame([cells, good], infer_schema_length=None).write_csv())

    with pytest.raises(RecordsError) as strict:
        facts(path, column)
    assert str(strict.value).startswith(f'charges.csv, line 2, column "{column}": ')
    assert reason in str(strict.value)
    assert remedy in str(strict.value)

    assert facts(path, column, rejects=rejects)["charge_id"].to_list() == ["Y"]
    [row] = reject_rows(rejects)
    assert (row["file"], row["line"], row["column"], (row["value"] or "").removeprefix("'")) == (
        "charges.csv",
        "2",
        column,
        value,
    )
    assert reason in row["reason"]
    assert remedy in row["remedy"]


@pytest.mark.parametrize(("table", "column", "value"), [
    ("cases", "restitution_owed", "$12"), ("cases", "supervised", "perhaps"), ("people", "birth_date", "1980-13-01"),
])  # fmt: skip
def test_whoever_hangs_on_a_rejected_row_is_rejected_too(write, rejects, table, column, value):
    path = write()
    file = path / f"{table}.csv"
    file.write_text(pl.read_csv(file, infer_schema=False).with_columns(
        pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(value)).otherwise(column).alias(column)
    ).write_csv())  # fmt: skip
    left = ["C"] if table == "people" else ["B", "C"]
    assert facts(path, column, rejects=rejects)["charge_id"].to_list() == left
    assert [row["column"] for row in reject_rows(rejects)][:2] == [
        column,
        "person_id" if table == "people" else "case_id",
    ]


@pytest.mark.parametrize("table", ["people", "cases", "charges"])
def test_a_key_stands_once_and_its_first_row_is_kept(write, rejects, table):
    path = write()
    file = path / f"{table}.csv"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([*lines, lines[1]]))
    assert facts(path, "statute", rejects=rejects)["charge_id"].to_list() == ["A", "B", "C"]
    [row] = reject_rows(rejects)
    assert (row["line"], row["reason"]) == (str(len(lines) + 1), "stands in an earlier line too")
    with pytest.raises(RecordsError, match="stands in an earlier line too"):
        facts(path, "statute")


def test_parquet_rows_are_checked_like_text(write, rejects, tmp_path):
    path = write(people=None, cases=None, charges=CHARGES)
    charges = pl.read_csv(path / "charges.csv", try_parse_dates=True).with_columns(
        disposition_date=pl.Series([date(1712, 1, 1), None, date(2013, 1, 31)]),
        level=pl.Series(["felony", "felon", ""]),
    )
    (path / "charges.csv").unlink()
    charges.write_parquet(path / "charges.parquet")
    assert facts(path, "level", "disposition_date", rejects=rejects).select("charge_id", "level").rows() == [
        ("C", None)
    ]
    assert [(row["line"], row["column"]) for row in reject_rows(rejects)] == [("2", "level"), ("1", "disposition_date")]


@pytest.mark.parametrize(("column", "values"), [
    ("person_id", [1.5]), ("disposition_date", [20130131]), ("level", [True]), ("sentence_days", [[1]]),
])  # fmt: skip
def test_a_parquet_column_of_another_type_is_refused(tmp_path, column, values):
    charge = {"charge_id": ["A"], "case_id": ["C"], "person_id": ["P"], "statute": ["1"]} | {column: values}
    pl.DataFrame(charge).write_parquet(tmp_path / "charges.parquet")
    with pytest.raises(RecordsError, match=f'charges.parquet: column "{column}" has type .* allowed'):
        facts(tmp_path, "statute")


def test_numbers_as_ids_are_read_as_text(tmp_path):
    frame = pl.DataFrame({"charge_id": [10, 9], "case_id": [1, 1], "person_id": [7, 7], "statute": ["1", "2"]})
    frame.write_parquet(tmp_path / "charges.parquet")
    assert facts(tmp_path)["charge_id"].to_list() == ["10", "9"]


def test_an_id_that_many_people_share_is_refused(write):
    rows = pl.select(charge_id=pl.int_range(ranges.MAX_CHARGES_PER_PERSON + 1)).with_columns(
        case_id=pl.lit("C1"), person_id=pl.lit("P1"), statute=pl.lit("1")
    )
    with pytest.raises(RecordsError, match='"P1" has more than 10,000 charges'):
        facts(write(charges=rows.write_csv()))
    assert facts(write(charges=rows[1:].write_csv())).height == 10_000


def test_an_id_that_half_the_file_shares_is_refused_before_it_fills_the_memory(write, monkeypatch):
    monkeypatch.setattr(runs, "SAMPLE_STEP", 10)
    monkeypatch.setattr(ranges, "SAMPLE_STEP", 10)
    monkeypatch.setattr(ranges, "MAX_CHARGES_PER_PERSON", 100)
    rows = pl.select(charge_id=pl.int_range(1000)).with_columns(
        case_id=pl.lit("C1"), person_id=pl.lit("P1"), statute=pl.lit("1")
    )
    monkeypatch.setattr(runs.Piece, "slice", None)
    with pytest.raises(RecordsError, match='"P1" has more than 100 charges'):
        facts(write(charges=rows.write_csv()))


@pytest.mark.parametrize(("column", "meant"), [("dispostion", "disposition"), ("Offense Date", "offense_date")])
def test_a_column_that_is_nearly_one_of_ours_is_not_overlooked(write, column, meant):
    with pytest.raises(RecordsError, match=f'"{column}" is not in the record format; is it "{meant}"'):
        facts(write(charges=f"charge_id,case_id,person_id,statute,{column}\n"))


def test_columns_of_the_agency_s_own_do_no_harm(write):
    charges = CHARGES.replace("attributes\n", "clerk\n")
    assert facts(write(charges=charges), "attributes")["attributes"].to_list() == [None] * 3


def test_a_missing_column_is_named_with_the_one_that_may_be_meant(write):
    with pytest.raises(RecordsError, match=r'charges.csv: the column "person_id" is missing.*Is "personid" the one'):
        facts(write(charges="charge_id,case_id,personid,statute\n"))


def test_rejects_are_counted_by_reason_and_never_become_formulas(write, rejects):
    lines = "".join(f"{number},C1,P1,1,=1+{number}\n" for number in range(50)) + "=2,C9,P1,1,\n"
    path = write(charges=f"charge_id,case_id,person_id,statute,level\n{lines}")
    assert facts(path, "level", rejects=rejects).is_empty()
    assert rejects.count == 51
    by_reason = [(found.table, found.column, found.rows, found.first_line) for found in rejects.by_reason]
    assert by_reason == [("charges", "level", 50, 2), ("charges", "case_id", 1, 52)]
    assert {row["value"][:3] for row in reject_rows(rejects)} == {"'=1", "C9"}


LINES = [
    (b"X,C1,P1\n", "does not have the 4 fields of line 1"),
    (b"X,C1,P1,1,2\n", "does not have the 4 fields of line 1"),
    (b'X,C1,P1,"1\n', "has a quotation mark out of place"),
    (b'X,C1,P1,5" knife\n', "has a quotation mark out of place"),
    (b"X,C1,P1,\0\n", "holds a NUL byte"),
    (b"X,C1,P1,\xff\xfe\n", "is not UTF-8 text"),
    (b"X,C1,P1," + b"9" * 1_000_001 + b"\n", "starts a line of more than 1,000,000 bytes"),
    (b"X,C1,P1," + b"9" * 3_000_000 + b"\n", "starts a line of more than 1,000,000 bytes"),
]


@pytest.mark.parametrize(("line", "reason"), LINES)
def test_a_broken_line_costs_itself_only(write, rejects, line, reason):
    path = write()
    before, after = b"charge_id,case_id,person_id,statute\nA,C1,P1,1\n", b'B,C1,P1,"1, 2"\n\n  \nC,C3,P2,"5"" knife"\n'
    (path / "charges.csv").write_bytes(before + line + after)
    read = facts(path, "statute", rejects=rejects)
    assert read.select("charge_id", "statute").rows() == [("A", "1"), ("B", "1, 2"), ("C", '5" knife')]
    [row] = reject_rows(rejects)
    assert (row["file"], row["line"], row["reason"]) == ("charges.csv", "3", reason)
    with pytest.raises(RecordsError, match=r"charges.csv, line 3: "):
        facts(path, "statute")


def test_a_line_that_ends_a_block_is_read_whole(write, rejects, monkeypatch):
    monkeypatch.setattr("clearance.engine.records.lines.BLOCK", 7)
    path = write()
    (path / "charges.csv").write_bytes(b"\xef\xbb\xbf" + CHARGES.replace("\n", "\r\n").encode().rstrip())
    with open_records(path) as records:
        charges = pl.concat(tables["charges"] for tables in records.tables())
    assert charges["_line"].to_list() == [2, 3, 4]
    assert charges["attributes"].to_list() == ["firearm;victim_minor", "", ""]
