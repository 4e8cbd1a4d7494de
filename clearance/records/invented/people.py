"""Invented people."""

import polars as pl

from clearance.records.invented import rates
from clearance.records.invented.columns import blank, dated, day
from clearance.records.invented.draws import Draws


def make_people(seed: int, lives: pl.DataFrame) -> pl.DataFrame:
    """The table of people."""
    draws = Draws(seed, "people")
    born = birthday(seed)
    died_old = (born < day(rates.OLD_AGE)) & draws.chance(rates.DECEASED_IF_OLD, "died old")
    died = died_old | draws.chance(rates.DECEASED_OTHERWISE, "died")
    return lives.select(
        "person_id",
        birth_date=blank(dated(born), draws.chance(rates.NO_BIRTH_DATE, "no birth date")),
        sex=draws.one_of(rates.SEX, "sex"),
        race=draws.one_of(rates.RACE, "race"),
        ethnicity=draws.one_of(rates.ETHNICITY, "ethnicity"),
        deceased=blank(died, draws.chance(rates.NO_DEATH_STATUS, "no death status")),
        registered=draws.chance(rates.REGISTERED, "registered"),
        county="home",
    )


def birthday(seed: int) -> pl.Expr:
    """The day on which someone of these lives was born, as days since 1970."""
    return pl.col("began") - Draws(seed, "people").one_of(rates.DAYS_OF_AGE_AT_FIRST_OFFENSE, "age")
