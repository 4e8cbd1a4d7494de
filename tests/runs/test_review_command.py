"""`manage.py review`: the findings on a law as text, as JSON, and as a page that needs nothing else."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clearance.law.review import PRACTICES
from tests.lookup.browser import browser, check, needs_chromium  # noqa: F401


def printed(policy: str | Path, form: str) -> str:
    out = StringIO()
    call_command("review", policy, format=form, stdout=out)
    return out.getvalue()


def test_the_json_has_one_finding_for_every_practice():
    findings = json.loads(printed("utah", "json"))
    assert [finding["practice"] for finding in findings] == [practice.id for practice in PRACTICES]
    assert all(
        list(finding) == ["practice", "finding", "provision", "explanation", "suggestion", "binding"]
        for finding in findings
    )
    timeline = next(finding for finding in findings if finding["practice"] == "P4")
    assert timeline["finding"] == "conflicts"
    assert {"path", "citation", "verified"} == set(timeline["provision"][0])


def test_the_text_fits_a_terminal_and_says_what_each_finding_rests_on():
    lines = printed("utah", "text").splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[0] == "Utah Clean Slate Law · Utah Code 77-40a-201 to 77-40a-206 · US-UT"
    assert "P4   conflicts Clear times and a steady rhythm" in lines
    text = " ".join(" ".join(lines).split())
    assert "- Utah Code 77-40a-204 (process.timeline)" in text
    assert "[wording not verified]" in text
    assert "To mend it: “This section applies to records that are held electronically.”" in text


def test_a_changed_file_changes_the_finding(tmp_path):
    law = Path("clearance/law/library/utah.toml").read_text()
    assert "binding = false" in law
    draft = tmp_path / "draft.toml"
    draft.write_text(law.replace("binding = false", "binding = true").replace("depends_on_funding = true", ""))
    before, after = (json.loads(printed(one, "json")) for one in ("utah", draft))
    changed = [one["practice"] for one, other in zip(before, after, strict=True) if one["finding"] != other["finding"]]
    assert changed == ["P4", "D3"]


def test_a_law_that_cannot_be_read_is_refused_in_words():
    with pytest.raises(CommandError, match="no law of that name in the library"):
        printed("no-such-law", "text")


def test_where_a_law_contradicts_itself_is_said_beside_the_review(tmp_path):
    draft = tmp_path / "draft.toml"
    law = Path("clearance/law/library/virginia-cannabis.toml").read_text()
    draft.write_text(law + '\n[offenses.nobody-uses]\nstatutes = ["18.2-1"]\n')
    err = StringIO()
    call_command("review", draft, stdout=StringIO(), stderr=err)
    assert "nobody-uses" in err.getvalue()


def test_the_page_needs_nothing_else():
    page = printed("utah", "html")
    assert "<link" not in page
    assert "<script" not in page
    assert "http" not in page
    assert all(f'<article id="{practice.id}">' in page for practice in PRACTICES)
    assert "not verified" in page
    assert "for it they are advice" in page


def test_the_page_of_a_model_speaks_of_no_check_that_was_not_asked_for():
    page = printed("green-standard", "html")
    assert "not verified" not in page
    assert "for it they are advice" not in page
    assert "To mend it" not in page


@pytest.mark.browser
@needs_chromium
def test_the_page_is_accessible_and_fits(browser):  # noqa: F811
    page = browser.new_page()
    page.set_content(printed("utah", "html"))
    check(page)
