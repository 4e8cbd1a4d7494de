"""What the page shows of each case and charge, from the law's explanations and the records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from clearance.engine.explain import ChargeExplanation, RequirementExplanation, TrackExplanation
from clearance.law import vocabulary
from clearance.records.models import Case, Charge
from lookup.record import words
from lookup.record.answer import Answer, answer
from lookup.record.cleared import Cleared, Undone

#: How a requirement stands.
STATES = ("not_met", "unknown", "coming", "met")


@dataclass(frozen=True)
class Requirement:
    """One thing that the law asks. `state` is one of STATES."""

    state: str
    says: str
    citation: str
    on: date | None


@dataclass(frozen=True)
class Track:
    """One path to relief. `asked` is what is not met, or not yet, or not known; what is most in the way comes first."""

    says: str
    citation: str
    asked: list[Requirement]
    met: list[Requirement]


@dataclass(frozen=True)
class ChargeView:
    """One charge. `outcome`: `cleared`, `restored` (its clearance was undone, and someone must look before another), or
    as the law answers.
    """

    title: str
    details: list[str]
    cleared: Cleared | None
    undone: Undone | None
    undone_because: str
    outcome: str
    on: date | None
    relief: str
    still_open: bool
    track: Track | None
    other_tracks: list[Track]
    held_by: tuple[str, ...]
    missing_here: list[str]
    missing_elsewhere: list[str]


@dataclass(frozen=True)
class CaseView:
    year: int | None
    court: str
    county: str
    number_end: str
    charges: list[ChargeView]


@dataclass(frozen=True)
class MyRecord:
    answer: Answer
    cases: list[CaseView]


def my_record(
    charges: Iterable[Charge],
    explanations: Sequence[ChargeExplanation],
    became: Mapping[int, Cleared | Undone],
    today: date,
) -> MyRecord:
    """The page for one person. `charges` come with case and person, in the order to show, those of a case together;
    `became` is what `cleared.what_became` says of some of them.
    """
    charges = list(charges)
    by_charge = {explanation.charge_id: explanation for explanation in explanations}
    standing = [
        _as_it_stands(by_charge[charge.charge_id], became.get(charge.pk))
        for charge in charges
        if not isinstance(became.get(charge.pk), Cleared)
    ]
    cleared = [one for one in became.values() if isinstance(one, Cleared)]
    return MyRecord(
        answer=answer(standing, today, cleared),
        cases=[
            _case(case, [_charge(one, by_charge[one.charge_id], today, became.get(one.pk)) for one in of_case])
            for case, of_case in groupby(charges, key=lambda charge: charge.case)
        ],
    )


def _as_it_stands(explanation: ChargeExplanation, became: Undone | None) -> ChargeExplanation:
    """As the law answers; but a charge that is held does not clear by itself, whatever the law says."""
    return replace(explanation, outcome="ineligible", eligible_on=None) if became and became.held else explanation


def _case(case: Case, charges: list[ChargeView]) -> CaseView:
    court, county = case.court or "", case.county or ""
    return CaseView(
        year=case.filed_date.year if case.filed_date else None,
        court=court,
        county="" if county in court else county,
        number_end=(case.case_number or "")[-4:],
        charges=charges,
    )


def _charge(charge: Charge, explanation: ChargeExplanation, today: date, became: Cleared | Undone | None) -> ChargeView:
    tracks = [track for track in explanation.tracks if track.covers is not False]
    chosen = next((track for track in tracks if track.id == explanation.track), None)
    missing = [
        (str(label), _is_empty(charge, fact)) for fact, label in words.FACTS.items() if fact in explanation.missing
    ]
    cleared, undone = (became if isinstance(became, kind) else None for kind in (Cleared, Undone))
    return ChargeView(
        title=charge.description or _("A charge without a name"),
        details=_details(charge),
        cleared=cleared,
        undone=undone,
        outcome="cleared" if cleared else "restored" if undone and undone.held else explanation.outcome,
        on=explanation.eligible_on if explanation.eligible_on and explanation.eligible_on > today else None,
        relief=words.CLEARED[cleared.relief] if cleared else words.RELIEFS[chosen.relief] if chosen else "",
        undone_because=words.UNDONE.get(undone.kind, "") if undone else "",
        still_open=charge.disposition == "pending",
        track=_track(chosen) if chosen else None,
        other_tracks=[_track(track) for track in tracks if track is not chosen],
        held_by=explanation.held_by,
        missing_here=[label for label, here in missing if here],
        missing_elsewhere=[label for label, here in missing if not here],
    )


def _details(charge: Charge) -> list[str]:
    """Felony, convicted on 3 May 2020, under X.S. 12-34: as far as it is known."""
    details = [str(words.LEVELS[charge.level])] if charge.level else []
    if charge.disposition:
        ended = words.DISPOSITIONS[charge.disposition]
        if charge.disposition_date:
            ended = _("%(ended)s on %(day)s") % {"ended": ended, "day": words.day(charge.disposition_date)}
        details.append(str(ended))
    return details


def _track(track: TrackExplanation) -> Track:
    requirements = [_requirement(requirement, track.citation) for requirement in track.requirements]
    asked = [requirement for requirement in requirements if requirement.state != "met"]
    return Track(
        track.says,
        track.citation or "",
        asked=sorted(asked, key=lambda requirement: STATES.index(requirement.state)),
        met=[requirement for requirement in requirements if requirement.state == "met"],
    )


def _requirement(requirement: RequirementExplanation, citation_above: str | None) -> Requirement:
    if requirement.holds is None:
        state = "unknown"
    elif requirement.holds:
        state = "met"
    else:
        state = "not_met" if requirement.never else "coming"
    citation = requirement.citation if requirement.citation != citation_above else None
    return Requirement(state, requirement.says, citation or "", requirement.on if state == "coming" else None)


def _is_empty(charge: Charge, fact: str) -> bool:
    """Whether the fact is missing on this charge, its case or its person; if not, it is missing on another charge."""
    table, column = vocabulary.FACTS[fact]
    holder = {"charges": charge, "cases": charge.case, "people": charge.person}[table]
    return getattr(holder, column.name) is None
