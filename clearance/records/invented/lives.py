"""What the invented tables agree on: whose life it is, when each case happened and how it ended."""

import polars as pl

from clearance.records.invented import rates, words
from clearance.records.invented.columns import blank, day, numbered, repeated
from clearance.records.invented.draws import SLOTS, Draws
from clearance.records.invented.statutes import OFFENSE_SLOTS, OFFENSES

#: A person has fewer cases than this, and a case fewer charges than that: the ids leave so much room.
CASES_PER_KEY = 100
CHARGES_PER_KEY = 1000

_FELONY = pl.Series([offense.level == "felony" for offense in OFFENSES])


def lives(seed: int, first: int, last: int) -> pl.DataFrame:
    """People number `first` to `last`: who, where, how many cases, the first offense and the days between cases."""
    draws = Draws(seed, "lives")
    return pl.DataFrame({"key": pl.int_range(first, last + 1, dtype=pl.UInt64, eager=True)}).select(
        "key",
        person_id=numbered("P", 9),
        home=draws.one_of(words.COUNTIES, "county"),
        cases=draws.one_of(rates.CASES_PER_PERSON, "cases"),
        days_between=draws.one_of(rates.DAYS_BETWEEN_CASES, "days between cases"),
        began=day(rates.FIRST_OFFENSE)
        + draws.below(day(rates.LAST_OFFENSE) - day(rates.FIRST_OFFENSE) + 1, "first offense"),
    )


def matters(seed: int, lives: pl.DataFrame) -> pl.DataFrame:
    """The cases of these lives, oldest first: their days, leading offense, ending, sentence and number of charges."""
    draws = Draws(seed, "matters")
    frame = repeated(lives, "cases", "number", CASES_PER_KEY).with_columns(offense=_offense_day(draws))
    to_filing = draws.one_of(rates.DAYS_TO_FILING, "days to filing")
    room = day(rates.EXTRACTED) - pl.col("offense")
    filed = pl.col("offense") + pl.when(to_filing <= room).then(to_filing).otherwise(
        draws.below(room + 1, "filed late")
    )
    too_early = draws.chance(rates.FILED_BEFORE_OFFENSE, "filed before offense")
    frame = frame.with_columns(
        filed=pl.when(too_early).then(pl.col("offense") - 1 - draws.below(300, "filed early")).otherwise(filed),
        lead=draws.below(SLOTS, "leading offense"),
        sentence=draws.one_of(rates.SENTENCE, "sentence"),
        on_probation=draws.one_of(rates.DAYS_ON_PROBATION, "days on probation"),
        charges=draws.one_of(rates.CHARGES_PER_CASE, "charges"),
    )
    disposed = pl.col("filed") + draws.one_of(rates.DAYS_TO_DISPOSITION, "days to disposition")
    ending = draws.one_of(rates.CASE_ENDING, "ending")
    frame = frame.with_columns(
        disposed=disposed,
        ending=pl.when(disposed > day(rates.EXTRACTED)).then(pl.lit("open")).otherwise(ending),
        other_ending=draws.one_of(rates.ENDING, "other ending"),
        felony=pl.lit(_FELONY).gather(pl.lit(OFFENSE_SLOTS).gather("lead")),
        case_id=numbered("C", 11),
    )
    convicted = pl.col("ending") == "convicted"
    return frame.with_columns(
        disposed=blank(pl.col("disposed"), pl.col("ending").is_in(["open", "unreported"])),
        sentence=blank(pl.col("sentence"), ~convicted),
        days_to_completion=pl.when(convicted & (pl.col("sentence") == "committed"))
        .then(draws.one_of(rates.DAYS_HELD, "days held"))
        .when(convicted & (pl.col("sentence") == "fine"))
        .then(pl.lit(rates.DAYS_TO_PAY))
        .otherwise("on_probation"),
    )


def _offense_day(draws: Draws) -> pl.Expr:
    """The first case on the first offense; each other one somewhere in its own equal part of the years that follow."""
    parts = pl.col("cases") - 1
    wanted = parts * pl.col("days_between")
    years = pl.min_horizontal(wanted, day(rates.LAST_OFFENSE) - pl.col("began"))
    share = (pl.col("number") - 2) * 1024 + draws.below(1024, "part of the years")
    later = years * share // (parts * 1024)
    return pl.col("began") + pl.when(pl.col("number") == 1).then(0).otherwise(later)
