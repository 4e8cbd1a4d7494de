"""Statutes match by hierarchy, whatever the spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.law.statutes import is_covered, normalize


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


@given(st.text(max_size=30))
def test_the_normal_form_is_the_normal_form_of_itself(citation):
    assert normalize(normalize(citation)) == normalize(citation)


SECTIONS = st.from_regex(r"\A[0-9]{1,3}([-.][0-9]{1,3}){0,2}[A-C]?\Z")


@given(SECTIONS, st.text(alphabet="0123456789.-:/()aA§ ", max_size=8))
def test_a_part_of_what_is_covered_is_covered(listed, rest):
    assert is_covered(f"{listed}({rest}", [listed])
