"""Column expressions that the invented tables share. Inside the package, dates are days since 1970."""

from datetime import date

import polars as pl


def day(known: date) -> int:
    """A date as days since 1970."""
    return (known - date(1970, 1, 1)).days


def dated(days: pl.Expr | str) -> pl.Expr:
    """Days since 1970 as a date."""
    return (pl.col(days) if isinstance(days, str) else days).cast(pl.Date)


def blank(value: pl.Expr, where: pl.Expr) -> pl.Expr:
    """The value, empty where told. Not told is not empty."""
    return pl.when(where.fill_null(False)).then(None).otherwise(value)


def numbered(letter: str, width: int) -> pl.Expr:
    """The key as an id of fixed width, so that the order of ids as text is their order as numbers."""
    return pl.concat_str(pl.lit(letter), pl.col("key").cast(pl.String).str.zfill(width))


def scattered(seed: int, key: pl.Expr | None = None, digits: int = 10) -> pl.Expr:
    """The key as ten digits (or any even number up to that) in no visible order. Keys that are less than ten billion
    apart give different ones.
    """
    # The last digits of a product depend on the last digits alone, so its halves change places before the second one.
    all_of, half = 10**digits, 10 ** (digits // 2)
    key = pl.col("key") if key is None else key
    once = (key % all_of * 1_618_033_989 + seed % 10**9) % all_of
    twice = (once % half * half + once // half) * 1_414_213_573 % all_of
    return twice.cast(pl.String).str.zfill(digits)


def repeated(frame: pl.DataFrame, count: str, number: str, per_key: int) -> pl.DataFrame:
    """Each row as often as its column `count` says, numbered in `number` from 1; the key takes up that number."""
    rows = frame.with_columns(pl.int_ranges(1, pl.col(count) + 1).alias(number)).explode(number)
    return rows.with_columns(key=pl.col("key") * per_key + pl.col(number).cast(pl.UInt64))
