"""One determination per charge: the contract of the engine.

`evaluate` answers for a day; `dates` gives what does not depend on any day, which is what is stored.
"""

from datetime import date

import narwhals as nw
import polars as pl

from clearance.law.policy import Policy

from .dates import NEVER
from .determination import DETERMINATION
from .plan import order, plan_for
from .tracks import Causes, Columns


def evaluate(policy: Policy, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """What the policy says of every charge on the day `as_of`: one row per charge, by person_id, then charge_id.

    `facts` has one row per charge, whole people only, with charge_id, case_id, person_id and the facts the policy
    reads, named as in `vocabulary.FACTS`; a fact that has no column is unknown for all.
    """
    facts = order(facts)
    found = _determine(policy, facts, as_of, Causes.NONE)
    # What is missing costs more to find out than all the rest, so it is asked only for people it is missing for.
    people = facts["person_id"].filter(found["outcome"] == "undetermined").unique()
    doubtful = facts["person_id"].is_in(people.implode())
    if doubtful.any():
        missing = _determine(policy, facts.filter(doubtful), as_of, Causes.OF_CHARGES)["missing"]
        place = pl.when(doubtful).then(doubtful.cum_sum() - 1)
        found = found.with_columns(missing.gather(found.select(place).to_series()).fill_null("").alias("missing"))
    return facts.select("charge_id", "person_id").hstack(found).select(*DETERMINATION)


def _determine(policy: Policy, facts: pl.DataFrame, as_of: date, causes: Causes) -> pl.DataFrame:
    """The determinations in words, without their ids; `missing` is filled in only where causes are asked for."""
    plan = plan_for(policy, causes, facts)
    numbers = plan.run(facts, as_of, plan.determination.numbers)
    return pl.DataFrame(plan.determination.in_words(numbers))


def dates(policy: Policy, facts: pl.DataFrame) -> pl.DataFrame:
    """What of the determination depends on no day: one row per charge, by person_id, then charge_id.

    Columns: charge_id, person_id; eligible_on, the date from which it is known to be eligible (null: never, or not
    known); possible_on, the earliest it could be (null: never); tracks, JSON: `{"track", "on", "known"}` for every
    track that covers or may cover the charge, in file order, `on` null for never.
    """
    facts = order(facts)
    tracks = nw.concat_str(
        *(_track_json(track.id, t) for t, track in enumerate(policy.tracks)), separator=",", ignore_nulls=True
    )
    columns = [
        _never_is_null("known_on").alias("eligible_on"),
        _never_is_null("possible_on").alias("possible_on"),
        nw.concat_str(nw.lit("["), tracks, nw.lit("]")).alias("tracks"),
    ]
    return facts.select("charge_id", "person_id").hstack(plan_for(policy).run(facts, None, columns))


def _never_is_null(column: str) -> nw.Expr:
    return nw.when(nw.col(column) < NEVER).then(nw.col(column))


def _track_json(track: str, t: int) -> nw.Expr:
    on, known = nw.col(Columns.on(t)), ~nw.col(Columns.open(t))
    quoted = nw.concat_str(nw.lit('"'), on.cast(nw.String), nw.lit('"'))
    day = nw.when(on < NEVER).then(quoted).otherwise(nw.lit("null"))
    sure = nw.when(known).then(nw.lit("true")).otherwise(nw.lit("false"))
    text = nw.concat_str(nw.lit(f'{{"track":"{track}","on":'), day, nw.lit(',"known":'), sure, nw.lit("}"))
    return nw.when(~on.is_null()).then(text)
