"""What is kept of a charge because it is the same on every day: from when it is eligible, and why.

The reasons, `why`, are JSON, as lean as can be, for there are millions:

    {"tracks": [{"track": "misdemeanors", "on": "2027-05-03", "requires": ["2027-05-03", true, ["statute"], false]}],
     "limits": ["two-felonies"], "case": "2027-05-03", "missing": ["statute"]}

* `tracks`: those that cover the charge, or may, in file order. `on`: the date from which the track holds, or could at
  the earliest; null: never. Beside it `"known": false` where it is only the earliest it could be, and `"covers": null`
  where it is not known whether the track covers the charge. `requires`: what each of its requirements answers, in file
  order: true (always), false (never), a date, or, where it is not known, the facts whose empty cells leave it open.
* `limits`: those that take the charge out, or leave it open. `case`: beside them, where cases are cleared together, the
  date that the case had without them; null: never, or not known.
* `missing`: the facts whose empty cells leave it open when, or whether, the charge becomes eligible.

Only `tracks`, and `on` of each, are always there; the rest is left out where it says nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .dates import ALWAYS, NEVER

Answer = bool | str | list[str]


@dataclass(frozen=True)
class StoredTrack:
    """One of the `tracks`; `on` is NEVER for never."""

    id: str
    on: date
    known: bool
    covers: bool | None
    requires: list[Answer]


@dataclass(frozen=True)
class Stored:
    """What is kept of one charge.

    `eligible_on`: from when it is known to be eligible; None: never, or not known. `possible_on`: the earliest it could
    be; None: never.
    """

    charge_id: str
    case_id: str
    eligible_on: date | None
    possible_on: date | None
    why: dict[str, Any]

    @property
    def known_on(self) -> date:
        return self.eligible_on or NEVER

    @property
    def earliest(self) -> date:
        return self.possible_on or NEVER

    @property
    def case_known_on(self) -> date:
        """From when it is known to be eligible, with its case, as far as no limit stands in the way."""
        return _day(self.why["case"]) if "case" in self.why else self.known_on

    @property
    def tracks(self) -> list[StoredTrack]:
        return [
            StoredTrack(
                id=one["track"],
                on=_day(one["on"]),
                known=one.get("known", True),
                covers=one.get("covers", True),
                requires=one.get("requires", []),
            )
            for one in self.why["tracks"]
        ]


def answered_day(answer: Answer) -> date | None:
    """The date from which a requirement holds, by its answer; None where it is not known."""
    match answer:
        case bool():
            return ALWAYS if answer else NEVER
        case str():
            return _day(answer)
    return None


def _day(text: str | None) -> date:
    return NEVER if text is None else date.fromisoformat(text)
