"""One determination per charge: the contract of the engine.

`determine` answers for a day; `dates` gives what does not depend on any day, which is what is stored.
"""

from datetime import date

import narwhals as nw
import polars as pl

from clearance.law.policy import Policy

from .dates import NEVER
from .facts import prepare
from .predicate import either, may_be_true
from .tracks import Causes, Columns, charge_dates, known_on, track_dates

#: The columns of a determination, in order (the README of clearance/law says what they mean).
DETERMINATION = {
    "charge_id": pl.String,
    "person_id": pl.String,
    "outcome": pl.String,
    "eligible_on": pl.Date,
    "track": pl.String,
    "reasons": pl.String,
    "missing": pl.String,
}
#: What may be said of a charge. Inside this module an outcome is its place here, and so cheap to compare.
OUTCOMES = ("eligible", "later", "undetermined", "ineligible")
ELIGIBLE, LATER, UNDETERMINED, INELIGIBLE = range(len(OUTCOMES))
TEXT = {"return_dtype": nw.String}
#: Whole numbers of 64 bits hold this many yes-or-no answers.
BITS = 62


def evaluate(policy: Policy, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """What the policy says of every charge on the day `as_of`: one row per charge, by person_id, then charge_id.

    `facts` has one row per charge, whole people only, with charge_id, case_id, person_id and the facts the policy
    reads, named as in `vocabulary.FACTS`; a fact that has no column is unknown for all.
    """
    prepared = prepare(facts, policy.columns)
    rows = determine(
        policy, charge_dates(policy, track_dates(policy, nw.from_native(prepared, eager_only=True))), as_of
    )
    undetermined = rows.filter(nw.col("outcome") == "undetermined").select("_person").unique()
    # What is missing costs more to find out than all the rest, so it is asked only for people it is missing for.
    doubtful = nw.from_native(prepared, eager_only=True).join(undetermined, on="_person", how="semi")
    if not doubtful.is_empty():
        doubtful = charge_dates(policy, track_dates(policy, doubtful, Causes.OF_CHARGES))
        again = determine(policy, doubtful, as_of, causes=True)
        rows = rows.drop("missing").join(again.select("_row", "missing"), on="_row", how="left").sort("_row")
    return rows.with_columns(nw.col("missing").fill_null("")).select(*DETERMINATION).to_native()


def dates(policy: Policy, facts: pl.DataFrame) -> pl.DataFrame:
    """What of the determination depends on no day: one row per charge, by person_id, then charge_id.

    Columns: charge_id, person_id; eligible_on, the date from which it is known to be eligible (null: never, or not
    known); possible_on, the earliest it could be (null: never); tracks, JSON: `{"track", "on", "known"}` for every
    track that covers or may cover the charge, in file order, `on` null for never.
    """
    frame = charge_dates(policy, track_dates(policy, nw.from_native(prepare(facts, policy.columns), eager_only=True)))
    columns = Columns(policy)
    tracks = nw.concat_str(
        *(_track_json(track.id, columns, t) for t, track in enumerate(policy.tracks)), separator=",", ignore_nulls=True
    )
    return frame.select(
        "charge_id",
        "person_id",
        eligible_on=_never_is_null(nw.col("known_on")),
        possible_on=_never_is_null(nw.col("possible_on")),
        tracks=nw.concat_str(nw.lit("["), tracks, nw.lit("]")),
    ).to_native()


def _never_is_null(day: nw.Expr) -> nw.Expr:
    return nw.when(day < NEVER).then(day)


def _track_json(track: str, columns: Columns, t: int) -> nw.Expr:
    on, known = nw.col(columns.on(t)), ~nw.col(columns.open(t))
    day = (
        nw.when(on < NEVER).then(nw.concat_str(nw.lit('"'), on.cast(nw.String), nw.lit('"'))).otherwise(nw.lit("null"))
    )
    sure = nw.when(known).then(nw.lit("true")).otherwise(nw.lit("false"))
    text = nw.concat_str(nw.lit(f'{{"track":"{track}","on":'), day, nw.lit(',"known":'), sure, nw.lit("}"))
    return nw.when(~on.is_null()).then(text)


def determine(policy: Policy, frame: nw.DataFrame, as_of: date, *, causes: bool = False) -> nw.DataFrame:
    """The columns of a determination, with _row and _person, for the frame of `charge_dates`.

    `missing` is filled in only with `causes`, where the frame has them too.
    """
    columns, day = Columns(policy), nw.lit(as_of)
    known, possible = nw.col("known_on"), nw.col("possible_on")
    frame = frame.with_columns(
        outcome=nw.when(known <= day)
        .then(nw.lit(ELIGIBLE))
        .when(possible <= day)
        .then(nw.lit(UNDETERMINED))
        .when(known < NEVER)
        .then(nw.lit(LATER))
        .when(possible < NEVER)
        .then(nw.lit(UNDETERMINED))
        .otherwise(nw.lit(INELIGIBLE))
    )
    outcome = nw.col("outcome")
    # The first track that holds, that gives the date, or that covers: by outcome.
    chosen = [
        nw.when(outcome == ELIGIBLE)
        .then(known_on(columns, t) <= day)
        .when(outcome == LATER)
        .then(known_on(columns, t) == nw.col("own_known"))
        .when(outcome == UNDETERMINED)
        .then(nw.col(columns.on(t)) == nw.col("own_possible"))
        .otherwise(may_be_true(nw.col(columns.covers(t))))
        for t in columns.tracks
    ]
    holds = nw.coalesce(*(nw.when(chosen[t]).then(nw.col(columns.on(t))) for t in columns.tracks))
    if policy.policy.unit == "case":
        holds = nw.max_horizontal(holds, known)
    frame = frame.with_columns(
        eligible_on=nw.when(outcome == ELIGIBLE)
        .then(holds)
        .when(outcome == LATER)
        .then(known)
        .when(outcome == UNDETERMINED)
        .then(possible),
        track=nw.coalesce(*(nw.when(chosen[t]).then(nw.lit(t)) for t in columns.tracks)),
    )
    frame = frame.with_columns(
        reasons=join_labels(frame, _reasons(policy, columns, day)),
        missing=join_labels(frame, _missing(frame) if causes else {}),
        track=frame["track"].replace_strict([*columns.tracks, None], [*(t.id for t in policy.tracks), None], **TEXT),
    )
    return frame.with_columns(
        outcome=frame["outcome"].replace_strict(list(range(len(OUTCOMES))), list(OUTCOMES), **TEXT)
    ).select("_row", "_person", *DETERMINATION)


def _reasons(policy: Policy, columns: Columns, day: nw.Expr) -> dict[str, nw.Expr]:
    """What stands in the way on that day, in file order: requirements that do not hold or are not known to."""
    barred = nw.col("outcome") != ELIGIBLE
    reasons = {
        f"{policy.tracks[t].id}.{policy.tracks[t].requires[r].id}": barred
        & may_be_true(nw.col(columns.covers(t)))
        & ~(nw.col(columns.day(t, r)) <= day).fill_null(False)
        for t, r in columns.requirements
    }
    if policy.policy.unit == "case":
        reasons["policy.unit"] = barred & (nw.col("own_known") <= day) & (nw.col("case_known") > day)
    if policy.policy.limit:
        reasons["policy.limit"] = barred & either([nw.col(columns.limit_bars(n)) for n in columns.limits])
    return reasons


def _first(tests: list[nw.Expr], labels: list[str]) -> nw.Expr:
    """The label of the first test that is true."""
    return nw.coalesce(*(nw.when(test).then(nw.lit(label)) for test, label in zip(tests, labels, strict=True)))


def _missing(frame: nw.DataFrame) -> dict[str, nw.Expr]:
    """The facts whose empty cells leave the charge open, in alphabetical order."""
    facts = sorted(Columns.facts_of_causes(frame.columns))
    return {fact: (nw.col("outcome") == UNDETERMINED) & nw.col(Columns.cause(fact)) for fact in facts}


def join_labels(frame: nw.DataFrame, tests: dict[str, nw.Expr]) -> nw.Series:
    """For every row the labels whose test is true, joined by `;`. Few combinations occur: each is spelled once."""
    labels = list(tests)
    groups = [labels[start : start + BITS] for start in range(0, len(labels), BITS)] or [[]]
    columns = [f"labels_{number}" for number in range(len(groups))]
    bits = {
        column: nw.sum_horizontal(
            nw.lit(0, nw.Int64),
            *(
                nw.when(tests[label]).then(nw.lit(1 << bit, nw.Int64)).otherwise(nw.lit(0, nw.Int64))
                for bit, label in enumerate(group)
            ),
        )
        for column, group in zip(columns, groups, strict=True)
    }
    numbers = frame.with_columns(**bits)
    spelled = [_spell(numbers[column], group) for column, group in zip(columns, groups, strict=True)]
    joined = numbers.with_columns(*spelled)
    return joined.select(nw.concat_str(*columns, separator=";", ignore_nulls=True).alias("joined"))["joined"]


def _spell(numbers: nw.Series, labels: list[str]) -> nw.Series:
    combinations = numbers.unique().to_list()
    texts = [
        ";".join(label for bit, label in enumerate(labels) if number >> bit & 1) or None for number in combinations
    ]
    return numbers.replace_strict(combinations, texts, **TEXT)
