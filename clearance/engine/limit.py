"""The lifetime cap: who takes one of its places, in the order of the day they become eligible."""

import narwhals as nw

from clearance.law.policy import Limit

from .dates import NEVER
from .predicate import is_true, may_be_true

#: The order in which places are taken; the row's number follows the charge's id and settles ties.
ORDER = ("day", "disposition_date", "_row")


def apply_limit(frame: nw.DataFrame, limit: Limit, match: str, bars: str, lacking: dict[str, nw.Expr]) -> nw.DataFrame:
    """The frame with `known_on` and `possible_on` as the cap leaves them.

    `match` names the column that says whether the charge counts towards the cap. The column `bars` will be true for
    charges that the cap takes out or leaves open. `lacking` says for columns of causes whether the charge's own missing
    data are among them; a charge that the cap leaves open gets those too of all who may take the place before it.
    """
    candidates = (
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
    mine = (
        candidates.join(_named(soonest, "soonest"), on=["_person", "_place"], how="left")
        .join(_named(surely, "surely"), on=["_person", "_place"], how="left")
        # A place that no one takes for certain is taken at the latest by this charge itself, if it is known when.
        .with_columns(
            nw.coalesce(f"surely_{part}", own).alias(f"surely_{part}")
            for part, own in zip(ORDER, ("known_on", "disposition_date", "_row"), strict=True)
        )
    )
    counted = (
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
    of_rivals = _before(mine.drop(list(lacking)), rivals, "surely").agg(nw.col(cause).max() for cause in lacking)
    frame = (
        frame.join(counted.select("_row", "finds", "full"), on="_row", how="left")
        .join(of_rivals.rename({cause: f"rivals_{cause}" for cause in lacking}), on="_row", how="left")
        .with_columns(_barred=is_true(nw.col("full")) & is_true(nw.col(match)), _open=~may_be_true(nw.col("finds")))
    )
    return frame.with_columns(
        possible_on=nw.when(nw.col("_barred")).then(nw.lit(NEVER)).otherwise(nw.col("possible_on")),
        known_on=nw.when(nw.col("_barred") | nw.col("_open")).then(nw.lit(NEVER)).otherwise(nw.col("known_on")),
        **{bars: nw.col("_barred") | nw.col("_open")},
        **{
            cause: nw.col(cause) | (nw.col("_open") & (own | is_true(nw.col(f"rivals_{cause}"))))
            for cause, own in lacking.items()
        },
    ).drop("finds", "full", "_barred", "_open", *(f"rivals_{cause}" for cause in lacking))


def _place(limit: Limit) -> nw.Expr:
    """What those who share a place have in common; a charge without it takes a place of its own."""
    own = nw.concat_str(nw.lit("charge "), nw.col("_row").cast(nw.String))
    return own if limit.distinct == "charge_id" else nw.coalesce(nw.col(limit.distinct).cast(nw.String), own)


def _positions(candidates: nw.DataFrame) -> nw.DataFrame:
    """Each place with where it stands in the order: at the first of those who share it."""
    ordered = candidates.sort("_person", *ORDER)
    return ordered.unique(["_person", "_place"], keep="first").select("_person", "_place", *ORDER)


def _named(positions: nw.DataFrame, prefix: str) -> nw.DataFrame:
    return positions.rename({part: f"{prefix}_{part}" for part in ORDER})


def _before(mine: nw.DataFrame, others: nw.DataFrame, position: str):  # noqa: ANN202 (a group-by has no public type)
    """For each of my charges, the others of the person that stand in other places, before that position of its own."""
    others = others.rename({part: f"other_{part}" for part in ("_place", *ORDER)})
    earlier, same = nw.lit(False), nw.lit(True)
    for part in ORDER:
        theirs, own = nw.col(f"other_{part}"), nw.col(f"{position}_{part}")
        earlier, same = earlier | (same & (theirs < own)), same & (theirs == own)
    pairs = mine.join(others, on="_person", how="inner")
    return pairs.filter((nw.col("other__place") != nw.col("_place")) & earlier).group_by("_row")
