"""A plain reading of a whole law for one person: obviously right rather than fast, and knowing nothing of the engine.

It follows clearance/law/README.md sentence by sentence; the engine is checked against it.
"""

from dataclasses import dataclass, replace
from datetime import date

from tests.engine.naive_dates import ALWAYS, NEVER
from tests.engine.naive_requirements import Since, requirement_holds
from tests.engine.naive_selectors import Charge, Truth, matches


@dataclass(frozen=True)
class Path:
    """One track, seen from one charge that it covers or may cover."""

    track: str
    requirements: list[tuple[str, Since]]
    day: date  # from when it holds; where it is unknown, the earliest it could hold
    known: bool
    missing: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """What is known of the day a charge becomes eligible."""

    sure: date  # from this day for certain
    could: date  # not before this day
    missing: frozenset[str] = frozenset()  # what leaves open which
    held_by: tuple[str, ...] = ()  # "policy.unit", "policy.limit"


def determinations(policy: dict, charges: list[Charge], as_of: date) -> list[dict]:
    """One determination per charge of one person, ordered by charge_id.

    `policy` is the file's own table. A charge is a dict of facts: an absent key is a missing column, None an empty
    cell.
    """
    charges = sorted(charges, key=lambda charge: charge["charge_id"])
    paths = {charge["charge_id"]: paths_of(charge, charges, policy) for charge in charges}
    standings = {charge_id: alone(own) for charge_id, own in paths.items()}
    if policy["policy"].get("unit", "charge") == "case":
        standings = together(standings, charges, as_of)
    limits = policy["policy"].get("limit", [])
    for limit in limits if isinstance(limits, list) else [limits]:
        standings = capped(limit, standings, charges, policy)
    return [
        {
            "charge_id": charge["charge_id"],
            "person_id": charge["person_id"],
            **outcome(paths[charge["charge_id"]], standings[charge["charge_id"]], as_of),
        }
        for charge in charges
    ]


def paths_of(this: Charge, person: list[Charge], policy: dict) -> list[Path]:
    """The tracks that cover this charge or may cover it, in file order."""
    paths = []
    for track in policy["track"]:
        covered = matches(track["covers"], this, policy)
        if covered.value is not False:
            paths.append(_path(track, covered, this, person, policy))
    return paths


def _path(track: dict, covered: Truth, this: Charge, person: list[Charge], policy: dict) -> Path:
    requirements = [
        (requirement["id"], requirement_holds(requirement, this, person, policy))
        for requirement in track.get("requires", [])
    ]
    effective = policy["policy"].get("effective", ALWAYS)
    day = max([since.day for _, since in requirements if since.day is not None] + [effective])
    known = covered.value is True and all(since.day is not None for _, since in requirements)
    missing = covered.missing.union(*(since.missing for _, since in requirements))
    if day == NEVER:
        return Path(track["id"], requirements, NEVER, True, frozenset())
    return Path(track["id"], requirements, day, known, missing)


def alone(paths: list[Path]) -> Standing:
    """A charge by itself, before its case and the limits count."""
    sure = min((path.day for path in paths if path.known), default=NEVER)
    could = min((path.day for path in paths), default=NEVER)
    missing = frozenset().union(*(path.missing for path in paths)) if could < sure else frozenset()
    return Standing(sure, could, missing)


def together(standings: dict[str, Standing], charges: list[Charge], as_of: date) -> dict[str, Standing]:
    """`unit = "case"`: each charge waits for the latest of its case."""
    waiting = {}
    for this in charges:
        case = [standings[other["charge_id"]] for other in charges if other["case_id"] == this["case_id"]]
        sure = max(standing.sure for standing in case)
        could = max(standing.could for standing in case)
        open_ones = case if could < sure else []
        held = standings[this["charge_id"]].sure <= as_of < sure
        waiting[this["charge_id"]] = Standing(
            sure=sure,
            could=could,
            missing=frozenset().union(*(standing.missing for standing in open_ones)),
            held_by=("policy.unit",) if held else (),
        )
    return waiting


def capped(limit: dict, standings: dict[str, Standing], charges: list[Charge], policy: dict) -> dict[str, Standing]:
    """A lifetime cap: who finds one of `limit.max` places, who does not, and where that is open."""
    concerned = {charge["charge_id"]: matches(limit.get("of", {}), charge, policy) for charge in charges}
    takers = [
        charge
        for charge in charges
        if concerned[charge["charge_id"]].value is not False and standings[charge["charge_id"]].could < NEVER
    ]
    surely: dict[object, tuple] = {}  # where each place stands in the order, for certain
    perhaps: dict[object, tuple] = {}  # and at the earliest it could
    for charge in takers:
        standing, place = standings[charge["charge_id"]], _place(charge, limit)
        perhaps[place] = min(perhaps.get(place, (NEVER,)), _order(charge, standing.could))
        if concerned[charge["charge_id"]].value and standing.sure < NEVER:
            surely[place] = min(surely.get(place, (NEVER,)), _order(charge, standing.sure))

    def ahead(order: dict, place: object, since: tuple) -> int:
        return sum(order[other] < since for other in order if other != place)

    full = {place for place, first in perhaps.items() if ahead(surely, place, first) >= limit["max"]}

    after = dict(standings)
    for charge in takers:
        charge_id, place = charge["charge_id"], _place(charge, limit)
        standing, match = standings[charge_id], concerned[charge_id]
        at_worst = min(_order(charge, standing.sure), surely.get(place, (NEVER,)))
        held_by = tuple(dict.fromkeys((*standing.held_by, "policy.limit")))
        if match.value and place in full:
            after[charge_id] = Standing(NEVER, NEVER, held_by=held_by)
        elif ahead(perhaps, place, at_worst) >= limit["max"]:
            rivals = [
                other
                for other in takers
                if _place(other, limit) not in full and _order(other, standings[other["charge_id"]].could) < at_worst
            ]
            doubts = [standings[other["charge_id"]].missing | concerned[other["charge_id"]].missing for other in rivals]
            missing = standing.missing.union(match.missing, *doubts)
            after[charge_id] = replace(standing, sure=NEVER, missing=missing, held_by=held_by)
    return after


def _place(charge: Charge, limit: dict) -> object:
    """Charges that take one place together have the same; one without a value has its own."""
    value = charge.get(limit.get("distinct", "disposition_date"))
    return value if value is not None else ("its own", charge["charge_id"])


def _order(charge: Charge, day: date) -> tuple:
    disposed = charge.get("disposition_date")
    return (day, disposed is None, disposed or NEVER, charge["charge_id"])


def outcome(paths: list[Path], standing: Standing, as_of: date) -> dict:
    """The columns of the determination that the law decides."""
    known = [path for path in paths if path.known and path.day < NEVER]
    live = [path for path in paths if path.day < NEVER]
    if standing.sure <= as_of:
        first = next(path for path in known if path.day <= as_of)
        return _row("eligible", max(first.day, standing.sure), first.track)
    reasons = [
        f"{path.track}.{requirement_id}"
        for path in paths
        for requirement_id, since in path.requirements
        if since.day is None or since.day > as_of
    ] + list(standing.held_by)
    if standing.could > as_of and standing.sure < NEVER:
        return _row("later", standing.sure, _giving_the_date(known).track, reasons)
    if standing.could < NEVER:
        return _row("undetermined", standing.could, _giving_the_date(live).track, reasons, standing.missing)
    return _row("ineligible", None, paths[0].track if paths else None, reasons)


def _giving_the_date(paths: list[Path]) -> Path:
    return min(paths, key=lambda path: path.day)


def _row(
    name: str,
    eligible_on: date | None,
    track: str | None,
    reasons: list[str] | tuple = (),
    missing: frozenset[str] = frozenset(),
) -> dict:
    return {
        "outcome": name,
        "eligible_on": eligible_on,
        "track": track,
        "reasons": tuple(reasons),
        "missing": tuple(sorted(missing)),
    }
