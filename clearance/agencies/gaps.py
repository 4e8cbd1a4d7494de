"""What an agency still lacks before notices can reach it, be found in its files and be answered."""

from collections.abc import Iterator

from clearance.agencies.models import Agency, Area
from clearance.records.models import Case


def gaps(agency: Agency) -> list[str]:
    """A sentence for each thing that is missing or does not fit, with what to do. Empty when all is there."""
    return [*_of_areas(agency), *_of_keys(agency), *_of_contacts(agency)]


def _of_areas(agency: Agency) -> Iterator[str]:
    areas = list(agency.areas.order_by("kind", "name"))
    if agency.statewide and areas:
        yield "It is statewide, so its courts and counties mean nothing. Remove them, or untick statewide."
    if not agency.statewide and not areas:
        yield "It is responsible for no case, so it is told nothing. Add its courts or counties, or tick statewide."
    for area in areas:
        if not Case.objects.filter(**{area.kind: area.name}).exists():
            yield f"No case on record has the {area.kind} “{area.name}”. Write it as it stands there{_near(area)}."


def _near(area: Area) -> str:
    """A name in the records that differs only in case or spaces, to copy."""
    near = Case.objects.filter(**{f"{area.kind}__iexact": area.name.strip()}).values_list(area.kind, flat=True).first()
    return f": “{near}”" if near else ""


def _of_keys(agency: Agency) -> Iterator[str]:
    if not agency.keys.valid().exists():
        yield "It has no key, so nothing that it signs is taken. Ask it for its public key, and add it."


def _of_contacts(agency: Agency) -> Iterator[str]:
    if not agency.contacts.filter(reminders=True).exists():
        yield "Nobody there gets reminders. Add a contact."
