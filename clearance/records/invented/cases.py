"""Invented cases."""

import polars as pl

from clearance.records.invented import rates, words
from clearance.records.invented.columns import blank, dated, day, scattered
from clearance.records.invented.draws import Draws


def make_cases(seed: int, matters: pl.DataFrame) -> pl.DataFrame:
    """The table of cases."""
    draws = Draws(seed, "cases")
    elsewhere = draws.chance(rates.SECOND_COUNTY, "elsewhere")
    county = pl.when(elsewhere).then(draws.one_of(words.COUNTIES, "county")).otherwise("home")
    superior = pl.col("felony") & draws.chance(rates.FELONY_IN_SUPERIOR_COURT, "court")
    ended = pl.col("disposed") + pl.col("days_to_completion")
    watched = pl.col("sentence").is_in(["probation", "suspended"])
    committed = pl.col("sentence") == "committed"
    revoked = watched & draws.chance(rates.REVOKED, "revoked")
    revoked_day = pl.col("disposed") + 1 + draws.below(pl.col("days_to_completion"), "revoked on")
    return _paid(draws, matters).select(
        "case_id",
        "person_id",
        court=pl.concat_str(county, pl.when(superior).then(pl.lit(words.SUPERIOR)).otherwise(pl.lit(words.DISTRICT))),
        county=county,
        jurisdiction=pl.lit(words.JURISDICTION),
        case_number=pl.concat_str(dated("filed").dt.year().cast(pl.String), pl.lit("-CR-"), scattered(seed)),
        tracking_number=blank(
            pl.concat_str(pl.lit("T"), scattered(seed + 31_415_926)),
            draws.chance(rates.NO_TRACKING_NUMBER, "no tracking number"),
        ),
        filed_date=dated("filed"),
        status=pl.when(pl.col("ending") == "open").then(pl.lit("open")).otherwise(pl.lit("closed")),
        medium=pl.when(pl.col("filed") < day(rates.PAPER_BEFORE)).then(pl.lit("paper")).otherwise(pl.lit("electronic")),
        restitution_owed="restitution",
        fines_owed="fines",
        paid_date=dated("paid"),
        supervised=watched.fill_null(False) & (ended > day(rates.EXTRACTED)).fill_null(False),
        supervision_end_date=dated(pl.when(watched).then(ended)),
        release_date=dated(pl.when(committed & (ended <= day(rates.EXTRACTED))).then(ended)),
        revoked_date=dated(pl.when(revoked & (revoked_day <= day(rates.EXTRACTED))).then(revoked_day)),
        warrant=(pl.col("ending") == "open") & draws.chance(rates.WARRANT_IN_OPEN_CASE, "warrant"),
        last_activity_date=dated(_last_entry(draws)),
    )


def _paid(draws: Draws, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds what is owed, and the day it was paid where nothing is."""
    frame = frame.with_columns(
        restitution=_owed(draws, rates.RESTITUTION, "restitution"), fines=_owed(draws, rates.FINES, "fines")
    )
    paid = pl.col("disposed") + draws.below(rates.DAYS_TO_PAY, "days to pay")
    ordered = pl.col("sentence").is_not_null()
    nothing_owed = (pl.col("restitution") == 0) & (pl.col("fines") == 0) & (paid <= day(rates.EXTRACTED))
    return frame.with_columns(paid=pl.when(ordered & nothing_owed).then(paid))


def _last_entry(draws: Draws) -> pl.Expr:
    """The end or the payment; where neither is known, some day after the filing."""
    after_filing = pl.col("filed") + draws.below(rates.DAYS_TO_LAST_ENTRY, "last entry")
    return pl.coalesce(pl.max_horizontal("disposed", "paid"), after_filing).clip(upper_bound=day(rates.EXTRACTED))


def _owed(draws: Draws, amounts: pl.Series, what: str) -> pl.Expr:
    """Money is owed only after a conviction, and the state does not always know."""
    owed = pl.when(pl.col("sentence").is_null()).then(0).otherwise(draws.one_of(amounts, what))
    return blank(owed, draws.chance(rates.NO_MONEY, f"no {what}")).cast(pl.Decimal(12, 2))
