"""Invented charges."""

import polars as pl

from clearance.records.invented import rates
from clearance.records.invented.columns import blank, dated, day, numbered, repeated
from clearance.records.invented.draws import SLOTS, Draws
from clearance.records.invented.lives import CHARGES_PER_KEY
from clearance.records.invented.statutes import OFFENSE_SLOTS, OFFENSES

#: A case's other charges lie within so many slots of its leading one: the code keeps kindred offenses together.
_KINDRED = SLOTS // 20


def make_charges(seed: int, matters: pl.DataFrame) -> pl.DataFrame:
    """The table of charges."""
    draws = Draws(seed, "charges")
    frame = _sentenced(draws, _disposed(draws, repeated(matters, "charges", "sequence", CHARGES_PER_KEY)))
    flags = pl.concat_str(
        _code("always"),
        pl.when(draws.chance(rates.CARRIES_POSSIBLE_FLAG, "flag")).then(_code("perhaps")).otherwise(pl.lit("")),
        separator=";",
    ).str.strip_chars(";")
    known_offense_day = blank(pl.col("offense"), draws.chance(rates.NO_OFFENSE_DATE, "no offense date"))
    return frame.select(
        charge_id=numbered("X", 14),
        case_id="case_id",
        person_id="person_id",
        sequence="sequence",
        statute=_code("statute"),
        description=_code("description"),
        level=blank(_code("level"), draws.chance(rates.NO_LEVEL, "no level")),
        grade=_code("grade"),
        max_sentence_days=_code("max_sentence_days"),
        quantity=pl.when(_code("is_drug")).then(
            blank(
                draws.one_of(rates.EIGHTHS_OF_A_GRAM, "quantity") * 0.125,
                draws.chance(rates.NO_QUANTITY, "no quantity"),
            ).cast(pl.Decimal(12, 3))
        ),
        offense_date=dated(known_offense_day),
        arrest_date=dated(
            blank(
                pl.min_horizontal(pl.col("offense") + draws.below(3, "days to arrest"), "filed"),
                draws.chance(rates.NO_ARREST_DATE, "no arrest date"),
            )
        ),
        filed_date=dated("filed"),
        disposition="disposition",
        disposition_date=dated(
            blank(pl.col("disposed"), draws.chance(rates.NO_DISPOSITION_DATE, "no disposition date"))
        ),
        plea=pl.when("convicted").then(draws.one_of(rates.PLEA, "plea")),
        sentence_date=dated(blank(pl.col("sentenced"), draws.chance(rates.NO_SENTENCE_DATE, "no sentence date"))),
        sentence_days=blank(pl.col("imposed"), draws.chance(rates.NO_SENTENCE_DAYS, "no sentence days")),
        completion_date=dated(blank(pl.col("completed"), draws.chance(rates.NO_COMPLETION_DATE, "no completion date"))),
        attributes=flags,
    )


def _disposed(draws: Draws, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds what was charged, when it happened and how it ended."""
    other = pl.col("sequence") > 1
    slot = (
        pl.col("lead") + pl.when(other).then(draws.below(2 * _KINDRED, "kindred") + SLOTS - _KINDRED).otherwise(0)
    ) % SLOTS
    another_day = other & draws.chance(rates.ANOTHER_OFFENSE_DATE, "another offense date")
    too_early = draws.chance(rates.DISPOSED_BEFORE_OFFENSE, "disposed before offense")
    frame = frame.with_columns(
        line=pl.lit(OFFENSE_SLOTS).gather(slot),
        offense=pl.col("offense") - pl.when(another_day).then(draws.below(30, "days earlier")).otherwise(0),
        disposition=_disposition(draws),
        disposed=pl.when(too_early & pl.col("disposed").is_not_null())
        .then(pl.col("offense") - 1 - draws.below(400, "days before offense"))
        .otherwise("disposed"),
    )
    return frame.with_columns(convicted=pl.col("disposition") == "convicted")


def _disposition(draws: Draws) -> pl.Expr:
    """The charges of a case mostly end alike; where it ended in a conviction, its first charge did."""
    own = draws.chance(rates.OWN_ENDING, "own ending")
    without = pl.when(own).then(draws.one_of(rates.ENDING, "ending")).otherwise("other_ending")
    kept = (pl.col("sequence") == 1) | draws.chance(rates.CONVICTED_WITH_FIRST, "convicted with first")
    beside = pl.when(kept).then(pl.lit("convicted")).otherwise(draws.one_of(rates.ENDING_BESIDE_CONVICTION, "beside"))
    ending = pl.col("ending")
    return (
        pl.when(ending == "open")
        .then(pl.lit("pending"))
        .when((ending == "unreported") | draws.chance(rates.NO_DISPOSITION, "no disposition"))
        .then(None)
        .when(ending == "convicted")
        .then(beside)
        .otherwise(without)
    )


def _sentenced(draws: Draws, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the sentence of those convicted, and the day that it, or a program that took its place, was completed."""
    sentenced = pl.col("disposed") + draws.one_of(rates.DAYS_TO_SENTENCE, "days to sentence")
    frame = frame.with_columns(
        sentenced=pl.when(pl.col("convicted") & (sentenced <= day(rates.EXTRACTED))).then(sentenced)
    )
    under_order = pl.col("convicted") | pl.col("disposition").is_in(["diverted", "deferred"])
    completed = pl.coalesce("sentenced", "disposed") + pl.col("days_to_completion")
    jail = pl.col("sentence").is_in(["committed", "suspended"])
    days = _code("max_sentence_days") * draws.one_of(rates.SHARE_OF_LONGEST_SENTENCE, "share of longest") // 100
    return frame.with_columns(
        imposed=pl.when(pl.col("sentenced").is_not_null()).then(pl.when(jail).then(days).otherwise(0)),
        completed=pl.when(under_order & (completed <= day(rates.EXTRACTED))).then(completed),
    )


def _code(column: str) -> pl.Expr:
    """What the code says of the charge's offense."""
    return pl.lit(pl.Series([getattr(offense, column) for offense in OFFENSES])).gather("line")
