import pytest

from tests.lookup.identity.ranks import p_value


def test_the_same_values_may_well_be_by_chance():
    assert p_value(range(20), range(20)) == pytest.approx(1, abs=0.02)
    assert p_value([1] * 20, [1] * 20) == 1


def test_a_known_example():
    """U = 6, mean 50, deviation 13.229: z = 3.288 with the correction for continuity."""
    assert p_value(range(10), [4.5, 8.5, *range(10, 18)]) == pytest.approx(0.00101, abs=0.00001)


def test_values_that_lie_apart_are_not_by_chance():
    assert p_value(range(60), range(30, 90)) < 1e-6
