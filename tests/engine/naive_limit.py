"""A plain reading of the lifetime cap: who finds a place, who does not, and where that is open."""

from dataclasses import dataclass, replace
from datetime import date

from tests.engine.naive_dates import NEVER
from tests.engine.naive_selectors import Charge, Truth, matches


@dataclass(frozen=True)
class Standing:
    """What is known of the day a charge becomes eligible."""

    sure: date  # from this day for certain
    could: date  # not before this day
    missing: frozenset[str] = frozenset()  # what leaves open which
    held_by: tuple[str, ...] = ()  # "policy.unit", "policy.limit"


@dataclass(frozen=True)
class Taker:
    """A charge that takes a place under the cap, or may."""

    charge_id: str
    place: object  # charges that take one place together have the same
    match: Truth
    standing: Standing
    earliest: tuple  # where it stands in the order, if it becomes eligible as early as it could
    latest: tuple  # and as late as it could

    @property
    def certain(self) -> bool:
        return self.match.value is True and self.standing.sure < NEVER

    @property
    def doubts(self) -> frozenset[str]:
        return self.match.missing | self.standing.missing


def capped(limit: dict, standings: dict[str, Standing], charges: list[Charge], policy: dict) -> dict[str, Standing]:
    """What `limit` leaves of the standings of one person's charges."""
    takers = [
        _taker(charge, match, standings[charge["charge_id"]], limit)
        for charge in charges
        if (match := matches(limit.get("of", {}), charge, policy)).value is not False
        and standings[charge["charge_id"]].could < NEVER
    ]
    return standings | {taker.charge_id: _standing(taker, takers, limit["max"]) for taker in takers}


def _taker(charge: Charge, match: Truth, standing: Standing, limit: dict) -> Taker:
    value = charge.get(limit.get("distinct", "disposition_date"))
    disposed = charge.get("disposition_date")
    tie = (disposed is None, disposed or NEVER, charge["charge_id"])
    return Taker(
        charge_id=charge["charge_id"],
        place=value if value is not None else ("its own", charge["charge_id"]),
        match=match,
        standing=standing,
        earliest=(standing.could, *tie),
        latest=(standing.sure, *tie),
    )


def _standing(this: Taker, takers: list[Taker], places: int) -> Standing:
    held_by = tuple(dict.fromkeys((*this.standing.held_by, "policy.limit")))
    if this.match.value is True and _surely_full(this.place, takers, places):
        return Standing(NEVER, NEVER, held_by=held_by)

    together = [other.latest for other in takers if other.place == this.place and other.certain]
    at_worst = min([this.latest, *together])
    before = [other for other in takers if other.place != this.place and other.earliest < at_worst]
    if len({other.place for other in before}) < places:
        return this.standing

    rivals = [other for other in before if not _surely_full(other.place, takers, places)]
    missing = this.doubts.union(*(other.doubts for other in rivals))
    return replace(this.standing, sure=NEVER, missing=missing, held_by=held_by)


def _surely_full(place: object, takers: list[Taker], places: int) -> bool:
    """Whether all places are taken for certain before the earliest day on which this one could be."""
    at_best = min(other.earliest for other in takers if other.place == place)
    taken = {other.place for other in takers if other.certain and other.latest < at_best}
    return len(taken - {place}) >= places
