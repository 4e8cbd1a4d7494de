"""Invented addresses: streets and towns that are nowhere, with postal codes that are not in use."""

import polars as pl

from clearance.records.invented import rates, words
from clearance.records.invented.columns import blank, dated, day
from clearance.records.invented.draws import Draws


def make_addresses(seed: int, lives: pl.DataFrame) -> pl.DataFrame:
    """Where people were last known to live, and when somebody last confirmed it: lately, long ago, or never."""
    draws = Draws(seed, "addresses")
    number = (1 + draws.below(9_999, "number")).cast(pl.String)
    name = pl.concat_str(draws.one_of(words.LAST_NAME_STARTS, "start"), draws.one_of(words.LAST_NAME_ENDS, "end"))
    ago = draws.one_of(rates.DAYS_SINCE_CONFIRMED, "confirmed")
    return lives.filter(draws.chance(rates.HAS_ADDRESS, "address")).select(
        "person_id",
        street=pl.concat_str(number, name, draws.one_of(words.STREETS, "street"), separator=" "),
        city=pl.concat_str("home", draws.one_of(words.TOWNS, "town"), separator=" "),
        region=pl.lit("FK"),
        postal_code=pl.concat_str(pl.lit("000"), draws.below(100, "postal code").cast(pl.String).str.zfill(2)),
        country=pl.lit("US"),
        confirmed_date=blank(
            dated(pl.lit(day(rates.EXTRACTED)) - ago), draws.chance(rates.NEVER_CONFIRMED, "never confirmed")
        ),
    )
