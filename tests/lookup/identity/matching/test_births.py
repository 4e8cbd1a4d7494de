from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookup.identity.matching.births import DAY_MONTH, DIGIT, mistaken


def test_day_and_month_may_be_swapped():
    assert mistaken(date(1980, 3, 11))[date(1980, 11, 3)] == DAY_MONTH


def test_where_a_swap_is_one_figure_it_is_called_a_swap():
    assert mistaken(date(1980, 1, 11))[date(1980, 11, 1)] == DAY_MONTH


def test_a_day_that_no_month_has_is_not_swapped():
    assert DAY_MONTH not in mistaken(date(1980, 3, 13)).values()


def test_one_figure_may_be_wrong():
    slips = mistaken(date(1980, 3, 11))
    assert {slips[one] for one in (date(1990, 3, 11), date(1980, 3, 12), date(1980, 8, 11), date(1980, 3, 21))} == {
        DIGIT
    }


def test_two_figures_may_not():
    assert date(1991, 3, 11) not in mistaken(date(1980, 3, 11))


ALL = [date(1900, 1, 1) + timedelta(days=n) for n in range(73_049)]  # up to 2099


@pytest.mark.parametrize("born", [date(1980, 1, 1), date(1999, 12, 31), date(2004, 2, 29), date(1961, 10, 12)])
def test_those_and_no_others(born):
    """Against the plain definition, for two centuries of days."""
    found = {day: kind for day, kind in mistaken(born).items() if 1900 <= day.year < 2100}
    digit = {day for day in ALL if sum(a != b for a, b in zip(str(day), str(born), strict=True)) == 1}
    swapped = {day for day in ALL if (day.month, day.day) == (born.day, born.month) and day.year == born.year} - {born}
    assert found == dict.fromkeys(digit, DIGIT) | dict.fromkeys(swapped, DAY_MONTH)


@given(st.dates(), st.dates())
def test_mistakes_go_both_ways_and_are_never_the_date_itself(one, other):
    assert (other in mistaken(one)) == (one in mistaken(other))
    assert one not in mistaken(one)
