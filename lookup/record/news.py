"""What changed since someone last looked at their own page: read from the days and times that are on record anyway."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearance.days import state_day
from clearance.engine.explain import ChargeExplanation
from clearance.records.models import Charge
from lookup.record.cleared import Cleared, Undone
from lookup.record.words import day, number, sentence

#: So many agencies are named; of the others only how many there are.
NAMED = 3


@dataclass(frozen=True)
class News:
    """`heading` says since when; `items` are sentences, empty where nothing changed."""

    heading: str
    items: list[str]


def news(
    charges: Sequence[Charge],
    explanations: Iterable[ChargeExplanation],
    became: Mapping[int, Cleared | Undone],
    since: datetime,
) -> News:
    """What came after that moment, the best first. `charges` come with their landing times."""
    cleared = [one for one in became.values() if isinstance(one, Cleared)]
    undone = [one for one in became.values() if isinstance(one, Undone) and one.at > since]
    cleared_charges = {one.charge_id for one in charges if isinstance(became.get(one.pk), Cleared)}
    standing = [one for one in explanations if one.charge_id not in cleared_charges]
    items = [
        *_cleared([one for one in cleared if one.at > since]),
        *_confirmed(cleared, since),
        *_eligible(standing, state_day(since)),
        *_undone(len(undone)),
        *_facts(charges, since),
    ]
    heading = (
        _("New since you last looked, on %(day)s") if items else _("Nothing is new since you last looked, on %(day)s.")
    )
    return News(heading % {"day": day(state_day(since))}, items)


def _cleared(cleared: Sequence[Cleared]) -> list[str]:
    if not cleared:
        return []
    text = ngettext(
        "%(number)s charge was cleared, on %(day)s.",
        "%(number)s charges were cleared, the last on %(day)s.",
        len(cleared),
    )
    last = max(one.on for one in cleared)
    return [sentence(text % {"number": number(len(cleared)), "day": day(last)})]


def _confirmed(cleared: Iterable[Cleared], since: datetime) -> list[str]:
    came = (told for one in cleared for told in one.must if told.state == "confirmed" and told.answered_at > since)
    by_agency = Counter(told.agency for told in came)
    said = [
        ngettext(
            "%(agency)s confirmed that it no longer shows %(number)s charge.",
            "%(agency)s confirmed that it no longer shows %(number)s charges.",
            charges,
        )
        % {"agency": agency, "number": number(charges)}
        for agency, charges in by_agency.most_common(NAMED)
    ]
    if more := len(by_agency) - len(said):
        text = ngettext("One more agency confirmed too.", "%(number)s more agencies confirmed too.", more)
        said.append(text % {"number": more})
    return said


def _eligible(standing: Iterable[ChargeExplanation], since: date) -> list[str]:
    """By the passing of time; what new facts did is said of the facts."""
    charges = sum(one.outcome == "eligible" and one.eligible_on > since for one in standing)
    if not charges:
        return []
    text = ngettext(
        "%(number)s more charge can be cleared now.", "%(number)s more charges can be cleared now.", charges
    )
    return [sentence(text % {"number": number(charges)})]


def _undone(charges: int) -> list[str]:
    if not charges:
        return []
    text = ngettext(
        "%(number)s charge was put back on your record. Below we say why.",
        "%(number)s charges were put back on your record. Below we say why.",
        charges,
    )
    return [sentence(text % {"number": number(charges)})]


def _facts(charges: Sequence[Charge], since: datetime) -> list[str]:
    """Charges that came, or that changed with their cases."""
    count = sum(max(one.landed_at, one.case_landed_at) > since for one in charges)
    if not count:
        return []
    text = ngettext(
        "The state got new facts about %(number)s charge.", "The state got new facts about %(number)s charges.", count
    )
    return [text % {"number": number(count)}]
