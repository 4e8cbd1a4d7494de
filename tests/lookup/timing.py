"""Whether several ways to do something take the same time, as far as anyone outside can tell."""

import gc
import os
import random
from collections.abc import Callable
from itertools import combinations
from statistics import median
from time import perf_counter

from tests.lookup.identity.ranks import p_value

#: How often each is timed; CLEARANCE_TIMINGS=200 for the long version.
TIMES = int(os.environ.get("CLEARANCE_TIMINGS", "60"))
#: Medians further apart than this (seconds), or a smaller chance that two samples differ so, tell one from another.
APART, CHANCE = 0.002, 0.01
#: Of six comparisons one is below 0.01 by chance in 17 runs, and a busy machine takes its time. A true difference shows
#: every time.
TRIES = 5


def same_time(ways: dict[str, Callable[[], object]], times: int = TIMES) -> None:
    """Do each of them so many times, mixed with the others."""
    for do in ways.values():
        do()
    for _ in range(TRIES):
        told = _told_apart(_measure(ways, times))
        if not told:
            return
    raise AssertionError(told)


def _measure(ways: dict[str, Callable[[], object]], times: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in ways}
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
        if (chance := p_value(took[one], took[other])) < CHANCE or abs(median(took[one]) - median(took[other])) > APART
    ]
