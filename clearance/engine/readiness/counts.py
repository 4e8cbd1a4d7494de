"""Counting in one range of whole people: how complete data points are, and what is undetermined for want of them."""

from datetime import date

import narwhals.selectors as ncs
import polars as pl

from clearance.engine.determination import UNDETERMINED
from clearance.engine.plan import KEYS, order, plan_for
from clearance.engine.tracks import Columns
from clearance.law.policy import Policy
from clearance.law.selector import facts_of, needs_of
from clearance.law.vocabulary import FACTS

#: What is counted by: the county of the case, and the year in which the charge was filed, else that of the offense.
GROUPS = ("county", "year")


def data_points(policy: Policy) -> list[str]:
    """The facts that the law reads, beside the ids that no row is without."""
    return [fact for fact in FACTS if fact in policy.columns and fact not in KEYS]


def columns_read(policy: Policy) -> frozenset[str]:
    """The columns that `tally` reads, named as in `vocabulary.FACTS`."""
    return policy.columns | {"county", "filed_date", "offense_date"}


def tally(policy: Policy, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Counts of a range of whole people, for `readiness`: one row for each county and year.

    `facts` are as for `evaluate`, with all of `columns_read`; a fact that the data do not have is null.
    """
    facts, columns = order(facts), Columns(policy)
    found = plan_for(policy).run(facts, as_of, ["outcome", *map(columns.covers, columns.tracks)])
    open_ = found["outcome"] == UNDETERMINED
    counted = {}
    for fact in data_points(policy):
        tracks = tracks_reading(policy, fact)
        covers = [pl.col(columns.covers(t)).fill_null(True) for t in tracks]
        needed = found.select(pl.any_horizontal(covers) if covers else pl.repeat(True, pl.len())).to_series()
        counted |= {f"charges {fact}": needed, f"filled {fact}": needed & facts[fact].is_not_null()}
    rows = _grouped(facts).with_columns(charges=pl.lit(1), undetermined=open_, **counted)
    people = facts["person_id"].filter(open_).unique()
    doubtful = facts.filter(facts["person_id"].is_in(people.implode()))
    return add([rows, *([_causes(policy, doubtful, as_of)] if doubtful.height else [])])


def _grouped(facts: pl.DataFrame) -> pl.DataFrame:
    return facts.select("county", year=pl.coalesce("filed_date", "offense_date").dt.year())


def add(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """One tally of several."""
    counts = pl.all().exclude(GROUPS)
    summed = [frame.group_by(GROUPS).agg(counts.cast(pl.Int64).sum()) for frame in frames]
    return pl.concat(summed, how="diagonal").group_by(GROUPS).agg(counts.sum())


def tracks_reading(policy: Policy, fact: str) -> list[int]:
    """The tracks whose requirements read the fact; none where it is read of all charges."""
    head = policy.policy
    of_all = {fact for track in policy.tracks for fact in facts_of(track.covers)}
    of_all |= {fact for limit in head.limit for fact in (*facts_of(limit.of), limit.distinct, "disposition_date")}
    if fact in of_all:
        return []
    return [t for t, track in enumerate(policy.tracks) if any(fact in one.facts() for one in track.requires)]


def _causes(policy: Policy, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Which facts leave each charge undetermined, and which parts of the law they leave open; its county and year."""
    columns = Columns(policy)
    plan = plan_for(policy, missing_in=facts)
    found = plan.run(facts, as_of, ["outcome", ncs.matches("^(cause|covers|open|day)_")])
    undetermined = pl.col("outcome") == UNDETERMINED
    causes = {fact: pl.col(columns.cause(fact)) for fact in data_points(policy) if columns.cause(fact) in found.columns}
    one_cause = pl.sum_horizontal(causes.values()) == 1
    counts = {f"undetermined {fact}": undetermined & cause for fact, cause in causes.items()}
    counts |= {f"only {fact}": undetermined & cause & one_cause for fact, cause in causes.items()}
    unknown = _unknown_parts(policy)
    one_unknown = pl.sum_horizontal(unknown.values()) == 1
    for t, track in enumerate(policy.tracks):
        by_fact = {
            f"{fact} {track.id}": unknown[f"{track.id}"] & facts[fact].is_null()
            for fact in needs_of(track.covers) & causes.keys()
        }
        for r, requirement in enumerate(track.requires):
            part = f"{track.id}.{requirement.id}"
            for fact in causes:
                if (cause := columns.requirement_cause(t, r, fact)) in found.columns:
                    by_fact[f"{fact} {part}"] = unknown[part] & pl.col(cause)
        counts |= {f"open {name}": undetermined & is_open for name, is_open in by_fact.items()}
        counts |= {f"decides {name}": undetermined & is_open & one_unknown for name, is_open in by_fact.items()}
    return _grouped(facts).hstack(found.select(**counts))


def _unknown_parts(policy: Policy) -> dict[str, pl.Expr]:
    """For `track.covers` and every `track.requirement` whether it is unknown, in a track that is open."""
    parts = {}
    for t, track in enumerate(policy.tracks):
        in_track = pl.col(Columns.open(t))
        parts[f"{track.id}"] = in_track & pl.col(Columns.covers(t)).is_null()
        for r, requirement in enumerate(track.requires):
            parts[f"{track.id}.{requirement.id}"] = in_track & pl.col(Columns.day(t, r)).is_null()
    return parts
