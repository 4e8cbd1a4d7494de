from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.runs.sample.interval import Z, wilson

#: R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
#: table I, method 3; the last two: the rule of three and its neighbor, by the closed form z² / (n + z²).
PUBLISHED = [
    (81, 263, "0.2553", "0.3662"),
    (15, 148, "0.0624", "0.1605"),
    (0, 20, "0.0000", "0.1611"),
    (1, 29, "0.0061", "0.1718"),
    (0, 300, "0.0000", "0.0126"),
    (0, 50, "0.0000", "0.0713"),
]
counts = st.integers(0, 5000).flatmap(lambda checked: st.tuples(st.integers(0, checked), st.just(checked)))


@pytest.mark.parametrize(("errors", "checked", "low", "high"), PUBLISHED)
def test_the_interval_is_that_of_the_published_tables(errors, checked, low, high):
    found = wilson(errors, checked)
    assert [str(round(end, 4)) for end in found] == [low, high]


def test_when_nothing_was_checked_the_rate_may_be_anything():
    assert wilson(0, 0) == (0, 1)


@given(counts)
def test_the_rate_that_was_found_lies_in_its_interval(given):
    errors, checked = given
    low, high = wilson(errors, checked)
    assert 0 <= low <= (Decimal(errors) / checked if checked else 0) <= high <= 1


@given(counts)
def test_what_holds_of_errors_holds_of_their_absence(given):
    errors, checked = given
    low, high = wilson(errors, checked)
    other_low, other_high = wilson(checked - errors, checked)
    assert abs(low - (1 - other_high)) < Decimal("1e-20")
    assert abs(high - (1 - other_low)) < Decimal("1e-20")


@given(counts.filter(lambda given: given[1]))
def test_at_its_ends_what_was_found_is_just_as_far_off_as_chance_allows(given):
    errors, checked = given
    for rate in wilson(errors, checked):
        off = Decimal(errors) / checked - rate
        assert abs(off * off * checked - Z * Z * rate * (1 - rate)) < Decimal("1e-15")


@given(counts.filter(lambda given: given[1]))
def test_ten_times_as_many_say_it_more_exactly(given):
    errors, checked = given
    few, many = wilson(errors, checked), wilson(errors * 10, checked * 10)
    assert many.high - many.low < few.high - few.low
