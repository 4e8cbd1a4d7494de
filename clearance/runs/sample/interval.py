"""What a count of errors says of the rate of errors among all from which was drawn: the 95 % interval of Wilson."""

from decimal import Decimal
from typing import NamedTuple

#: The standard normal distribution lies within so many standard deviations with a chance of 95 %.
Z = Decimal("1.959963984540054")


class Interval(NamedTuple):
    """Two shares from 0 to 1, between which the rate lies."""

    low: Decimal
    high: Decimal


def wilson(errors: int, checked: int) -> Interval:
    """The score interval without continuity correction, for so many errors among so many that were checked.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927), 209-212. Nothing checked says nothing: from 0 to 1.
    """
    if not checked:
        return Interval(Decimal(0), Decimal(1))
    rate, square = Decimal(errors) / checked, Z * Z
    middle = rate + square / (2 * checked)
    half = Z * (rate * (1 - rate) / checked + square / (4 * checked * checked)).sqrt()
    scale = 1 + square / checked
    # At the ends the formula gives 0 and 1, but for rounding.
    low = (middle - half) / scale if errors else Decimal(0)
    high = (middle + half) / scale if errors < checked else Decimal(1)
    return Interval(low, high)
