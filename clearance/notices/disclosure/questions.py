"""Who may ask whether a record is cleared, and by which data."""

from clearance.agencies.duties import named
from clearance.agencies.models import Agency
from clearance.notices.outbox.recipients import declared
from clearance.runs.laws import law_of
from clearance.runs.models import Policy

#: Without one of these a question would be about a person, and not about a record that the agency holds.
NUMBERS = ("case_number", "tracking_number")


class MayNotAsk(Exception):
    """Says why the agency may not ask, and what would have to be different."""


def points_of(agency: Agency) -> tuple[str, ...]:
    """The data points by which the agency asks, all of them each time. Raises MayNotAsk."""
    entries = [named(agency, law_of(policy)) for policy in Policy.objects.in_force()]
    entry = next((one for one in entries if one and one.role == "notified_only"), None)
    if entry is None:
        raise MayNotAsk(
            "No law in force names you as an agency that is only notified. "
            "Where a law asks you to shield records, your notices say which."
        )
    points = declared(agency, entry.data)
    if not any(number in points for number in NUMBERS):
        raise MayNotAsk(
            f"Your data points are {', '.join(points)}. To ask, you need {' or '.join(NUMBERS)} among them: "
            "let the state's office add it."
        )
    return points


def may_ask(agency: Agency) -> bool:
    try:
        points_of(agency)
    except MayNotAsk:
        return False
    return True
