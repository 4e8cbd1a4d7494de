"""`manage.py impact`: whom a law reaches, as text, as JSON, and as a page that needs nothing else."""

import json
import re
from datetime import date
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError, call_command
from playwright.sync_api import Browser

from clearance.records.invented import write_state
from tests.lookup.browser import browser, check, needs_chromium  # noqa: F401

#: Everything that the page has a word for: a case as a whole, a limit, lists of offenses, what is not verified.
OTHER = """
[policy]
id = "other"
title = "The other Act"
jurisdiction = "US-FK"
citation = "O.A. 1"
unit = "case"
limit = { id = "three", says = "No more than three days in court.", max = 3 }

[offenses.violent]
statutes = ["18-3"]

[[track]]
id = "all-charges"
relief = "seal"

[[track.requires]]
id = "old"
says = "It was filed before <2020>."
is = { filed_date = { before = 2020-01-01 } }
verified = false

[[track.requires]]
id = "peaceful"
says = "It is not a crime of violence."
is = { not = { offense = "violent" } }
"""


@pytest.fixture(scope="module")
def records(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("state") / "records"
    write_state(folder, people=300, seed=1)
    return folder


@pytest.fixture
def other(tmp_path) -> Path:
    path = tmp_path / "other.toml"
    path.write_text(OTHER)
    return path


def impact(policy: str | Path, records: Path, **options: object) -> str:
    out = StringIO()
    call_command("impact", policy, records, as_of=date(2026, 1, 1), stdout=out, **options)
    return out.getvalue()


def test_the_figures_are_those_of_the_determinations(records, tmp_path):
    call_command("evaluate", "franklin", records, as_of=date(2026, 1, 1), out=tmp_path / "out.parquet")
    determined = pl.read_parquet(tmp_path / "out.parquet")

    everyone = json.loads(impact("franklin", records, format="json"))["all"]

    eligible = determined.filter(outcome="eligible")
    assert everyone["total"] == {"people": determined["person_id"].n_unique(), "charges": determined.height}
    assert everyone["when"]["now"] == {"people": eligible["person_id"].n_unique(), "charges": eligible.height}
    for when, outcome in (("undetermined", "undetermined"), ("never", "ineligible")):
        assert everyone["when"][when]["charges"] == determined.filter(outcome=outcome).height
    for count in ("people", "charges"):
        assert sum(figure[count] for figure in everyone["when"].values()) == everyone["total"][count]


def test_the_json_has_what_the_command_says_it_has(records, other):
    found = json.loads(impact("franklin", records, against=other, format="json"))

    assert set(found) == {"policy", "against", "as_of", "year_ends", "conditions", "all", "by", "not_in_the_data"}
    assert set(found["policy"]) == set(found["against"]) == {"id", "title", "citation", "sha256"}
    assert found["year_ends"][0] == "2027-01-01"
    assert set(found["all"]) == {"total", "when", "every", "without", "against"}
    assert set(found["all"]["without"]) == {condition["id"] for condition in found["conditions"]}
    assert set(found["all"]["without"]["felonies.ten-years"]) == {"gain", "lose", "only"}
    assert set(found["all"]["against"]) == {"gain", "lose"}
    assert set(found["by"]) == {"county", "race", "sex", "age", "level", "offense"}
    assert found["not_in_the_data"] == []
    for groups in found["by"].values():
        assert all(set(group) == {"group", *found["all"]} for group in groups)


def test_the_text_names_every_condition_and_what_the_data_do_not_have(records, other, tmp_path):
    charges = pl.read_parquet(records / "charges.parquet").drop("level")
    (tmp_path / "few").mkdir()
    charges.write_parquet(tmp_path / "few" / "charges.parquet")

    text = impact(other, tmp_path / "few", against="franklin")

    assert "For internal use" in text
    assert "all-charges.old" in text
    assert "policy.unit" in text
    assert "Against Franklin Clean Slate Act" in text
    assert "Not in the data: county, race, sex, age, level" in text


def test_the_page_is_whole_in_one_file(records, other, tmp_path):
    impact(other, records, against="franklin", format="html", out=tmp_path / "page.html")

    page = (tmp_path / "page.html").read_text()
    assert "For internal use:</strong> small numbers may identify people" in page
    assert re.search(r"all charges: It was filed before &lt;2020&gt;\..*not verified", page)
    assert "lifetime limit" in page
    assert not re.search(r"<(script|link|img|iframe)|src=|url\(|@import", page)
    assert page.count("<figure>") <= page.count("<table")


def test_before_the_law_takes_effect_the_reader_is_told_so(records, other, tmp_path):
    other.write_text(OTHER.replace('unit = "case"', 'unit = "case"\neffective = 2027-01-01'))
    impact(other, records, format="html", out=tmp_path / "page.html")

    assert "The law takes effect on 2027-01-01" in impact(other, records)
    assert "The law takes effect on 1 January 2027" in (tmp_path / "page.html").read_text()
    assert "takes effect" not in impact("franklin", records)


@pytest.mark.browser
@needs_chromium
def test_the_page_can_be_read_by_everyone_on_a_phone_and_on_paper(records, other, tmp_path, browser: Browser):  # noqa: F811
    impact(other, records, against="franklin", format="html", out=tmp_path / "page.html")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    for summary in page.locator("summary").all():
        summary.click()

    for width, media in ((360, "screen"), (680, "print")):
        page.emulate_media(media=media)
        check(page, media, widths=(width,))


@pytest.mark.parametrize(
    ("policy", "options", "says"),
    [
        ("no-such-law", {}, "no law of that name in the library"),
        ("franklin", {"against": "no-such-law"}, "no law of that name in the library"),
        ("franklin", {"out": "missing/out.json"}, "does not exist; make it first"),
        ("franklin", {"out": "."}, "Is a directory"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(records, tmp_path, policy, options, says):
    options = options | ({"out": tmp_path / options["out"]} if "out" in options else {})

    with pytest.raises(CommandError) as refused:
        impact(policy, records, **options)

    assert says in str(refused.value)
    assert not list(tmp_path.iterdir())
