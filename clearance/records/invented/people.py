"""Invented people, their names and their identifiers."""

import polars as pl

from clearance.records.invented import rates, words
from clearance.records.invented.columns import blank, dated, day, scattered
from clearance.records.invented.draws import Draws


def make_people(seed: int, lives: pl.DataFrame) -> pl.DataFrame:
    """The table of people."""
    draws = Draws(seed, "people")
    born = pl.col("began") - draws.one_of(rates.DAYS_OF_AGE_AT_FIRST_OFFENSE, "age")
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


def make_names(seed: int, lives: pl.DataFrame) -> pl.DataFrame:
    """The names people have (legal) or also use (alias)."""
    aliases = lives.filter(Draws(seed, "names").chance(rates.HAS_ALIAS, "alias"))
    return pl.concat([_named(seed, aliases, "alias"), _named(seed, lives, "legal")]).sort("person_id", "kind")


def make_identifiers(seed: int, lives: pl.DataFrame) -> pl.DataFrame:
    """The state's own numbers for people: FR- and ten digits, a form that no real number has."""
    known = lives.filter(Draws(seed, "identifiers").chance(rates.HAS_STATE_ID, "state id"))
    return known.select("person_id", kind=pl.lit("state_id"), value=pl.concat_str(pl.lit("FR-"), scattered(seed)))


def _named(seed: int, lives: pl.DataFrame, kind: str) -> pl.DataFrame:
    draws = Draws(seed, f"names/{kind}")

    def joined(starts: pl.Series, ends: pl.Series, part: str) -> pl.Expr:
        return pl.concat_str(draws.one_of(starts, f"{part} start"), draws.one_of(ends, f"{part} end"))

    suffix = draws.one_of(rates.SUFFIX, "suffix")
    return lives.select(
        "person_id",
        kind=pl.lit(kind),
        last_name=joined(words.LAST_NAME_STARTS, words.LAST_NAME_ENDS, "last"),
        first_name=joined(words.FIRST_NAME_STARTS, words.FIRST_NAME_ENDS, "first"),
        middle_name=blank(
            joined(words.FIRST_NAME_STARTS, words.FIRST_NAME_ENDS, "middle"),
            draws.chance(rates.NO_MIDDLE_NAME, "no middle name"),
        ),
        suffix=blank(suffix, suffix == ""),
    )
