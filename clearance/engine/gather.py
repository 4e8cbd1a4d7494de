"""Facts about the charges in a scope: how many match, certainly and possibly, and their latest or earliest date.

Scopes that are the same for all who share them (the case, the person) are windows. Scopes that look different from
each charge (the others, the earlier, those of the same day, where a missing date leaves it open who belongs) are pairs
of charges of one person. Either way the members of the scope are counted with the same columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import narwhals as nw

from clearance.law.requirement import ChargeDate, Gap

from .dates import ALWAYS, first_known, later_by
from .predicate import Question, either, is_true, may_be_true
from .sharing import shared

#: Scopes that are windows, with the column that those who share one have in common.
WINDOWS = {"charge": "_row", "case": "case_id", "person": "_person"}


@dataclass(frozen=True)
class Scope:
    """Which charges, seen from a charge: one of the law's scopes, or those that lie in a gap, too near.

    `by` is the date that earlier and later compare, and the date of the charges that lie in a gap.
    """

    name: str | Gap
    by: str | None = None

    @property
    def date(self) -> str | None:
        """The date that decides who belongs, if one does."""
        if isinstance(self.name, str) and self.name.startswith("same_"):
            return self.name.removeprefix("same_")
        return self.by


@dataclass(frozen=True)
class Number:
    """How many matching charges, or with `distinct` how many different values they have: gives `least` and `most`."""

    scope: Scope
    of: Question
    distinct: str | None = None


@dataclass(frozen=True)
class Extreme:
    """The latest or earliest date of the matching charges: gives `day`, null where it is not known.

    Of each charge the first date of `tried` that is known is taken.
    """

    scope: Scope
    of: Question
    which: Literal["latest", "earliest"]
    tried: tuple[ChargeDate, ...]


@dataclass(frozen=True)
class LooseMembers:
    """How many matching charges a missing date leaves neither in nor out of the scope: gives `most`."""

    scope: Scope
    of: Question


Gathering = Number | Extreme | LooseMembers


def value_of(gathering: Gathering) -> nw.Expr | None:
    """What is taken from each member, beside its being one."""
    match gathering:
        case Number(distinct=column) if column:
            return nw.col(column)
        case Extreme(tried=tried):
            return first_known(tried)
    return None


@dataclass(frozen=True)
class Asked:
    """A gathering as the frame answers it: the names of its columns start with `name`.

    `match` is the column with the three-valued answer to its question; the columns `asking` say which charges ask for
    it (those that do not may get nothing).
    """

    gathering: Gathering
    name: str
    match: str
    asking: frozenset[str]


def gather(frame: nw.LazyFrame, all_asked: list[Asked]) -> nw.LazyFrame:
    """The frame with the columns `NAME_least` and `NAME_most`, or `NAME_day`, of everything asked."""
    values = {f"{asked.name}_value": value for asked in all_asked if (value := value_of(asked.gathering)) is not None}
    frame = frame.with_columns(**values) if values else frame
    by_scope: dict[Scope, list[Asked]] = {}
    for asked in all_asked:
        by_scope.setdefault(asked.gathering.scope, []).append(asked)
    in_windows = [asked for asked in all_asked if asked.gathering.scope.name in WINDOWS]
    if in_windows:
        frame = _by_windows(frame, in_windows)
    for scope, some in by_scope.items():
        if scope.name not in WINDOWS:
            frame = _by_pairs(frame, scope, some)
    answers = {name: answer for asked in all_asked for name, answer in _answers(asked)}
    return frame.with_columns(**answers) if answers else frame


def _by_windows(frame: nw.LazyFrame, all_asked: list[Asked]) -> nw.LazyFrame:
    frame = frame.with_columns(**{name: member for asked in all_asked for name, member in _members(asked)})
    return frame.with_columns(
        getattr(nw.col(column), how)().over(WINDOWS[asked.gathering.scope.name]).alias(column)
        for asked in all_asked
        for column, how in _totals(asked)
    )


def _by_pairs(frame: nw.LazyFrame, scope: Scope, all_asked: list[Asked]) -> nw.LazyFrame:
    """Only charges that ask are paired, and only with charges that may match: these are few."""
    gap = scope.name if isinstance(scope.name, Gap) else None
    days = [nw.col(scope.date)] if scope.date else []
    own_days = [first_known(gap.start.tried)] if gap else days
    values = [f"{asked.name}_value" for asked in all_asked if value_of(asked.gathering) is not None]
    frame = shared(frame)
    asking = either([may_be_true(nw.col(column)) for asked in all_asked for column in asked.asking])
    matching = either([may_be_true(nw.col(asked.match)) for asked in all_asked])
    mine = frame.filter(asking).select("_person", "_row", "case_id", *(day.alias("day") for day in own_days))
    others = frame.filter(matching).select(
        "_person",
        nw.col("_row").alias("other_row"),
        nw.col("case_id").alias("other_case_id"),
        *(day.alias("other_day") for day in days),
        *dict.fromkeys(asked.match for asked in all_asked),
        *values,
    )
    if gap:
        mine = mine.with_columns(end=later_by(nw.col("day"), gap))
        others = others.with_columns(other_end=later_by(nw.col("other_day"), gap))
    pairs = mine.join(others, on="_person", how="inner").with_columns(belongs=_belongs(scope))
    pairs = pairs.with_columns(
        **{name: member for asked in all_asked for name, member in _members(asked, nw.col("belongs"))}
    )
    totals = [total for asked in all_asked for total in _totals(asked)]
    found = pairs.group_by("_row").agg(getattr(nw.col(column), how)().alias(column) for column, how in totals)
    counts = [column for column, how in totals if how in ("sum", "n_unique")]
    return frame.join(found, on="_row", how="left").with_columns(nw.col(column).fill_null(0) for column in counts)


def _belongs(scope: Scope) -> nw.Expr:
    """Whether the other charge is in the scope: null where a missing date leaves it open. A charge knows itself."""
    itself = nw.col("_row") == nw.col("other_row")
    elsewhere = nw.col("case_id") != nw.col("other_case_id")
    mine, theirs = nw.col("day"), nw.col("other_day")
    match scope.name:
        case "others":
            return ~itself
        case "other_cases":
            return elsewhere
        case "earlier":
            return (theirs < mine) & ~itself
        case "later":
            return (theirs > mine) & ~itself
        case Gap(to=to, in_=where):
            after, before = theirs > mine, theirs < mine
            near = after & (theirs < nw.col("end")) if to == "next" else before & (mine < nw.col("other_end"))
            return near & (elsewhere if where == "other_cases" else ~itself)
    return (theirs == mine) | itself


def _members(asked: Asked, belongs: nw.Expr | None = None) -> Iterator[tuple[str, nw.Expr]]:
    """Per member: does it count certainly, possibly, and what it brings. In a window all belong."""
    name, match = asked.name, nw.col(asked.match)
    counts = match if belongs is None else match & belongs
    certain, possible = is_true(counts), may_be_true(counts)
    value = nw.col(f"{name}_value")
    match asked.gathering:
        case LooseMembers():
            loose = nw.lit(False) if belongs is None else belongs.is_null() & may_be_true(match)
            yield f"{name}_most", loose.cast(nw.UInt32)
        case Number(distinct=column):
            yield f"{name}_least", certain.cast(nw.UInt32)
            yield f"{name}_most", possible.cast(nw.UInt32)
            for kind, counted in (("certain", certain), ("possible", possible)) if column else ():
                known = counted & ~value.is_null()
                yield f"{name}_{kind}_values", nw.when(known).then(value)
                yield f"{name}_{kind}_none", (~known).cast(nw.UInt32)
            if column:
                yield f"{name}_bare", (possible & value.is_null()).cast(nw.UInt32)
        case Extreme():
            yield f"{name}_bare", (possible & value.is_null()).cast(nw.UInt32)
            yield f"{name}_certain", nw.when(certain).then(value)
            yield f"{name}_possible", nw.when(possible).then(value)


def _totals(asked: Asked) -> list[tuple[str, str]]:
    """How the members' columns are drawn together."""
    name = asked.name
    match asked.gathering:
        case LooseMembers():
            return [(f"{name}_most", "sum")]
        case Number(distinct=None):
            return [(f"{name}_least", "sum"), (f"{name}_most", "sum")]
        case Number():
            per_kind = [("values", "n_unique"), ("none", "max")]
            kinds = [(f"{name}_{kind}_{what}", how) for kind in ("certain", "possible") for what, how in per_kind]
            return [*kinds, (f"{name}_least", "sum"), (f"{name}_bare", "sum")]
        case Extreme(which=which):
            how = "max" if which == "latest" else "min"
            return [(f"{name}_certain", how), (f"{name}_possible", how), (f"{name}_bare", "sum")]


def _answers(asked: Asked) -> Iterator[tuple[str, nw.Expr]]:
    """What the totals say, where they are not the answer themselves."""
    name = asked.name
    match asked.gathering:
        case Number(distinct=column) if column:
            # n_unique counts the empty value as one more.
            certain, possible = (
                nw.col(f"{name}_{kind}_values").cast(nw.Int64)
                - nw.col(f"{name}_{kind}_none").fill_null(0).cast(nw.Int64)
                for kind in ("certain", "possible")
            )
            some = nw.when(nw.col(f"{name}_least") > 0).then(nw.lit(1)).otherwise(nw.lit(0))
            yield f"{name}_least", nw.max_horizontal(certain, some)
            yield f"{name}_most", possible + nw.col(f"{name}_bare")
        case Extreme():
            sure = nw.col(f"{name}_certain").fill_null(ALWAYS)
            open_ = nw.col(f"{name}_possible").fill_null(ALWAYS)
            # Where nothing matches for certain the answer is "always", so any possible match leaves it open.
            settled = (nw.col(f"{name}_bare") == 0) & (sure == open_)
            yield f"{name}_day", nw.when(settled).then(sure)
