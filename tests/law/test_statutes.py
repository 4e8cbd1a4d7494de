"""Statutes match by hierarchy, whatever the spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.law.statutes import is_covered, normalize, read_range


@pytest.mark.parametrize(
    ("cited", "listed"),
    [
        ("18-3-202(1)(a)", "18-3"),
        ("18-3", "18-3"),
        ("163.427(1)(a)", "163.427"),
        ("A.18.2-266", "18.2-266"),
        ("§ 18.2-266 (A)", "18.2-266"),
        ("18.2–266", "18.2-266"),
        ("265-13a", "265-13A"),
        ("11359(a)", "11359"),
        ("10-4:2", "10-4"),
    ],
)
def test_a_listed_statute_covers_what_continues_it(cited, listed):
    assert is_covered(cited, [listed])


@pytest.mark.parametrize(
    ("cited", "listed"),
    [
        ("18-30", "18-3"),
        ("18-3.5-101", "18-3"),
        ("18.2-266.1", "18.2-266"),
        ("265-13A", "265-13"),
        ("18-3", "18-3-202"),
        ("163.427", "163.427(1)(a)"),
        ("664-11359", "11359"),
        ("", "18-3"),
    ],
)
def test_another_section_and_a_listed_subsections_parent_are_not_covered(cited, listed):
    assert not is_covered(cited, [listed])


@pytest.mark.parametrize("cited", ["664-11359", "664/11359(a)", "11359"])
def test_an_attempt_counts_as_what_was_attempted_where_the_list_includes_attempts(cited):
    assert is_covered(cited, ["11359"], attempts=["664"])


@pytest.mark.parametrize(
    ("cited", "listed"),
    [
        ("18-2701", "18-2701..18-2799"),
        ("18-2750", "18-2701..18-2799"),
        ("§ 18-2799", "18-2701 .. § 18-2799"),
        ("18-2701.1", "18-2701..18-2799"),
        ("18-2710a", "18-2710..18-2711"),
        ("18-2710AA", "18-2710Z..18-2711"),
        ("18-2799(a)(1)", "18-2701..18-2799"),
        ("18-2750:3", "18–2701..18–2799"),
        ("18-3-202", "18-2..18-9"),
        ("A.18.2-57.2", "18.2-51..18.2-58"),
        ("18.2-57.01", "18.2-57..18.2-57.1"),
        ("609.2231", "609.221..609.224"),
        ("2C:14-2", "2c:14-1..2c:14-9"),
        ("53a-70b", "53a-70a..53a-70c"),
        ("2701", "2701..2701"),
    ],
)
def test_a_range_covers_its_ends_what_lies_between_and_what_is_below(cited, listed):
    assert is_covered(cited, [listed])


@pytest.mark.parametrize(
    ("cited", "listed"),
    [
        ("18-2700", "18-2701..18-2799"),
        ("18-2799A", "18-2701..18-2799"),
        ("18-2799.1", "18-2701..18-2799"),
        ("18-2710", "18-2710A..18-2711"),
        ("18-2711", "18-2710..18-2710ZZ"),
        ("18.2-2750", "18-2701..18-2799"),
        ("19-2750", "18-2701..18-2799"),
        ("2750", "18-2701..18-2799"),
        ("18", "18-1..18-9"),
        ("18-27", "18-2701..18-2799"),
        ("18.2-57.01", "18.2-57.1..18.2-58"),
        ("18-2701A1", "18-2701..18-2799"),
        ("", "18-2701..18-2799"),
    ],
)
def test_a_range_leaves_out_what_comes_before_or_after_and_other_chapters(cited, listed):
    assert not is_covered(cited, [listed])


def test_an_attempt_at_what_a_range_lists_counts_where_the_list_includes_attempts():
    assert is_covered("664-11359", ["11350..11392"], attempts=["664"])
    assert not is_covered("664-11359", ["11350..11392"])


@pytest.mark.parametrize(
    "listed",
    [
        "18-2799..18-2701",
        "18-2701..19-2799",
        "18-2701..2799",
        "18-2701..",
        "..18-2799",
        "18-1..18-2..18-3",
        "18-2701...18-2799",
        "18-2701(a)..18-2701(c)",
        "18-2710B..18-2710A",
        "750.9..750.81",
    ],
)
def test_a_range_whose_ends_do_not_fit_is_none(listed):
    assert read_range(listed) is None


@given(st.text(max_size=30))
def test_the_normal_form_is_the_normal_form_of_itself(citation):
    assert normalize(normalize(citation)) == normalize(citation)


SECTIONS = st.from_regex(r"\A[0-9]{1,3}([-.][0-9]{1,3}){0,2}[A-C]?\Z")


@given(SECTIONS, st.text(alphabet="0123456789.-:/()aA§ ", max_size=8))
def test_a_part_of_what_is_covered_is_covered(listed, rest):
    assert is_covered(f"{listed}({rest}", [listed])
