from datetime import date

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


@given(st.dates(), st.dates())
def test_mistakes_go_both_ways_and_are_never_the_date_itself(one, other):
    assert (other in mistaken(one)) == (one in mistaken(other))
    assert one not in mistaken(one)
