"""The conditions of a law, and which charges would be eligible if one of them were left out.

Leaving one out computes no requirement again: its column is set to what it would be if it were not asked, and the
dates are combined anew, only for people it can matter to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import narwhals as nw
import polars as pl

from clearance.engine.dates import ALWAYS, NEVER
from clearance.engine.facts import Answers
from clearance.engine.tracks import Columns, charge_dates, own_dates
from clearance.law.policy import Policy
from clearance.law.provision import Text

OF_CASE = Text(
    en="All charges of a case are cleared together, or none.", es="Todos los cargos de un caso se borran juntos."
)


@dataclass(frozen=True)
class Condition:
    """A requirement, a lifetime limit, or that a case is cleared as a whole.

    `track` is that of a requirement. `reason` is what a determination calls the condition where it stands in the way.
    """

    id: str
    kind: Literal["requirement", "case", "limit"]
    track: str | None
    reason: str
    says: Text
    citation: str | None
    verified: bool | None


@dataclass(frozen=True)
class LeftOut:
    """A law without one of its conditions: how its dates differ from those of the whole law.

    In the frame of the whole law the columns `instead` take these values, and `policy` says how they combine. It
    changes nothing for people none of whose charges `matters`.
    """

    condition: Condition
    policy: Policy
    instead: dict[str, date | bool]
    matters: pl.Expr


def plan_columns(policy: Policy) -> list[str]:
    """The columns of the engine's plan that `eligible_without` reads."""
    columns = Columns(policy)
    read = ["_row", "_person", "own_known", "own_possible", "known_on", *map(columns.covers, columns.tracks)]
    read += [columns.day(t, r) for t, r in columns.requirements]
    if policy.policy.unit == "case":
        read.append("case_id")
    for n, limit in enumerate(policy.policy.limit):
        read += [columns.counts(n), columns.limit_bars(n), "disposition_date"]
        read += [limit.distinct] if limit.distinct != "charge_id" else []
    return list(dict.fromkeys(read))


def each_left_out(policy: Policy, as_of: date) -> Iterator[LeftOut]:
    """The law without each of its conditions, in the order of its file."""
    columns = Columns(policy)
    for t, r in columns.requirements:
        track = policy.tracks[t]
        one = track.requires[r]
        label, citation = f"{track.id}.{one.id}", one.citation or track.citation
        yield LeftOut(
            Condition(label, "requirement", track.id, label, one.says, citation, one.verified),
            policy,
            {columns.day(t, r): ALWAYS},
            _holds_back(policy, t, r, as_of),
        )
    if policy.policy.unit == "case":
        head = policy.policy
        by_charge = head.model_copy(update={"unit": "charge"})
        of_case = [pl.col(day) != pl.col(day).max().over("case_id") for day in ("own_known", "own_possible")]
        yield LeftOut(
            Condition("policy.unit", "case", None, "policy.unit", OF_CASE, head.citation, head.verified),
            policy.model_copy(update={"policy": by_charge}),
            {},
            pl.any_horizontal(of_case),
        )
    for n, limit in enumerate(policy.policy.limit):
        yield LeftOut(
            Condition(
                f"policy.limit.{limit.id}", "limit", None, "policy.limit", limit.says, limit.citation, limit.verified
            ),
            policy,
            {columns.counts(n): False},
            pl.col(columns.limit_bars(n)),
        )


def _holds_back(policy: Policy, t: int, r: int, as_of: date) -> pl.Expr:
    """Whether the charge could be eligible earlier, or for certain, by the track if it did not require this."""
    day = pl.col(Columns.day(t, r))
    others = [pl.col(Columns.day(t, other)) for other in range(len(policy.tracks[t].requires)) if other != r]
    latest = pl.max_horizontal(pl.lit(policy.starts(policy.tracks[t]) or ALWAYS), *others)
    # Where a cap gives out its places by date, an earlier date may matter though the day asked about has long come.
    in_time, met = (latest < NEVER, day <= latest) if policy.policy.limit else (latest <= as_of, day <= as_of)
    return pl.col(Columns.covers(t)).fill_null(True) & in_time & ~met.fill_null(False)


def eligible_without(left_out: LeftOut, frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The columns _row, _person and `after`: whether the charge would be eligible on that day without the condition.

    `frame` has the columns of `plan_columns`. Only people to whom the condition may matter are in what it returns.
    """
    people = frame.filter(left_out.matters)["_person"].unique()
    some = frame.filter(pl.col("_person").is_in(people.implode()))
    some = some.with_columns(pl.lit(value).alias(column) for column, value in left_out.instead.items())
    policy = left_out.policy
    dates = charge_dates(policy, Answers(policy, frozenset()), own_dates(policy, nw.from_native(some.lazy())))
    return dates.select("_row", "_person", after=nw.col("known_on") <= as_of).to_native().collect(engine="in-memory")
