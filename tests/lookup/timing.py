"""Whether several ways to do something take the same time, as far as anyone outside can tell."""

import gc
import math
import random
from collections.abc import Callable
from itertools import combinations
from statistics import median
from time import perf_counter

#: Medians further apart than this, or a smaller chance that the ranks differ as they do, tell one from another.
APART, CHANCE = 0.002, 0.001


def same_time(ways: dict[str, Callable[[], object]], *, times: int) -> None:
    """Do each of them so many times, mixed. What the machine does beside may make them differ once, but not twice."""
    told = _told_apart(_measure(ways, times))
    assert not told or not _told_apart(_measure(ways, times)), told


def _measure(ways: dict[str, Callable[[], object]], times: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in ways}
    for do in ways.values():
        do()
    gc.disable()
    try:
        for _ in range(times):
            for name in random.sample(list(ways), len(ways)):
                begun = perf_counter()
                ways[name]()
                took[name].append(perf_counter() - begun)
    finally:
        gc.enable()
    return took


def _told_apart(took: dict[str, list[float]]) -> list[str]:
    return [
        f"{one} {median(took[one]) * 1000:.2f} ms, {other} {median(took[other]) * 1000:.2f} ms, p={chance:.5f}"
        for one, other in combinations(took, 2)
        if abs(median(took[one]) - median(took[other])) > APART
        or (chance := rank_test(took[one], took[other])) < CHANCE
    ]


def rank_test(first: list[float], second: list[float]) -> float:
    """The chance (Mann-Whitney, two-sided, normal) that ranks of the same kind differ as much as these."""
    both = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks = sum(rank for rank, (_, of) in enumerate(both, 1) if of == 0)
    n, m = len(first), len(second)
    away = abs(ranks - n * (n + 1) / 2 - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(away / math.sqrt(2))
