"""The lifetime cap: who takes one of its places, in the order of the day they become eligible."""

import narwhals as nw
from narwhals.group_by import LazyGroupBy

from clearance.law.policy import Limit

from .dates import NEVER
from .predicate import is_true, may_be_true
from .sharing import shared

#: The order in which places are taken; the row's number follows the charge's id and settles ties.
ORDER = ("day", "disposition_date", "_row")


def apply_limit(frame: nw.LazyFrame, limit: Limit, match: str, bars: str, lacking: dict[str, nw.Expr]) -> nw.LazyFrame:
    """The frame with `known_on` and `possible_on` as the cap leaves them.

    `match` names the column that says whether the charge counts towards the cap. The column `bars` will be true for
    charges that the cap takes out or leaves open. `lacking` says for columns of causes whether the charge's own missing
    data are among them; a charge that the cap leaves open gets those too of all who may take the place before it.
    """
    frame = shared(frame)
    candidates = shared(
        frame.filter(may_be_true(nw.col(match)) & (nw.col("possible_on") < NEVER))
        .with_columns(
            _place=_place(limit),
            _sure=is_true(nw.col(match)) & (nw.col("known_on") < NEVER),
            disposition_date=nw.col("disposition_date").fill_null(NEVER),
            **lacking,
        )
        .select("_row", "_person", "_place", "_sure", match, "disposition_date", "known_on", "possible_on", *lacking)
    )
    soonest = _positions(candidates.with_columns(day=nw.col("possible_on")))
    surely = _positions(candidates.filter(nw.col("_sure")).with_columns(day=nw.col("known_on")))
    mine = candidates.join(_named(soonest, "soonest"), on=["_person", "_place"], how="left").join(
        _named(surely, "surely"), on=["_person", "_place"], how="left"
    )
    # Where its place is taken for certain only later, or not at all, the charge itself takes it once it is eligible.
    own = {part: nw.col(column) for part, column in zip(ORDER, ("known_on", "disposition_date", "_row"), strict=True)}
    place = {part: nw.coalesce(nw.col(f"surely_{part}"), own[part]) for part in ORDER}
    first = _earlier(own, place)
    mine = shared(
        mine.with_columns(
            nw.when(first).then(own[part]).otherwise(place[part]).alias(f"surely_{part}") for part in ORDER
        )
    )
    counted = shared(
        mine.join(_before(mine, soonest, "surely").agg(nw.len().alias("at_most")), on="_row", how="left")
        .join(_before(mine, surely, "soonest").agg(nw.len().alias("at_least")), on="_row", how="left")
        .with_columns(
            finds=nw.col("at_most").fill_null(0) < limit.max, full=nw.col("at_least").fill_null(0) >= limit.max
        )
    )
    rivals = (
        counted.filter(~nw.col("full"))
        .with_columns(day=nw.col("possible_on"))
        .select("_person", "_place", *ORDER, *lacking)
    )
    frame = frame.join(counted.select("_row", "finds", "full"), on="_row", how="left")
    barred = is_true(nw.col("full")) & is_true(nw.col(match))
    left_open = ~barred & ~may_be_true(nw.col("finds"))
    frame = frame.with_columns(
        possible_on=nw.when(barred).then(nw.lit(NEVER)).otherwise(nw.col("possible_on")),
        known_on=nw.when(barred | left_open).then(nw.lit(NEVER)).otherwise(nw.col("known_on")),
        **{bars: barred | left_open},
    )
    if lacking:
        of_rivals = _before(mine.drop(*lacking), rivals, "surely").agg(
            nw.col(cause).max().alias(f"rivals_{cause}") for cause in lacking
        )
        frame = frame.join(of_rivals, on="_row", how="left").with_columns(
            (nw.col(cause) | (left_open & (lacks | is_true(nw.col(f"rivals_{cause}"))))).alias(cause)
            for cause, lacks in lacking.items()
        )
    return frame.drop("finds", "full", *(f"rivals_{cause}" for cause in lacking))


def _earlier(one: dict[str, nw.Expr], other: dict[str, nw.Expr]) -> nw.Expr:
    """Whether one stands before the other in the order."""
    earlier, same = nw.lit(False), nw.lit(True)
    for part in ORDER:
        earlier, same = earlier | (same & (one[part] < other[part])), same & (one[part] == other[part])
    return earlier


def _place(limit: Limit) -> nw.Expr:
    """What those who share a place have in common; a charge without it takes a place of its own."""
    own = nw.concat_str(nw.lit("charge "), nw.col("_row").cast(nw.String))
    return own if limit.distinct == "charge_id" else nw.coalesce(nw.col(limit.distinct).cast(nw.String), own)


def _positions(candidates: nw.LazyFrame) -> nw.LazyFrame:
    """Each place with where it stands in the order: at the first of those who share it."""
    first = candidates.unique(["_person", "_place"], keep="first", order_by=ORDER)
    return first.select("_person", "_place", *ORDER)


def _named(positions: nw.LazyFrame, prefix: str) -> nw.LazyFrame:
    return positions.rename({part: f"{prefix}_{part}" for part in ORDER})


def _before(mine: nw.LazyFrame, others: nw.LazyFrame, position: str) -> LazyGroupBy:
    """For each of my charges, the others of the person that stand in other places, before that position of its own."""
    others = others.rename({part: f"other_{part}" for part in ("_place", *ORDER)})
    earlier = _earlier(
        {part: nw.col(f"other_{part}") for part in ORDER}, {part: nw.col(f"{position}_{part}") for part in ORDER}
    )
    pairs = mine.join(others, on="_person", how="inner")
    return pairs.filter((nw.col("other__place") != nw.col("_place")) & earlier).group_by("_row")
