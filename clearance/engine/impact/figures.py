"""The figures of a law: whom it reaches and when, what each condition costs, and how it compares with another law."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from clearance.law.policy import Policy

from .changes import AGAINST, WHEN, YEARS, years_after
from .conditions import Condition, each_left_out
from .counts import ALL, CHANGES, EVERY, add
from .groups import DIMENSIONS, dimensions


@dataclass(frozen=True)
class Count:
    """So many people, and so many charges."""

    people: int = 0
    charges: int = 0


@dataclass(frozen=True)
class Change:
    """What a change of the law does.

    `gain`: charges that become eligible, and people who had none and now have one. `lose`: charges that no longer are,
    and people who have none left.
    """

    gain: Count
    lose: Count


@dataclass(frozen=True)
class Without(Change):
    """What leaving out a condition does.

    `only`: of the charges that gain, those that nothing else stood in the way of, on any track; and people who had no
    eligible charge and have such a one.
    """

    only: Count


@dataclass(frozen=True)
class Figures:
    """The figures for everyone, or for one group.

    `when` has every key of WHEN: its charges, and its people, each counted once, at the best of their charges, so that
    both add up to `total`. `every`: people whose every charge (of the group) is eligible now. `without`: by the id of a
    condition, the change if it were left out. `against`: the change from the other law to this one.
    """

    when: dict[str, Count]
    every: int
    without: dict[str, Without]
    against: Change | None

    @property
    def total(self) -> Count:
        return Count(*(sum(getattr(count, what) for count in self.when.values()) for what in ("people", "charges")))

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"total": asdict(self.total), **asdict(self)}


@dataclass(frozen=True)
class Impact:
    """The impact of a law on one day.

    `by`: for each dimension that the data have, the figures of each group by name, None for what is not known; a person
    counts in every group in which they have a charge. `absent`: the dimensions for which the data have nothing.
    """

    policy: Policy
    against: Policy | None
    as_of: date
    conditions: tuple[Condition, ...]
    all: Figures
    by: dict[str, dict[str | None, Figures]]
    absent: tuple[str, ...]

    @property
    def before_effective(self) -> bool:
        """Whether the law takes effect only after the day, so that nothing is eligible yet, whatever is left out."""
        return self.as_of < (self.policy.policy.effective or date.min)

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "policy": _law(self.policy),
            "against": _law(self.against) if self.against else None,
            "as_of": self.as_of.isoformat(),
            "year_ends": [years_after(self.as_of, number).isoformat() for number in range(1, YEARS + 1)],
            "conditions": [_condition(condition) for condition in self.conditions],
            "all": self.all.as_data(),
            "by": {
                dimension: [{"group": group, **figures.as_data()} for group, figures in groups.items()]
                for dimension, groups in self.by.items()
            },
            "not_in_the_data": list(self.absent),
        }


def _law(policy: Policy) -> dict[str, Any]:
    head = policy.policy
    return {"id": head.id, "title": head.title.en, "citation": head.citation, "sha256": policy.sha256}


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "id": condition.id,
        "kind": condition.kind,
        "track": condition.track,
        "says": condition.says.en,
        "citation": condition.citation,
        "verified": condition.verified,
    }


def columns_read(policy: Policy, against: Policy | None = None) -> frozenset[str]:
    """The columns that `tally` reads, named as in `vocabulary.FACTS`."""
    of_groups = {DIMENSIONS[dimension] for dimension in dimensions(policy)}
    return policy.columns | of_groups | (against.columns if against else frozenset())


def impact(policy: Policy, tallies: Iterable[pl.DataFrame], as_of: date, against: Policy | None = None) -> Impact:
    """What the tallies of all ranges come to; policy, day and other law as they were given to `tally`."""
    total = add([])
    for one in tallies:
        total = add([total, one])
    conditions = tuple(left_out.condition for left_out in each_left_out(policy, as_of))
    found: dict[str, dict[str | None, dict[tuple[str | None, str], Count]]] = {ALL: {None: {}}}
    for dimension, group, change, figure, *counts in total.iter_rows():
        found.setdefault(dimension, {}).setdefault(group, {})[change, figure] = Count(*counts)
    figures = {
        dimension: {
            group: _figures(conditions, against, found[dimension][group]) for group in _sorted(found[dimension])
        }
        for dimension in (ALL, *DIMENSIONS)
        if dimension in found
    }
    everyone = figures.pop(ALL)[None]
    absent = tuple(dimension for dimension, groups in figures.items() if not any(groups))
    by = {dimension: groups for dimension, groups in figures.items() if dimension not in absent}
    return Impact(policy, against, as_of, conditions, everyone, by, absent)


def _sorted(groups: Iterable[str | None]) -> list[str | None]:
    """By name, what is not known last."""
    return sorted(groups, key=lambda group: (group is None, group))


def _figures(
    conditions: tuple[Condition, ...], against: Policy | None, counts: dict[tuple[str | None, str], Count]
) -> Figures:
    def count(change: str | None, figure: str) -> Count:
        return counts.get((change, figure), Count())

    return Figures(
        when={when: count(None, when) for when in WHEN},
        every=count(None, EVERY).people,
        without={one.id: Without(**{figure: count(one.id, figure) for figure in CHANGES}) for one in conditions},
        against=Change(count(AGAINST, "gain"), count(AGAINST, "lose")) if against else None,
    )
