"""A plain reading of a whole law for one person: obviously right rather than fast, and knowing nothing of the engine.

It follows clearance/law/README.md sentence by sentence; the engine is checked against it.
"""

from dataclasses import dataclass
from datetime import date

from tests.engine.naive_dates import ALWAYS, NEVER
from tests.engine.naive_limit import Standing, capped
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
    effective = [table["effective"] for table in (policy["policy"], track) if "effective" in table]
    day = max([since.day for _, since in requirements if since.day is not None] + effective, default=ALWAYS)
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
