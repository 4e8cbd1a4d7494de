"""Who is told of what: the agencies that a law names, where each is responsible, and what each may learn."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from clearance.agencies.duties import told
from clearance.agencies.models import Agency, Area
from clearance.agencies.points import POINTS
from clearance.law.policy import Policy as Law
from clearance.runs.models import Clearance


class Recipient(NamedTuple):
    """An agency, and the data points that leave for it, in its order."""

    agency: Agency
    data: tuple[str, ...]


class Directory:
    """The agencies that are told what a law clears, by where the case was."""

    def __init__(self, law: Law) -> None:
        pairs = told(law)
        recipients = {agency.pk: Recipient(agency, declared(agency, duty.data)) for agency, duty in pairs}
        self._everywhere = [one for one in recipients.values() if one.agency.statewide]
        self._of_area: dict[tuple[str, str], list[Recipient]] = defaultdict(list)
        for area in Area.objects.filter(agency__in=recipients, agency__statewide=False):
            self._of_area[area.kind, area.name].append(recipients[area.agency_id])

    def of_case(self, court: str, county: str) -> Iterable[Recipient]:
        """Those that are told of a case of this court and county, each once; an empty name is not known."""
        here = [*self._of_area.get(("court", court), ()), *self._of_area.get(("county", county), ())]
        return {one.agency.pk: one for one in (*self._everywhere, *here)}.values()


def declared(agency: Agency, data_in_law: Iterable[str]) -> tuple[str, ...]:
    """The data points that leave for an agency: those that it declares; where it declares none, those of the law."""
    return tuple(point for point in agency.data or data_in_law if point in POINTS)


def data_of(clearance: Clearance, points: Iterable[str]) -> dict[str, str | int | None]:
    """These data points of a cleared record as it is now, as a line holds them."""
    charge = clearance.charge
    tables = {"charges": charge, "cases": charge.case, "people": charge.person}
    found = {point: getattr(tables[POINTS[point][0]], POINTS[point][1]) for point in points}
    return {point: value.isoformat() if isinstance(value, date) else value for point, value in found.items()}
