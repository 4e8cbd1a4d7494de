"""The rank test by Mann and Whitney: how likely it is that two samples differ so much by chance alone."""

import math
from collections.abc import Sequence


def p_value(one: Sequence[float], other: Sequence[float]) -> float:
    """Two-sided, by the normal approximation with a correction for ties; good from about twenty values each."""
    n, m = len(one), len(other)
    ranks = _ranks([*one, *other])
    u = sum(ranks[:n]) - n * (n + 1) / 2
    ties = sum(times**3 - times for times in (ranks.count(rank) for rank in set(ranks)))
    spread = math.sqrt(n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1))))
    if not spread:
        return 1.0
    return math.erfc(max(abs(u - n * m / 2) - 0.5, 0) / spread / math.sqrt(2))


def _ranks(values: Sequence[float]) -> list[float]:
    """From 1; equal values share the mean of theirs."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), start=1):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]
