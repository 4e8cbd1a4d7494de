"""The determination of each charge on a day, as numbers, and its words."""

import narwhals as nw
import polars as pl

from clearance.law.policy import Policy

from .dates import NEVER
from .predicate import either, may_be_true
from .tracks import Columns, known_on

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
#: What may be said of a charge. Until it is put in words, an outcome is its place here.
OUTCOMES = ("eligible", "later", "undetermined", "ineligible")
ELIGIBLE, LATER, UNDETERMINED, INELIGIBLE = range(len(OUTCOMES))
#: Whole numbers of 32 bits hold this many yes-or-no answers.
BITS = 31
DAY = nw.col("_as_of")


class Determination:
    """Adds the columns of a determination to the frame of `charge_dates`, and puts them in words once collected."""

    def __init__(self, policy: Policy, incomplete: frozenset[str]) -> None:
        self._policy = policy
        self._columns = Columns(policy)
        self._reasons = _reasons(policy, self._columns)
        self._missing = {
            fact: (nw.col("outcome") == UNDETERMINED) & nw.col(Columns.cause(fact)) for fact in sorted(incomplete)
        }
        self._bits = _as_bits("reasons", self._reasons) | _as_bits("missing", self._missing)

    def add(self, frame: nw.LazyFrame) -> nw.LazyFrame:
        """The frame with the determination as numbers: the columns `numbers` and eligible_on."""
        known, possible, outcome = nw.col("known_on"), nw.col("possible_on"), nw.col("outcome")
        tracks, on = self._columns.tracks, self._columns.on
        frame = frame.with_columns(
            outcome=nw.when(known <= DAY)
            .then(nw.lit(ELIGIBLE))
            .when(possible <= DAY)
            .then(nw.lit(UNDETERMINED))
            .when(known < NEVER)
            .then(nw.lit(LATER))
            .when(possible < NEVER)
            .then(nw.lit(UNDETERMINED))
            .otherwise(nw.lit(INELIGIBLE))
        )
        frame = frame.with_columns(track=nw.coalesce(*(nw.when(self._is_given_by(t)).then(nw.lit(t)) for t in tracks)))
        holds = nw.coalesce(*(nw.when(nw.col("track") == t).then(nw.col(on(t))) for t in tracks))
        return frame.with_columns(
            eligible_on=nw.when(outcome == ELIGIBLE)
            .then(nw.max_horizontal(holds, known) if self._policy.policy.unit == "case" else holds)
            .when(outcome == LATER)
            .then(known)
            .when(outcome == UNDETERMINED)
            .then(possible),
            **self._bits,
        )

    def _is_given_by(self, t: int) -> nw.Expr:
        """Whether it is this track that holds, that gives the date, or that covers: by outcome."""
        return (
            nw.when(nw.col("outcome") == ELIGIBLE)
            .then(known_on(self._columns, t) <= DAY)
            .when(nw.col("outcome") == LATER)
            .then(known_on(self._columns, t) == nw.col("own_known"))
            .when(nw.col("outcome") == UNDETERMINED)
            .then(nw.col(self._columns.on(t)) == nw.col("own_possible"))
            .otherwise(may_be_true(nw.col(self._columns.covers(t))))
        )

    @property
    def numbers(self) -> list[str]:
        """The columns that `in_words` reads."""
        return ["outcome", "track", "eligible_on", *self._bits]

    def in_words(self, frame: pl.DataFrame) -> list[pl.Series]:
        """The columns outcome, eligible_on, track, reasons and missing, from the collected numbers."""
        tracks = [track.id for track in self._policy.tracks]
        return [
            pl.Series("outcome", OUTCOMES).gather(frame["outcome"]),
            frame["eligible_on"],
            pl.Series("track", tracks).gather(frame["track"]),
            _joined(frame, "reasons", list(self._reasons)),
            _joined(frame, "missing", list(self._missing)),
        ]


def _reasons(policy: Policy, columns: Columns) -> dict[str, nw.Expr]:
    """What stands in the way on that day, in file order: requirements that do not hold or are not known to."""
    barred = nw.col("outcome") != ELIGIBLE
    reasons = {
        f"{policy.tracks[t].id}.{policy.tracks[t].requires[r].id}": barred
        & may_be_true(nw.col(columns.covers(t)))
        & ~(nw.col(columns.day(t, r)) <= DAY).fill_null(False)
        for t, r in columns.requirements
    }
    if policy.policy.unit == "case":
        reasons["policy.unit"] = barred & (nw.col("own_known") <= DAY) & (nw.col("case_known") > DAY)
    if policy.policy.limit:
        reasons["policy.limit"] = barred & either([nw.col(columns.limit_bars(n)) for n in columns.limits])
    return reasons


def _groups(labels: list[str]) -> list[list[str]]:
    return [labels[start : start + BITS] for start in range(0, len(labels), BITS)]


def _as_bits(name: str, tests: dict[str, nw.Expr]) -> dict[str, nw.Expr]:
    """Which of the tests are true, as whole numbers: one bit each."""
    return {
        f"{name}_{number}": nw.sum_horizontal(
            *(
                nw.when(tests[label]).then(nw.lit(1 << bit, nw.Int32)).otherwise(nw.lit(0, nw.Int32))
                for bit, label in enumerate(group)
            )
        )
        for number, group in enumerate(_groups(list(tests)))
    }


def _joined(frame: pl.DataFrame, name: str, labels: list[str]) -> pl.Series:
    """The labels whose bit is set, joined by `;`."""
    words = [_spelled(frame[f"{name}_{number}"], group) for number, group in enumerate(_groups(labels))]
    if len(words) > 1:
        return pl.select(pl.concat_str(words, separator=";", ignore_nulls=True).alias(name)).to_series()
    return words[0].fill_null("").alias(name) if words else pl.repeat("", frame.height, eager=True).alias(name)


def _spelled(bits: pl.Series, labels: list[str]) -> pl.Series:
    """The labels whose bit is set, null for none. Only few different numbers occur, so each is put in words once."""
    numbers = bits.unique().to_list()
    words = [";".join(label for bit, label in enumerate(labels) if one >> bit & 1) or None for one in numbers]
    return bits.replace_strict(numbers, words, return_dtype=pl.String)
