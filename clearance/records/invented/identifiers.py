"""Invented identifiers: numbers of the state's own, in forms that no real number has."""

import polars as pl

from clearance.records.invented import rates
from clearance.records.invented.columns import scattered
from clearance.records.invented.draws import Draws

#: Second numbers are made of keys that nobody else has.
_SECOND = 5 * 10**9


def make_identifiers(seed: int, lives: pl.DataFrame) -> pl.DataFrame:
    """State ids (FR- and ten digits) and driver's licenses (the state and eight digits).

    A few people have two state ids, as where one person was booked as two; and a few share one, as where two people
    were taken for one.
    """
    draws = Draws(seed, "identifiers")
    pair = pl.col("key") // 2
    shared = lives.with_columns(key=pair).select(shared=draws.chance(rates.SHARED_STATE_ID, "shared"))["shared"]
    lives = lives.with_columns(shared=shared)
    known = lives.filter(draws.chance(rates.HAS_STATE_ID, "state id"))
    twice = lives.filter(draws.chance(rates.SECOND_STATE_ID, "second state id"))
    licensed = lives.filter(draws.chance(rates.HAS_LICENSE, "license"))
    own = pl.when("shared").then(pair * 2).otherwise("key")
    return pl.concat(
        [
            _numbers(known, "state_id", "FR-", scattered(seed, own)),
            _numbers(twice, "state_id", "FR-", scattered(seed, pl.col("key") + _SECOND)),
            _numbers(licensed, "license", "FR ", scattered(seed, digits=8)),
        ]
    ).sort("person_id", "kind", "value")


def _numbers(lives: pl.DataFrame, kind: str, state: str, digits: pl.Expr) -> pl.DataFrame:
    return lives.select("person_id", kind=pl.lit(kind), value=pl.concat_str(pl.lit(state), digits))
