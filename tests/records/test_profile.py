"""Source profiles: each way to make the record format of an agency's own files, and how a wrong profile is refused."""

import gzip
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.engine.records import RecordsError, Rejects, open_records
from clearance.records.profile import PROFILES, ProfileError, load_profile, parse_profile

#: A profile for an invented extract of one file; `{charges}` are further columns of charges.
PROFILE = """
[profile]
id = "invented"
title = "An invented extract"
jurisdiction = "US-XX"

[files.extract]
name = "extract.csv"
{file}

[charges]
file = "extract"

[charges.columns]
person_id = "Who"
case_id = {{ key = ["Who", "Docket"] }}
charge_id = {{ key = ["Who", "Docket", "No"] }}
statute = "Law"
{charges}
{tables}
"""
ROWS = pl.DataFrame(
    {
        "Who": ["W1", "W1", "W2"],
        "Docket": ["7", "7", "7"],
        "No": ["1", "2", "1"],
        "Law": ["18.2-95", "18.2-96", "46.2-301"],
        "Ended": ["GUILTY PLEA", "Dismissed", None],
        "On": ["01/31/2015", "2015-02-01", None],
        "Note": ["weapon used", "", "child; weapon"],
    }
)


def profile(charges: str = "", *, file: str = "", tables: str = "") -> str:
    return PROFILE.format(charges=charges, file=file, tables=tables)


@pytest.fixture
def read(tmp_path: Path):
    """Reads `rows` through a profile: the facts asked for of every charge."""

    def _read(text: str, *columns: str, rows: pl.DataFrame = ROWS, rejects: Rejects | None = None) -> pl.DataFrame:
        rows.write_csv(tmp_path / "extract.csv")
        with open_records(tmp_path, profile=parse_profile(text), rejects=rejects) as records:
            return pl.concat(records.facts(columns))

    return _read


def test_columns_are_renamed_and_keys_made_of_several(read):
    read = read(
        profile('grade = { constant = "1" }\ndescription = { column = "Note" }'), "statute", "grade", "description"
    )
    assert read.rows() == [
        ("W1/7/1", "W1/7", "W1", "18.2-95", "1", "weapon used"),
        ("W1/7/2", "W1/7", "W1", "18.2-96", "1", None),
        ("W2/7/1", "W2/7", "W2", "46.2-301", "1", "child; weapon"),
    ]


@pytest.mark.parametrize("how", ["plain", "gzip", "semicolons", "latin-1", "no quotes", "parquet", "parquet of types"])
def test_the_same_rows_give_the_same_facts_however_they_are_written(tmp_path, how):
    rows = ROWS.with_columns(Law=pl.Series(["18.2-95", "§ 18.2", "46.2-301"]), No=pl.col("No").cast(pl.Int64))
    text, options, name = rows.write_csv(), "", "extract.csv"
    match how:
        case "gzip":
            (tmp_path / name).write_bytes(gzip.compress(text.encode()))
        case "semicolons":
            rows.write_csv(tmp_path / name, separator=";")
            options = 'delimiter = ";"'
        case "latin-1":
            (tmp_path / name).write_bytes(text.encode("latin-1"))
            options = 'encoding = "latin-1"'
        case "no quotes":
            rows.with_columns(Note=pl.lit('a "quote')).write_csv(tmp_path / name, separator="|", quote_style="never")
            options = 'delimiter = "|"\nquotes = false'
        case "plain":
            (tmp_path / name).write_text(text)
        case _:
            name = "extract.parquet"
            if how == "parquet":
                rows = rows.cast(pl.String)
            rows.write_parquet(tmp_path / name)
    columns = 'disposition_date = { date = "On", formats = ["%m/%d/%Y"] }\nsequence = "No"'
    made = parse_profile(profile(columns, file=options).replace("extract.csv", name))
    with open_records(tmp_path / name, profile=made) as records:
        [facts] = records.facts(["statute", "disposition_date", "sequence"])
    assert facts["statute"].to_list() == ["18.2-95", "§ 18.2", "46.2-301"]
    assert facts["disposition_date"].to_list() == [date(2015, 1, 31), date(2015, 2, 1), None]
    assert facts["sequence"].to_list() == [1, 2, 1]


@given(
    day=st.dates(date(1700, 1, 1), date(2400, 1, 1)),
    written=st.sampled_from(["%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%Y-%m-%d", "%B %d, %Y"]),
    earliest=st.dates(date(1900, 1, 1), date(2000, 1, 1)),
    span=st.integers(0, 60_000),
)
@settings(max_examples=200, deadline=None)
def test_a_date_is_read_in_each_format_and_only_within_its_bounds(day, written, earliest, span):
    latest = min(earliest + timedelta(days=span), date(2200, 12, 31))
    form = parse_profile(
        profile(
            'disposition_date = { date = "On", impossible = "unknown", formats = ["%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", '
            f'"%B %d, %Y"], earliest = {earliest}, latest = {latest} }}'
        )
    ).charges.columns["disposition_date"]
    [value] = pl.DataFrame({"On": [day.strftime(written)]}).select(form.value()).to_series()
    assert value == (day if earliest <= day <= latest else None)


@pytest.mark.parametrize("value", ["02/31/2015", "00/00/0000", "01/31/1712", "soon", "2015"])
def test_an_impossible_date_is_a_bad_row_unless_the_profile_reads_it_as_unknown(read, tmp_path, value):
    rows = ROWS.with_columns(On=pl.Series(["01/31/2015", value, None]))
    columns = 'disposition_date = {{ date = "On", formats = ["%m/%d/%Y"]{} }}'
    unknown = read(profile(columns.format(', impossible = "unknown"')), "disposition_date", rows=rows)
    assert unknown["disposition_date"].to_list() == [date(2015, 1, 31), None, None]
    with Rejects(tmp_path / "rejects.csv") as rejects:
        strict = read(profile(columns.format("")), "disposition_date", rows=rows, rejects=rejects)
        [reason] = rejects.by_reason
    assert strict["charge_id"].to_list() == ["W1/7/1", "W2/7/1"]
    assert (reason.column, reason.first_line, reason.rows) == ("On", 3, 1)
    assert reason.reason == "is not a calendar date from 1900-01-01 to 2200-12-31"


RULES = """
[charges.columns.disposition]
rules = [
    { when = { "Ended" = { pattern = "(?i)^guilty" } }, then = "convicted" },
    { when = { "Ended" = ["Dismissed", "Dropped"] }, then = "dismissed" },
    { when = { "Ended" = "", "Note" = { contains = ["child", "minor"] } }, then = "pending" },
]
"""


def test_rules_turn_text_into_codes_and_the_first_that_matches_counts(read):
    assert read(profile(tables=RULES), "disposition")["disposition"].to_list() == ["convicted", "dismissed", "pending"]


def test_what_no_rule_matches_is_unknown_or_otherwise_or_rejected(read, tmp_path):
    rows = ROWS.with_columns(Ended=pl.Series(["Guilty", "Abated", "Abated"]))
    assert read(profile(tables=RULES), "disposition", rows=rows)["disposition"].to_list() == ["convicted", None, None]
    other = read(profile(tables=RULES + 'otherwise = "other"'), "disposition", rows=rows)
    assert other["disposition"].to_list() == ["convicted", "other", "other"]
    with Rejects(tmp_path / "rejects.csv") as rejects:
        kept = read(profile(tables=RULES + 'unmatched = "reject"'), "disposition", rows=rows, rejects=rejects)
        assert kept["disposition"].to_list() == ["convicted"]
        assert [(reason.reason, reason.rows) for reason in rejects.by_reason] == [
            ("is matched by none of the profile's rules", 2)
        ]


CELLS = st.sampled_from(["", "a", "b", "ab", "A", "a b"])
TESTS = st.one_of(
    CELLS.map(lambda text: (f'"{text}"', lambda cell: cell == text)),
    st.lists(CELLS, min_size=1).map(lambda texts: (str(texts).replace("'", '"'), lambda cell: cell in texts)),
    CELLS.map(lambda text: (f'{{ contains = "{text}" }}', lambda cell: text in cell)),
    CELLS.map(lambda text: (f'{{ pattern = "^{text}" }}', lambda cell: cell.startswith(text))),
    CELLS.map(lambda text: (f'{{ not = "{text}" }}', lambda cell: cell != text)),
)


@given(
    rules=st.lists(st.tuples(TESTS, TESTS, st.sampled_from(["felony", "petty", ""])), min_size=1, max_size=4),
    cells=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5),
)
@settings(max_examples=200, deadline=None)
def test_rules_mean_what_a_plain_reading_says(rules, cells):
    lines = [
        f'{{ when = {{ "L" = {left}, "R" = {right} }}, then = "{code}" }}' for (left, _), (right, _), code in rules
    ]
    text = profile(f'level = {{ otherwise = "violation", rules = [{", ".join(lines)}] }}')
    form = parse_profile(text).charges.columns["level"]
    found = pl.DataFrame(cells, schema=["L", "R"], orient="row").select(form.value().alias("level"))["level"].to_list()

    def plain(left: str, right: str) -> str | None:
        for (_, is_left), (_, is_right), code in rules:
            if is_left(left) and is_right(right):
                return code or None
        return "violation"

    assert found == [plain(*cell) for cell in cells]


@pytest.mark.parametrize(("text", "statute"), [
    ("A&B c265 §13A(b)", "265-13A(b)"), ("ASSAULT c. 265 s. 13A", "265-13A"), ("AFFRAY", None), (None, None),
    ("UNDER RSA 651:5", "RSA 651:5"), ("c. 1 s. 2 and RSA 9:9", "1-2"),
])  # fmt: skip
def test_a_statute_is_pulled_out_of_text_by_the_first_pattern_that_fits(read, text, statute):
    patterns = (
        r"""statute = { extract = "Note", patterns = [
            { pattern = '\bc\.? ?(\d+) (?:§|s\. )(\S+)', template = "$1-$2" },
            { pattern = 'RSA (\S+)', template = "RSA $1" },
        ] }"""
    )  # fmt: skip
    rows = ROWS[:1].with_columns(Note=pl.lit(text, pl.String))
    made = read(profile().replace('statute = "Law"', patterns), "statute", rows=rows)
    assert made["statute"].to_list() == [statute]


LOOKUP = '[[files.extract.join]]\nfile = "laws.csv"\non = { "Law" = "law" }\ntake = ["class"]\n'


def test_a_lookup_table_beside_the_extract_brings_its_columns(read, tmp_path):
    (tmp_path / "laws.csv").write_text("law,class,other\n18.2-95,4,x\n18.2-96,1,y\n")
    assert read(profile('grade = "class"', file=LOOKUP), "grade")["grade"].to_list() == ["4", "1", None]
    with Rejects(tmp_path / "rejects.csv") as rejects:
        strict = profile('grade = "class"', file=LOOKUP + 'not_found = "reject"')
        assert read(strict, "grade", rejects=rejects)["grade"].to_list() == ["4", "1"]
        [reason] = rejects.by_reason
        assert (reason.column, reason.reason, reason.first_line) == ("Law", "is not in laws.csv", 4)


@pytest.mark.parametrize(("table", "message"), [
    (None, "laws.csv: cannot be opened"),
    ("law,klass\n", r'the column "class", which the profile reads, is missing.*Did you mean "klass"'),
    ("law,class\n1,2\n1,3\n", "'1' stands more than once"),
    ("law,class\n1\n", "laws.csv, line 2: '1' does not have the 2 fields"),
])  # fmt: skip
def test_a_lookup_table_that_cannot_be_used_is_refused(read, tmp_path, table, message):
    if table:
        (tmp_path / "laws.csv").write_text(table)
    with pytest.raises(RecordsError, match=message), Rejects(tmp_path / "rejects.csv") as rejects:
        read(profile('grade = "class"', file=LOOKUP), "grade", rejects=rejects)


def test_rows_are_left_out_with_the_first_reason_that_fits(tmp_path):
    ROWS.write_csv(tmp_path / "extract.csv")
    text = profile(
        file="""
        [[files.extract.leave_out]]
        reason = "not ended"
        when = { "Ended" = "" }
        [[files.extract.leave_out]]
        reason = "has a weapon or is first"
        when = { any = [{ "Note" = { contains = "weapon" } }, { "No" = "1" }] }
        """
    )
    with open_records(tmp_path, profile=parse_profile(text)) as records:
        assert pl.concat(records.facts([]))["charge_id"].to_list() == ["W1/7/2"]
        assert records.left_out == {"not ended": 1, "has a weapon or is first": 1}
        assert records.counts == {"charges": 1}


def test_flags_become_attributes_and_none_is_none(read):
    flags = """
    [charges.columns.attributes.flags]
    weapon = { "Note" = { contains = "weapon" } }
    victim_minor = { "Note" = { pattern = "child|minor" } }
    """
    made = read(profile(tables=flags), "attributes")
    assert made["attributes"].to_list() == ["weapon", "", "weapon;victim_minor"]


def test_words_for_empty_are_read_as_empty(read):
    rows = ROWS.with_columns(Note=pl.Series(["N/A", "x", "-"]))
    made = read(profile('description = "Note"', file='empty = ["N/A", "-"]'), "description", rows=rows)
    assert made["description"].to_list() == [None, "x", None]


def test_equal_keys_are_bad_rows_unless_they_are_numbered(read, tmp_path):
    rows = pl.concat([ROWS, ROWS[:1], ROWS[:1]])
    with Rejects(tmp_path / "rejects.csv") as rejects:
        assert read(profile(), rows=rows, rejects=rejects).height == 3
        assert [(reason.rows, reason.first_line) for reason in rejects.by_reason] == [(2, 5)]
    numbered = profile().replace('"No"] }', '"No"], repeats = "number" }')
    made = read(numbered, rows=rows)["charge_id"].to_list()
    assert made == ["W1/7/1", "W1/7/1.2", "W1/7/1.3", "W1/7/2", "W2/7/1"]


def test_cases_and_people_in_the_rows_of_charges_are_made_one_and_disagreement_is_unknown(tmp_path):
    tables = """
    [cases]
    file = "extract"
    columns = { person_id = "Who", case_id = { key = ["Who", "Docket"] }, court = "Court", county = "County" }
    [people]
    file = "extract"
    columns = { person_id = "Who", sex = "Sex" }
    """
    ROWS.with_columns(
        Court=pl.lit("District"), County=pl.Series(["Kings", "Queens", None]), Sex=pl.Series(["F", None, "M"])
    ).write_csv(tmp_path / "extract.csv")
    with open_records(tmp_path, profile=parse_profile(profile(tables=tables))) as records:
        [found] = records.tables()
        assert records.counts == {"people": 2, "cases": 2, "charges": 3}
    assert found["cases"].select("case_id", "court", "county").rows() == [
        ("W1/7", "District", None),
        ("W2/7", "District", None),
    ]
    assert found["people"].select("person_id", "sex").rows() == [("W1", "F"), ("W2", "M")]


def test_several_files_fill_the_tables(tmp_path):
    text = """
    [profile]
    id = "two"
    title = "Two files"
    jurisdiction = "US-XX"
    [files.persons]
    name = "PERSONS.TXT"
    delimiter = "|"
    [files.counts]
    name = "counts-*.csv"
    [people]
    file = "persons"
    columns = { person_id = "ID", birth_date = { date = "DOB", formats = ["%m/%d/%Y"] } }
    [charges]
    file = "counts"
    columns = { person_id = "PID", case_id = "CASE", charge_id = "NO", statute = "LAW" }
    """
    (tmp_path / "PERSONS.TXT").write_text("ID|DOB\nP1|02/03/1980\n")
    (tmp_path / "counts-2019.csv").write_text("PID,CASE,NO,LAW\nP1,C1,N1,1\n")
    (tmp_path / "counts-2020.csv").write_text("LAW,NO,CASE,PID\n2,N2,C1,P1\n3,N3,C2,P9\n")
    with (
        Rejects(tmp_path / "rejects") as rejects,
        open_records(tmp_path, profile=parse_profile(text), rejects=rejects) as records,
    ):
        [facts] = records.facts(["statute", "birth_date"])
        assert facts.select("charge_id", "statute").rows() == [("N1", "1"), ("N2", "2")]
        assert facts["birth_date"].to_list() == [date(1980, 2, 3)] * 2
        assert records.counts == {"people": 1, "charges": 3}
    assert 'counts-2020.csv,3,person_id,P9,' in rejects.path.read_text()  # fmt: skip
    with pytest.raises(RecordsError, match="two reads 2 files; give the folder"):
        open_records(tmp_path / "PERSONS.TXT", profile=parse_profile(text))
    (tmp_path / "PERSONS.TXT").unlink()
    with pytest.raises(RecordsError, match=r'no file named "PERSONS.TXT" here, which two reads'):
        open_records(tmp_path, profile=parse_profile(text))


def test_a_column_that_the_extract_lacks_is_named_with_the_nearest(read):
    with pytest.raises(RecordsError, match=r'"Lawe", which the profile reads, is missing.*Did you mean "Law"'):
        read(profile('description = "Lawe"'))


WRONG = [
    ('levle = "Law"', "charges.columns.levle: found 'levle'; allowed: .* Did you mean 'level'"),
    ('level = { colum = "Law" }', "charges.columns.level: .*allowed: the name of a column"),
    ("level = 3", "charges.columns.level: found 3; allowed: the name of a column"),
    ('level = { constant = "felon" }', "charges.columns.level.constant: found 'felon'; .* Did you mean 'felony'"),
    ('level = { key = ["Law"] }', "charges.columns.level: found 'Key'; allowed: another way"),
    ('plea = { date = "On" }', "charges.columns.plea: found 'DateCell'; allowed: another way"),
    (
        'offense_date = { date = "On", formats = ["%m/%Y"] }',
        r"offense_date.formats\[1\]: found '%m/%Y'; allowed: a way",
    ),
    (
        'offense_date = { date = "On", imposible = "reject" }',
        "offense_date: found 'imposible'; .* Did you mean 'impossible'",
    ),
    (
        'offense_date = { date = "On", impossible = "maybe" }',
        "offense_date.impossible: found 'maybe'; allowed: 'unknown'",
    ),
    ('level = { rules = [{ when = { "Law" = "1" }, then = "felon" }] }', r"level.rules\[1\].then: found 'felon'"),
    ('level = { rules = [{ when = { "Law" = 1 }, then = "felony" }] }', r"level.rules\[1\].when.Law: found 1; allowed"),
    ('level = { rules = [{ when = {}, then = "felony" }] }', r"level.rules\[1\].when: found {}; allowed: a table"),
    (
        'level = { rules = [{ when = { "Law" = { contain = "1" } }, then = "felony" }] }',
        r"level.rules\[1\].when.Law: found 'contain'; .* Did you mean 'contains'",
    ),
    (
        'level = { rules = [{ when = { "Law" = { pattern = "(" } }, then = "felony" }] }',
        r"level.rules\[1\].when.Law.pattern: found '\('; allowed: a regular expression",
    ),
    ('plea = { extract = "Law", patterns = [{ pattern = "(a)", template = "$2" }] }', r"template: found '\$2'"),
    ('plea = { extract = "Law", patterns = [] }', "charges.columns.plea.patterns"),
    ("attributes = { flags = { Weapon = { Law = '1' } } }", "attributes.flags"),
]


@pytest.mark.parametrize(("column", "message"), WRONG)
def test_a_wrong_profile_is_refused_with_the_key_what_was_found_and_what_is_allowed(column, message):
    with pytest.raises(ProfileError, match=message) as error:
        parse_profile(profile(column), "x.toml")
    assert str(error.value).startswith("x.toml: charges.columns.")


@pytest.mark.parametrize(("before", "after", "message"), [
    ('file = "extract"', 'file = "extrakt"', "charges.file: found 'extrakt'; allowed: extract. Did you mean 'extract'"),
    ('statute = "Law"', "", "charges.columns.statute: found 'nothing'; allowed: a column for statute"),
    ('name = "extract.csv"', 'name = "../extract.csv"', "files.extract.name: found '../extract.csv'"),
    ('[files.extract]', '[files.more]\nname = "a"\n[files.extract]', "files.more: found 'more'; allowed: extract"),
    ('"US-XX"', '"XX"', "profile.jurisdiction"),
    ('"No"] }', '"No"], repeats = "count" }', "charge_id.repeats: found 'count'; allowed: 'reject' or 'number'"),
    ('"Who", "Docket", "No"] }', '"Docket", "No"], repeats = "number" }', "charge_id.key: .* make the person_id"),
])  # fmt: skip
def test_a_profile_whose_parts_do_not_fit_is_refused(before, after, message):
    with pytest.raises(ProfileError, match=message):
        parse_profile(profile().replace(before, after))


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_profile_that_comes_with_the_software_is_right_and_named_as_its_file(path):
    assert load_profile(path.stem).profile.id == path.stem
