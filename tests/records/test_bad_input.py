"""Files that are broken, foreign or hostile: refused with a clear error, in little memory, or rejected row by row."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from clearance.engine.records import RecordsError, Rejects, open_records
from clearance.records.profile import ProfileError, load_profile, parse_profile
from clearance.records.profile.model import MAX_BYTES

HEADER = b"charge_id,case_id,person_id,statute,offense_date,level\n"
ROWS = b"".join(b"A%d,C1,P1,18.2-95,2010-01-02,felony\n" % number for number in range(50))
PARQUET = pl.read_csv(HEADER + ROWS).write_parquet


def read(path: Path, rejects: Rejects | None = None) -> int:
    with open_records(path, rejects=rejects) as records:
        rows = sum(frame.height for frame in records.facts(["statute", "offense_date", "level"]))
        if rejects:
            assert records.counts["charges"] == rows + rejects.count
        return rows


BROKEN = {
    "empty": ("charges.csv", b"", "the file is empty"),
    "blank": ("charges.csv", b"\n\n", "line 1 is empty"),
    "header only": ("charges.csv", HEADER, "no row under the names"),
    "header without its end": ("charges.csv", HEADER.rstrip(), "no row under the names"),
    "UTF-16": ("charges.csv", (HEADER + ROWS).decode().encode("utf-16"), "UTF-16 text; save it as UTF-8"),
    "Latin-1 header": ("charges.csv", b"charge_id,ca\xf1on\n", "line 1 is not UTF-8 text"),
    "NUL header": ("charges.csv", b"charge_id\0,case_id\n", "line 1 holds a NUL byte"),
    "spreadsheet": ("charges.csv", b"PK\x03\x04" + b"\0" * 50, "spreadsheet file; export it as CSV"),
    "Parquet named CSV": ("charges.csv", b"PAR1" + b"\0" * 50, "a Parquet file; name it .parquet"),
    "CSV named Parquet": ("charges.parquet", HEADER + ROWS, "not a Parquet file"),
    "empty Parquet": ("charges.parquet", b"", "the file is empty"),
    "cut short Parquet": ("charges.parquet", b"PAR1" + b"\x15" * 100, "not a Parquet file, or one that is cut short"),
    "Parquet of junk": ("charges.parquet", b"PAR1" + b"\x15" * 99 + b"\x40\0\0\0PAR1", "not a readable Parquet file"),
    "cut short gzip": ("charges.csv.gz", gzip.compress(HEADER + ROWS)[:-20], "gzip file is broken or cut short"),
    "broken gzip": ("charges.csv.gz", b"\x1f\x8b" + b"\xff" * 50, "gzip file is broken or cut short"),
    "two columns of one name": ("charges.csv", b"charge_id,case_id,case_id\n", "more than one column is named case_id"),
    "a column without name": ("charges.csv", b"charge_id,,case_id\n", "column 2 has no name"),
    "columns missing": ("charges.csv", b"id,name\n1,2\n", 'the column "charge_id" is missing; found: id, name'),
    "1,001 columns": ("charges.csv", ",".join(f"c{n}" for n in range(1001)).encode(), "1,001 columns; at most 1,000"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_name_even_where_rows_may_be_rejected(tmp_path, name):
    file, content, message = BROKEN[name]
    (tmp_path / file).write_bytes(content)
    with Rejects(tmp_path / "rejects.csv") as kept:
        for rejects in (None, kept):
            with pytest.raises(RecordsError, match=message) as error:
                read(tmp_path, rejects)
            assert file.split(".")[0] in str(error.value)
            assert len(str(error.value)) < 1000


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(RecordsError, match="there is no such file or directory"):
        read(tmp_path / "nowhere")
    with pytest.raises(RecordsError, match=r"no charges.parquet, charges.csv or charges.csv.gz here"):
        read(tmp_path)
    (tmp_path / "charges.csv").write_bytes(HEADER)
    (tmp_path / "charges.parquet").write_bytes(b"")
    with pytest.raises(RecordsError, match=r"charges.parquet, charges.csv hold the same table"):
        read(tmp_path)
    (tmp_path / "charges.parquet").unlink()
    (tmp_path / "people.csv").mkdir()
    with pytest.raises(RecordsError, match=r"people.csv: cannot be opened"):
        read(tmp_path)


def _line(path: Path) -> None:
    path.with_name("charges.csv").write_bytes(b"x" * 200_000_000)


def _line_after_the_header(path: Path) -> None:
    path.with_name("charges.csv").write_bytes(HEADER + b"x" * 200_000_000)


def _line_in_gzip(path: Path) -> None:
    with gzip.open(path.with_name("charges.csv.gz"), "wb", compresslevel=1) as stream:
        stream.write(HEADER + b"x" * 200_000_000)


def _million_columns(path: Path) -> None:
    path.with_name("charges.csv").write_bytes(b",".join(b"c%d" % number for number in range(1_000_000)) + b"\n")


def _million_columns_in_parquet(path: Path) -> None:
    """A million columns make a footer of some 170 MB."""
    with path.with_name("charges.parquet").open("wb") as stream:
        stream.write(b"PAR1")
        stream.truncate(180_000_000)
        stream.seek(180_000_000)
        stream.write((170_000_000).to_bytes(4, "little") + b"PAR1")


def _last_row_is_bad(path: Path) -> None:
    rows = pl.select(number=pl.int_range(1_000_000)).select(
        charge_id="number", case_id="number", person_id=pl.col("number").hash(), statute=pl.lit("18.2-95")
    )
    rows.write_csv(path.with_name("charges.csv"))
    with path.with_name("charges.csv").open("ab") as stream:
        stream.write(b"too,short\n")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_line, "line 1 is longer than 1,000,000 bytes"),
        (_line_after_the_header, "line 2: .* starts a line of more than 1,000,000 bytes"),
        (_line_in_gzip, "line 2: .* starts a line of more than 1,000,000 bytes"),
        (_million_columns, "line 1 is longer than 1,000,000 bytes"),
        (_million_columns_in_parquet, "too many columns"),
        (_last_row_is_bad, "line 1000002: 'too,short' does not have the 4 fields"),
    ],
)
def test_a_file_that_is_refused_takes_little_memory(tmp_path, make, message):
    make(tmp_path / "charges")
    # Not resource.getrusage: its peak includes that of the process that started this one.
    program = (
        "import sys; from pathlib import Path; from clearance.engine.records import *\n"
        "try: [frame for frame in open_records(Path(sys.argv[1])).facts(['statute'])]\n"
        "except RecordsError as error:\n"
        "    [peak] = [line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')]\n"
        "    print(peak, error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    kilobytes, said = run.stdout.split(" ", 1)
    assert re.search(message, said), said
    assert int(kilobytes) < 512 * 1024
    assert run.stderr == ""


@st.composite
def spoilt(draw: st.DrawFn, good: bytes) -> bytes:
    """A good file with some of its bytes changed, cut out or put in."""
    content = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        content[at : at + draw(st.integers(0, 20))] = draw(st.binary(max_size=20))
    return bytes(content)


ANY_TEXT = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=300).map(lambda content: HEADER + content),
    st.text('A1C,P"\n\r\0é;-. ', max_size=200).map(lambda text: HEADER + text.encode()),
    spoilt(HEADER + ROWS),
)


@given(content=ANY_TEXT, zipped=st.booleans())
@hypothesis_settings(max_examples=300, deadline=None)
def test_any_bytes_give_records_or_rejects_or_an_error(tmp_path_factory, content, zipped):
    folder = tmp_path_factory.mktemp("any")
    path = folder / "charges.csv"
    path.write_bytes(gzip.compress(content, mtime=0) if zipped else content)
    try:
        read(path)
    except RecordsError:
        pass
    else:
        with Rejects(folder / "rejects.csv") as rejects:
            read(path, rejects)
            assert rejects.count == 0
    try:
        with Rejects(folder / "rejects.csv") as rejects:
            read(path, rejects)
    except RecordsError:
        return
    assert pl.read_csv(rejects.path, infer_schema=False).height == rejects.count


@given(data=st.data())
@hypothesis_settings(max_examples=100, deadline=None)
def test_a_spoilt_parquet_file_gives_records_or_rejects_or_an_error(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    path = folder / "charges.parquet"
    PARQUET(path)
    path.write_bytes(data.draw(spoilt(path.read_bytes())))
    try:
        with Rejects(folder / "rejects.csv") as rejects:
            read(path, rejects)
    except RecordsError as error:
        assert "charges" in str(error)


GOOD_PROFILE = """
[profile]
id = "x"
title = "X"
jurisdiction = "US-XX"
[files.all]
name = "all.csv"
[charges]
file = "all"
[charges.columns]
person_id = "who"
case_id = "case"
charge_id = "id"
statute = "law"
"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "profile: is missing"),
        (b"\xff\xfe\0", "not UTF-8 text"),
        (b"[profile]\0", "not TOML"),
        (b"[profile", "not TOML"),
        (b"a = " + b"[" * 100_000, "nested too deeply|not TOML"),
        (b"#" * (MAX_BYTES + 1), "found 1,000,001 bytes; allowed: 1,000,000"),
    ],
)
def test_a_broken_profile_is_refused_with_its_name(tmp_path, content, message):
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(ProfileError, match=message) as error:
        load_profile(path)
    assert all(line.startswith(str(path)) for line in str(error.value).splitlines())


def test_a_profile_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(ProfileError, match=r"no source profile of that name. There is: .*suffolk_ma"):
        load_profile("suffolk_me")


@given(text=st.one_of(st.text(max_size=200), spoilt(GOOD_PROFILE.encode()).map(lambda b: b.decode(errors="ignore"))))
@hypothesis_settings(max_examples=200, deadline=None)
def test_any_text_gives_a_profile_or_an_error(text):
    try:
        profile = parse_profile(text)
    except ProfileError:
        return
    assert profile.charges.columns.keys() >= {"person_id", "case_id", "charge_id", "statute"}
