"""The invented state: the same for everyone who asks, shaped like the real file, and nobody's."""

import hashlib
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from clearance.engine.records import open_records
from clearance.law.vocabulary import TABLES as FORMAT
from clearance.records.invented.draws import Draws
from clearance.records.invented.rates import EXTRACTED
from clearance.records.invented.state import TABLES, write_state

SUFFOLK = settings.BASE_DIR.parent / "shared" / "data" / "suffolk_ma" / "charges.csv.gz"
MANY = 60_000
KEYS = {
    "people": ["person_id"],
    "cases": ["person_id", "case_id"],
    "charges": ["person_id", "case_id", "charge_id"],
    "names": ["person_id", "kind"],
    "identifiers": ["person_id", "kind", "value"],
    "addresses": ["person_id"],
}


@pytest.fixture(scope="module")
def state() -> dict[str, pl.DataFrame]:
    """A state of many people."""
    return {table: make(1, 1, MANY) for table, make in TABLES.items()}


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, format: str):
    for copy in ("one", "other"):
        write_state(tmp_path / copy, people=30_000, seed=7, format=format)
    for table in TABLES:
        name = f"{table}.{format}"
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


@pytest.mark.parametrize(
    ("tables", "found"),
    [
        (("people", "cases", "charges"), "308def6921fce9f5"),
        (("names", "identifiers", "addresses"), "e3b424671c62dc5b"),
    ],
)
def test_a_seed_means_the_same_people_everywhere(tables: tuple[str, ...], found: str):
    """The hashes were taken once; neither another version of Polars nor another machine may change them."""
    text = "".join(TABLES[table](7, 1, 500).write_csv() for table in tables)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == found


def test_the_draws_are_splitmix64():
    start = int.from_bytes(hashlib.sha256(b"5/coins/toss").digest()[:8])

    def splitmix64(key: int) -> int:
        mixed = (key * 0x9E3779B97F4A7C15 + start) % 2**64
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB % 2**64
        return mixed ^ (mixed >> 31)

    keys = [1, 2, 3, 10**14, 2**64 - 1]
    frame = pl.DataFrame({"key": pl.Series(keys, dtype=pl.UInt64)})
    assert frame.select(Draws(5, "coins").bits("toss")).to_series().to_list() == [splitmix64(key) for key in keys]


@pytest.mark.parametrize("table", TABLES)
def test_another_seed_gives_another_state(table: str):
    assert not TABLES[table](1, 1, 100).equals(TABLES[table](2, 1, 100))


@pytest.mark.parametrize("table", TABLES)
def test_a_range_of_people_made_alone_is_that_part_of_the_whole(state: dict[str, pl.DataFrame], table: str):
    alone = TABLES[table](1, 501, 900)
    assert alone.equals(state[table].filter(pl.col("person_id").is_between(pl.lit("P000000501"), pl.lit("P000000900"))))


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_columns_of_the_record_format_in_the_order_of_its_ids(
    state: dict[str, pl.DataFrame], table: str
):
    assert state[table].columns == list(FORMAT[table])
    keys = state[table].select(pl.struct(KEYS[table]).alias("key"))["key"]
    assert keys.is_sorted()
    assert keys.n_unique() == len(keys)


def test_every_charge_has_its_case_and_every_case_its_person(state: dict[str, pl.DataFrame]):
    people, cases, charges = state["people"], state["cases"], state["charges"]
    assert charges.join(cases, on=["case_id", "person_id"], how="anti").is_empty()
    assert cases.join(people, on="person_id", how="anti").is_empty()
    assert cases.join(charges, on="case_id", how="anti").is_empty()


def test_people_have_as_many_charges_as_real_people(state: dict[str, pl.DataFrame]):
    per_person = state["charges"].group_by("person_id").len()["len"]
    assert per_person.quantile(0.5) == 2
    assert 19 <= per_person.quantile(0.99) <= 23
    assert 3.3 <= per_person.mean() <= 4.5
    assert 100 <= per_person.max() <= 500


@pytest.mark.shared_data
@pytest.mark.skipif(not SUFFOLK.exists(), reason="the real file is not in ../shared/data")
def test_charges_per_person_follow_the_real_file(state: dict[str, pl.DataFrame]):
    real = pl.read_csv(SUFFOLK, columns=["Person ID"]).group_by("Person ID").len()["len"]
    invented = state["charges"].group_by("person_id").len()["len"]
    for share in (0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999):
        assert invented.quantile(share) == pytest.approx(real.quantile(share), rel=0.1), share


@pytest.mark.parametrize(
    ("dispositions", "least", "most"),
    [
        (["dismissed", "dismissed_without_prejudice"], 0.46, 0.54),
        (["convicted"], 0.18, 0.24),
        (["nolle_prosequi"], 0.03, 0.05),
        (["deferred", "diverted"], 0.03, 0.07),
        (["acquitted"], 0.01, 0.025),
        (["pending", None], 0.14, 0.2),
    ],
)
def test_dispositions_have_the_shares_of_the_real_file(
    state: dict[str, pl.DataFrame], dispositions: list[str | None], least: float, most: float
):
    share = state["charges"]["disposition"].is_in(dispositions, nulls_equal=True).mean()
    assert least <= share <= most


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("people", "birth_date"),
        ("people", "deceased"),
        ("people", "race"),
        ("cases", "tracking_number"),
        ("cases", "restitution_owed"),
        ("charges", "level"),
        ("charges", "offense_date"),
    ],
)
def test_a_few_per_cent_of_the_data_are_missing(state: dict[str, pl.DataFrame], table: str, column: str):
    assert 0.005 <= state[table][column].is_null().mean() <= 0.1


def test_a_few_dispositions_stand_before_the_offense(state: dict[str, pl.DataFrame]):
    too_early = state["charges"].select((pl.col("disposition_date") < pl.col("offense_date")).mean()).item()
    assert 0.001 <= too_early <= 0.006


def test_nothing_happened_after_the_records_were_extracted(state: dict[str, pl.DataFrame]):
    happened = ["offense_date", "arrest_date", "filed_date", "disposition_date", "sentence_date", "completion_date"]
    assert state["charges"].select(pl.max_horizontal(pl.col(happened).max())).item() <= EXTRACTED


def test_a_case_is_paid_only_where_nothing_is_owed(state: dict[str, pl.DataFrame]):
    paid = state["cases"].filter(pl.col("paid_date").is_not_null())
    assert paid.height > 1000
    assert paid.filter(pl.col("restitution_owed") + pl.col("fines_owed") > 0).is_empty()


def test_only_open_cases_have_a_warrant_and_some_have_rested_for_years(state: dict[str, pl.DataFrame]):
    cases = state["cases"]
    assert cases.filter("warrant")["status"].unique().to_list() == ["open"]
    assert cases["last_activity_date"].max() <= EXTRACTED
    assert cases.filter(status="open").filter(pl.col("last_activity_date") < pl.date(2025, 1, 1)).height > 100


def test_only_drug_charges_have_a_weight_and_most_of_them_do(state: dict[str, pl.DataFrame]):
    weighed = state["charges"].with_columns(weighed=pl.col("quantity").is_not_null())
    assert weighed.filter("weighed")["statute"].str.starts_with("18-18-40").all()
    assert 0.8 < weighed.filter(pl.col("statute").str.starts_with("18-18-40"))["weighed"].mean() < 1


def test_a_sentence_follows_only_a_conviction_and_keeps_to_its_bound(state: dict[str, pl.DataFrame]):
    charges = state["charges"]
    sentenced = charges.filter(pl.col("sentence_days").is_not_null() | pl.col("sentence_date").is_not_null())
    assert sentenced["disposition"].unique().to_list() == ["convicted"]
    assert charges.filter(pl.col("sentence_days") > pl.col("max_sentence_days")).is_empty()


def test_no_value_has_the_form_of_a_social_security_number(state: dict[str, pl.DataFrame]):
    for table in state.values():
        for column in table.select(pl.col(pl.String)).iter_columns():
            assert not column.str.contains(r"(^|\D)\d{3}-?\d{2}-?\d{4}(\D|$)").any() or column.name == "person_id"


def test_identifiers_have_a_form_that_is_never_issued(state: dict[str, pl.DataFrame]):
    forms = {"state_id": r"^FR-\d{10}$", "license": r"^FR \d{8}$"}
    for kind, form in forms.items():
        assert state["identifiers"].filter(kind=kind)["value"].str.contains(form).all()
    assert set(state["identifiers"]["kind"]) == set(forms)


def test_identifiers_tell_people_apart_but_a_few_share_a_state_id_and_a_few_have_two(state: dict[str, pl.DataFrame]):
    numbers = state["identifiers"].group_by("kind", "value").len("people")
    assert numbers.filter(kind="license")["people"].max() == 1
    assert numbers["people"].max() == 2
    assert 0.0005 < numbers.filter(people=2).height / MANY < 0.002
    held = state["identifiers"].filter(kind="state_id").group_by("person_id").len("numbers")
    assert 0.002 < held.filter(numbers=2).height / MANY < 0.006


@pytest.fixture(scope="module")
def named(state: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Legal names with birth dates, where these are known."""
    born = state["people"].select("person_id", "birth_date").drop_nulls()
    return state["names"].filter(kind="legal").join(born, on="person_id")


def test_some_people_have_the_name_and_the_birth_date_of_another(named: pl.DataFrame):
    shared = named.group_by("last_name", "first_name", "birth_date").agg(pl.len(), pl.col("suffix").unique())
    shared = shared.filter(pl.col("len") > 1)
    families = shared.filter(pl.col("suffix").list.set_intersection(["Jr", "Sr"]).list.len() == 2)
    assert shared.height > 100
    assert 5 < families.height < shared.height / 2


def test_some_people_have_the_name_of_another_and_their_birth_date_with_day_and_month_changed(named: pl.DataFrame):
    other_way = pl.date(pl.col("birth_date").dt.year(), pl.col("birth_date").dt.day(), pl.col("birth_date").dt.month())
    turned = named.filter(pl.col("birth_date").dt.day() <= 12).with_columns(birth_date=other_way)
    pairs = named.join(turned, on=["last_name", "first_name", "birth_date"])
    assert pairs.filter(pl.col("person_id") != pl.col("person_id_right")).height > 10


def test_a_double_last_name_stands_in_both_orders(state: dict[str, pl.DataFrame]):
    double = state["names"].filter(pl.col("last_name").str.contains(" "))
    names = double.filter(kind="legal").join(double.filter(kind="alias"), on="person_id", how="left")
    assert names.height > 1000
    assert names["last_name"].str.split(" ").list.reverse().list.join(" ").equals(names["last_name_right"])


def test_of_addresses_some_were_confirmed_within_a_year_and_some_never(state: dict[str, pl.DataFrame]):
    confirmed = state["addresses"]["confirmed_date"]
    assert 0.2 < (confirmed > EXTRACTED - timedelta(days=365)).sum() / len(confirmed) < 0.4
    assert 0.2 < confirmed.is_null().mean() < 0.3
    assert confirmed.max() <= EXTRACTED


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_the_reader_of_records_takes_every_row(tmp_path: Path, format: str):
    counts = write_state(tmp_path, people=2000, seed=3, format=format)
    with open_records(tmp_path) as records:
        read = [{name: table.height for name, table in tables.items()} for tables in records.tables()]
    assert {name: sum(rows[name] for rows in read) for name in read[0]} == {name: counts[name] for name in read[0]}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_memory_does_not_grow_with_the_state(tmp_path: Path):
    program = (
        "import sys; from pathlib import Path; from clearance.records.invented import write_state;"
        "write_state(Path(sys.argv[1]), people=int(sys.argv[2]), seed=1);"
        "print(*[line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')])"
    )
    peak = {}
    for people in (50_000, 150_000):
        arguments = [sys.executable, "-c", program, str(tmp_path / str(people)), str(people)]
        peak[people] = int(subprocess.run(arguments, check=True, capture_output=True, cwd=settings.BASE_DIR).stdout)
    assert peak[150_000] < 1.25 * peak[50_000]
    assert peak[150_000] < 400 * 1024


def test_the_command_prints_what_it_wrote(tmp_path: Path):
    out = StringIO()
    call_command("synthesize", str(tmp_path), people=10, seed=1, format="csv", stdout=out)
    assert "10 people" in out.getvalue()
    assert {file.stem for file in tmp_path.iterdir()} == set(TABLES)


def test_the_command_never_overwrites(tmp_path: Path):
    call_command("synthesize", str(tmp_path), people=10, seed=1, stdout=StringIO())
    with pytest.raises(CommandError, match="empty folder"):
        call_command("synthesize", str(tmp_path), people=10, seed=2, format="csv", stdout=StringIO())


def test_the_command_refuses_a_state_without_people(tmp_path: Path):
    with pytest.raises(CommandError, match="allowed: 1 to"):
        call_command("synthesize", str(tmp_path / "none"), people=0, seed=1)
    assert not (tmp_path / "none").exists()
