"""How far a law can be carried out on these data: what the tallies of all ranges come to."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from clearance.law.holders import HOLDERS, Holder
from clearance.law.policy import Policy

from .counts import add, data_points, tracks_reading

#: The wording that decides a requirement where data are missing.
PRESUMPTION = 'when_missing = "holds" (or "fails")'


@dataclass(frozen=True)
class Complete:
    """Of so many charges the fact is on record for so many. `name`: the county or year, None where it is not known."""

    name: str | int | None
    charges: int
    filled: int

    @property
    def percent(self) -> float | None:
        """To the tenth; None of no charges."""
        return round(100 * self.filled / self.charges, 1) if self.charges else None

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self) | {"percent": self.percent}


@dataclass(frozen=True)
class OpenPart:
    """A part of the law that is open for so many charges for want of a fact.

    `provision` is `track.requirement`, or the track alone where it is open what it covers. A presumption `decides` at
    least those charges for which nothing else is open.
    """

    provision: str
    charges: int
    decides: int

    @property
    def presumption(self) -> str | None:
        """The wording to add to the requirement; None where the law cannot presume, which is in what a track covers."""
        return PRESUMPTION if "." in self.provision else None

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self) | {"presumption": self.presumption}


@dataclass(frozen=True)
class DataPoint:
    """A fact that the law reads.

    It is counted over all charges where what a track covers, or a limit, depends on it; else over the charges that the
    tracks in `read_by` cover or may cover. `undetermined` charges are open for want of it, `only` those for want of
    nothing else.
    """

    fact: str
    holder: Holder
    read_by: tuple[str, ...]
    complete: Complete
    by_county: tuple[Complete, ...]
    by_year: tuple[Complete, ...]
    undetermined: int
    only: int
    open_parts: tuple[OpenPart, ...]

    @property
    def counted_over(self) -> str:
        """Which charges, in words."""
        return f"charges that {' or '.join(self.read_by)} may cover" if self.read_by else "all charges"

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self) | {
            "counted_over": self.counted_over,
            "complete": self.complete.as_data(),
            "by_county": [one.as_data() for one in self.by_county],
            "by_year": [one.as_data() for one in self.by_year],
            "open_parts": [part.as_data() for part in self.open_parts],
        }


@dataclass(frozen=True)
class Readiness:
    """How far a law can be carried out on these data. The data points that leave most undecided stand first."""

    policy: Policy
    as_of: date
    charges: int
    undetermined: int
    data_points: tuple[DataPoint, ...]

    @property
    def percent(self) -> float | None:
        """The share of charges that the law can decide, to the tenth of a percent; None of no charges."""
        return Complete(None, self.charges, self.charges - self.undetermined).percent

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        head = self.policy.policy
        return {
            "policy": {"id": head.id, "title": head.title.en, "citation": head.citation, "sha256": self.policy.sha256},
            "as_of": self.as_of.isoformat(),
            "charges": self.charges,
            "undetermined": self.undetermined,
            "percent": self.percent,
            "data_points": [point.as_data() for point in self.data_points],
        }


def readiness(policy: Policy, tallies: Iterable[pl.DataFrame], as_of: date) -> Readiness:
    """What the tallies of all ranges for that day come to. At least one tally."""
    counts = pl.DataFrame()
    for one in tallies:
        counts = add([counts, one]) if counts.width else one
    total = counts.sum().row(0, named=True)
    points = [_data_point(policy, fact, counts, total) for fact in data_points(policy)]
    points.sort(key=lambda point: (-point.undetermined, point.complete.percent or 0))
    return Readiness(policy, as_of, total["charges"], total["undetermined"], tuple(points))


def _data_point(policy: Policy, fact: str, counts: pl.DataFrame, total: dict[str, int]) -> DataPoint:
    marked = f"open {fact} "
    parts = [name.removeprefix(marked) for name in counts.columns if name.startswith(marked)]
    open_parts = [OpenPart(part, total[f"{marked}{part}"], total[f"decides {fact} {part}"]) for part in parts]
    return DataPoint(
        fact=fact,
        holder=HOLDERS[fact],
        read_by=tuple(policy.tracks[t].id for t in tracks_reading(policy, fact)),
        complete=Complete(None, total[f"charges {fact}"], total[f"filled {fact}"]),
        by_county=_complete_by("county", fact, counts),
        by_year=_complete_by("year", fact, counts),
        undetermined=total.get(f"undetermined {fact}", 0),
        only=total.get(f"only {fact}", 0),
        open_parts=tuple(sorted((one for one in open_parts if one.charges), key=lambda one: -one.charges)),
    )


def _complete_by(group: str, fact: str, counts: pl.DataFrame) -> tuple[Complete, ...]:
    summed = counts.group_by(group).agg(pl.col(f"charges {fact}").sum(), pl.col(f"filled {fact}").sum())
    return tuple(Complete(*row) for row in summed.sort(group, nulls_last=True).iter_rows() if row[1])
