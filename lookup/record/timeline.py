"""What comes when, as points on a line: what is cleared, today, the next days and what follows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lookup.record.cleared import Cleared
from lookup.record.words import day, short_day

#: Points beside today; the days that have no room are summed up at its end.
POINTS_SHOWN = 3


@dataclass(frozen=True)
class Step:
    """One point of the timeline. `place` is where it stands from left to right, such as "12.5%"; `label` counts its
    charges, `says` tells the whole of it.
    """

    place: str
    kind: str  # cleared, today, day, after
    top: str
    below: str
    charges: int
    label: str
    says: str


def timeline(eligible: int, dates: Counter, cleared: Sequence[Cleared]) -> list[Step]:
    """The points, evenly spaced; none if no day is coming. `eligible`: charges that can be cleared today; `dates`: how
    many can be on each day that is coming.
    """
    if not dates:
        return []
    points = [("today", _("Today"), "", eligible, _("today"))]
    if cleared:
        last = max(one.on for one in cleared)
        points.insert(
            0, ("cleared", _("Cleared"), str(last.year), len(cleared), _("cleared by %(day)s") % {"day": day(last)})
        )
    coming = sorted(dates)
    room = POINTS_SHOWN - len(points) + 1
    shown = coming[:room] if len(coming) <= room else coming[: room - 1]
    points += [("day", short_day(on), str(on.year), dates[on], day(on)) for on in shown]
    if after := coming[len(shown) :]:
        charges = sum(dates[on] for on in after)
        since = _("from %(year)s") % {"year": after[0].year}
        points.append(("after", _("Later"), since, charges, since))
    return [
        Step(
            place=f"{round((place + 0.5) / len(points) * 100, 2)}%",
            kind=kind,
            top=top,
            below=below,
            charges=charges,
            label=ngettext("%(count)s charge", "%(count)s charges", charges) % {"count": charges} if charges else "",
            says=ngettext("%(when)s: %(count)s charge", "%(when)s: %(count)s charges", charges)
            % {"when": when, "count": charges},
        )
        for place, (kind, top, below, charges, when) in enumerate(points)
    ]
