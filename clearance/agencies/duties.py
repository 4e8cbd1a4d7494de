"""What a law asks of an agency: to start clearing, to shield what is cleared, or only to know of it."""

from typing import NamedTuple

from clearance.agencies.models import Agency
from clearance.law.policy import Policy as Law
from clearance.law.process import Agency as NamedAgency
from clearance.law.process import DataPoint
from clearance.law.requirement import Period


class Duty(NamedTuple):
    """What a law asks of one agency. `within`: from a notice to its last acknowledgement; None: no time is set."""

    initiates: bool
    must_shield: bool
    within: Period | None
    #: What the law says that an agency of this kind needs to find its own record.
    data: tuple[DataPoint, ...]


def duty_of(agency: Agency, law: Law) -> Duty | None:
    """What the law asks of the agency; None where the law does not name it, so that it is told nothing."""
    named = _named(agency, law)
    initiator = law.process.initiator
    initiates = initiator is not None and initiator.kind == agency.kind
    if named is None:
        return Duty(True, False, None, ()) if initiates else None
    return Duty(initiates, named.role == "must_shield", named.within, named.data)


def told(law: Law) -> list[tuple[Agency, Duty]]:
    """The agencies that are told what the law clears, by code."""
    pairs = ((agency, duty_of(agency, law)) for agency in Agency.objects.open().order_by("code"))
    return [(agency, duty) for agency, duty in pairs if duty and _named(agency, law)]


def _named(agency: Agency, law: Law) -> NamedAgency | None:
    """The law's entry for the agency: by the id under which the law names it, else the only one of its kind."""
    of_kind = [one for one in law.process.agency if one.kind == agency.kind]
    if agency.named_as:
        return next((one for one in of_kind if one.id == agency.named_as), None)
    return of_kind[0] if len(of_kind) == 1 else None
