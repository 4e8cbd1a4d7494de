"""Invented names. Most are someone's own; a few are shared by people who are easily taken for each other.

Such twins cannot be made one from the other, since any range of people can be made alone: each takes the name that
belongs to their birth date, so whoever else does so and was born on that day has the same.
"""

import polars as pl

from clearance.records.invented import rates, words
from clearance.records.invented.columns import blank, dated
from clearance.records.invented.draws import Draws
from clearance.records.invented.people import birthday

#: Keys of names that belong to a birth date: far from the numbers of people, each kind of twin in a place of its own.
_SHARED = {"junior": 2 * 10**12, "namesake": 3 * 10**12, "swapped": 4 * 10**12}
#: Days since 1970 of whoever was born before are below zero; keys are not.
_EARLIEST = 100_000


def make_names(seed: int, lives: pl.DataFrame) -> pl.DataFrame:
    """The names people have (legal) or also use (alias)."""
    twins = lives.with_columns(own="key", twin=Draws(seed, "twins").one_of(rates.TWINS, "kind"))
    legal = twins.with_columns(key=_key_of_name(seed))
    double = twins.filter(twin="double")
    aliases = twins.filter((pl.col("twin") != "double") & Draws(seed, "names").chance(rates.HAS_ALIAS, "alias"))
    return pl.concat(
        [_named(seed, aliases, "alias"), _named(seed, legal, "legal"), _other_order(_named(seed, double, "legal"))]
    ).sort("person_id", "kind")


def _key_of_name(seed: int) -> pl.Expr:
    """What a legal name is drawn by."""
    born = dated(birthday(seed))
    month, date = born.dt.month().cast(pl.Int64), born.dt.day().cast(pl.Int64)
    # The same for 3 April and 4 March.
    either_way = born.dt.year().cast(pl.Int64) * 10_000 + pl.min_horizontal(month, date) * 100
    either_way = either_way + pl.max_horizontal(month, date)
    key = pl.when(pl.col("twin").is_in(["junior", "namesake"])).then(
        pl.col("twin").replace_strict(_SHARED, default=0, return_dtype=pl.Int64) + birthday(seed) + _EARLIEST
    )
    key = key.when((pl.col("twin") == "swapped") & (date <= 12)).then(_SHARED["swapped"] + either_way)
    return key.otherwise(pl.col("own").cast(pl.Int64)).cast(pl.UInt64)


def _named(seed: int, lives: pl.DataFrame, kind: str) -> pl.DataFrame:
    draws = Draws(seed, f"names/{kind}")

    def joined(starts: pl.Series, ends: pl.Series, part: str) -> pl.Expr:
        return pl.concat_str(draws.one_of(starts, f"{part} start"), draws.one_of(ends, f"{part} end"))

    last = joined(words.LAST_NAME_STARTS, words.LAST_NAME_ENDS, "last")
    second = joined(words.LAST_NAME_STARTS, words.LAST_NAME_ENDS, "second last")
    suffix = draws.one_of(rates.SUFFIX, "suffix")
    father = pl.when(pl.col("own") % 2 == 0).then(pl.lit("Sr")).otherwise(pl.lit("Jr"))
    return lives.select(
        "person_id",
        kind=pl.lit(kind),
        last_name=pl.when(pl.col("twin") == "double").then(pl.concat_str(last, second, separator=" ")).otherwise(last),
        first_name=joined(words.FIRST_NAME_STARTS, words.FIRST_NAME_ENDS, "first"),
        middle_name=blank(
            joined(words.FIRST_NAME_STARTS, words.FIRST_NAME_ENDS, "middle"),
            draws.chance(rates.NO_MIDDLE_NAME, "no middle name"),
        ),
        suffix=pl.when(pl.lit(kind == "legal") & (pl.col("twin") == "junior"))
        .then(father)
        .otherwise(blank(suffix, suffix == "")),
    )


def _other_order(double: pl.DataFrame) -> pl.DataFrame:
    """The same people with their two last names the other way round."""
    parts = pl.col("last_name").str.split(" ")
    return double.with_columns(kind=pl.lit("alias"), last_name=parts.list.reverse().list.join(" "))
