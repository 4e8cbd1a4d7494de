"""Random numbers as column expressions, keyed by seed, stream and row, so that any range of rows can be made alone.

The generator is splitmix64 over a counter. It needs only wrapping multiplication, xor and shifts of whole numbers, so
the same seed gives the same values whatever the version of Polars, the machine or the number of threads.
"""

import hashlib
import itertools
from collections.abc import Sequence

import polars as pl

#: A shape is a column of this many equally likely values.
SLOTS = 2**16


def weighted(shares: dict[object, float]) -> pl.Series:
    """A shape from values and their weights. A value gets at least one slot, so a rare one is at least 1 in 65,536."""
    total = sum(shares.values())
    slots: list[object] = []
    passed = 0.0
    for value, weight in shares.items():
        passed += weight
        slots += [value] * max(1, round(passed / total * SLOTS) - len(slots))
    return pl.Series(slots[:SLOTS])


def evenly(words: str) -> pl.Series:
    """A shape from words with spaces between, each equally likely."""
    return weighted(dict.fromkeys(words.split(), 1))


def spread(points: Sequence[tuple[float, int]]) -> pl.Series:
    """A shape from quantiles: pairs of a share (first 0, last 1, rising) and a whole number, straight lines between."""
    slots = []
    for (low_share, low), (high_share, high) in itertools.pairwise(points):
        first, last = round(low_share * SLOTS), round(high_share * SLOTS)
        slots += [low + (high - low) * step // (last - first) for step in range(last - first)]
    return pl.Series(slots, dtype=pl.Int64)


class Draws:
    """Draws for a frame whose column `key` (UInt64) tells its rows apart. Each draw names its stream."""

    def __init__(self, seed: int, table: str) -> None:
        self.seed = seed
        self.table = table

    def bits(self, stream: str) -> pl.Expr:
        """64 random bits a row."""
        start = hashlib.sha256(f"{self.seed}/{self.table}/{stream}".encode()).digest()
        mixed = pl.col("key") * _whole(0x9E3779B97F4A7C15) + _whole(int.from_bytes(start[:8]))
        mixed = (mixed ^ (mixed // 2**30)) * _whole(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed // 2**27)) * _whole(0x94D049BB133111EB)
        return mixed ^ (mixed // 2**31)

    def one_of(self, shape: pl.Series, stream: str) -> pl.Expr:
        """A value of the shape."""
        return pl.lit(shape).gather(self.bits(stream) // (2**64 // SLOTS))

    def chance(self, share: float, stream: str) -> pl.Expr:
        """True for about that share of the rows."""
        return self.bits(stream) // 2**32 < round(share * 2**32)

    def below(self, limit: int | pl.Expr, stream: str) -> pl.Expr:
        """A whole number from 0 up to the limit (below 2**32), each equally likely."""
        bound = limit.cast(pl.UInt64) if isinstance(limit, pl.Expr) else limit
        return ((self.bits(stream) // 2**32) * bound // 2**32).cast(pl.Int64)


def _whole(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)
