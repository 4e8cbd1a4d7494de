"""What the page shows of one charge: what it was, what the law says of it, and what became of it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearance.engine.explain import ChargeExplanation, RequirementExplanation, TrackExplanation
from clearance.law import vocabulary
from clearance.records.models import Charge
from lookup.record import words
from lookup.record.agencies import AgencyLines, agency_lines
from lookup.record.cleared import Cleared, Undone
from lookup.record.glossary import Glossary, Term

#: How a requirement stands.
STATES = ("not_met", "unknown", "coming", "met")


@dataclass(frozen=True)
class Requirement:
    """One thing that the law asks. `state` is one of STATES; `stands` says it in words: before what it asks where that
    is not met, after it where it waits or is not known, and not at all where it is met.
    """

    state: str
    says: str
    citation: str
    on: date | None
    stands: str


@dataclass(frozen=True)
class Track:
    """One path to relief. `asked` is what is not met, or not yet, or not known; what is most in the way comes first.
    `heading` stands above it, `met_already` says how much is met.
    """

    says: str
    citation: str
    heading: str
    asked: list[Requirement]
    met: list[Requirement]
    met_already: str


@dataclass(frozen=True)
class Missing:
    """Facts that the state was not told, and whom to ask for them."""

    says: str
    facts: list[str]
    ask: str


@dataclass(frozen=True)
class ChargeView:
    """One charge. `number`: its place on the page. `outcome`: `cleared`, `restored` (its clearance was undone, and
    someone must look before another), or as the law answers. `tag` says that in a few words, `says` in sentences.
    `relief`: what the law does with it, to explain.
    """

    number: int
    outcome: str
    tag: str
    title: str
    details: list[Term]
    says: list[str]
    relief: Term | None
    cleared: Cleared | None
    agencies: AgencyLines | None
    on: date | None
    track: Track | None
    other_tracks: list[Track]
    held_by: tuple[str, ...]
    missing: list[Missing]


def charge_view(
    charge: Charge,
    explanation: ChargeExplanation,
    became: Cleared | Undone | None,
    *,
    number: int,
    today: date,
    glossary: Glossary,
) -> ChargeView:
    cleared, undone = (became if isinstance(became, kind) else None for kind in (Cleared, Undone))
    outcome = "cleared" if cleared else "restored" if undone and undone.held else explanation.outcome
    on = explanation.eligible_on if explanation.eligible_on and explanation.eligible_on > today else None
    tracks = (
        [] if outcome in ("cleared", "restored") else [one for one in explanation.tracks if one.covers is not False]
    )
    chosen = next((track for track in tracks if track.id == explanation.track), None)
    relief = cleared.relief if cleared else chosen.relief if chosen and outcome == "eligible" else ""
    return ChargeView(
        number=number,
        outcome=outcome,
        tag=_tag(outcome, cleared, on),
        title=charge.description or _("A charge without a name"),
        details=_details(charge, glossary),
        says=[
            *(_on_undone(undone, charge) if undone else ()),
            *_says(outcome, charge, cleared, relief, bool(chosen), on),
        ],
        relief=_relief(relief, glossary),
        cleared=cleared,
        agencies=agency_lines(cleared) if cleared else None,
        on=on,
        track=_track(chosen, outcome) if chosen else None,
        other_tracks=[_track(track) for track in tracks if track is not chosen],
        held_by=explanation.held_by if tracks else (),
        missing=_missing(charge, explanation) if outcome == "undetermined" else [],
    )


def _tag(outcome: str, cleared: Cleared | None, on: date | None) -> str:
    match outcome:
        case "cleared":
            return _("Cleared on %(day)s") % {"day": words.day(cleared.on)}
        case "restored":
            return _("Back on your record")
        case "eligible":
            return _("Can be cleared now")
        case "later":
            return _("Can be cleared on %(day)s") % {"day": words.day(on)}
        case "undetermined":
            return _("A fact is missing")
    return _("Does not clear by itself")


def _details(charge: Charge, glossary: Glossary) -> list[Term]:
    """Felony, convicted on 3 May 2020: as far as it is known."""
    details = [glossary.term(str(words.LEVELS[charge.level]), charge.level)] if charge.level else []
    if charge.disposition:
        ended = str(words.DISPOSITIONS[charge.disposition])
        if charge.disposition_date:
            ended = _("%(ended)s on %(day)s") % {"ended": ended, "day": words.day(charge.disposition_date)}
        details.append(glossary.term(ended, charge.disposition))
    return details


def _relief(relief: str, glossary: Glossary) -> Term | None:
    """A question that leads to what the relief means, where nothing on the page has said so yet."""
    term = glossary.term(str(words.WHAT_IS[relief]), relief) if relief else None
    return term if term and term.word else None


def _says(
    outcome: str, charge: Charge, cleared: Cleared | None, relief: str, has_track: bool, on: date | None
) -> list[str]:
    match outcome:
        case "cleared":
            return [f"{words.CLEARED[relief]} {cleared.says}".strip()]
        case "eligible":
            return [" ".join((*([str(words.RELIEFS[relief])] if relief else []), _("This has not been done yet.")))]
        case "ineligible" if not has_track and charge.disposition == "pending":
            return [_("This charge is still open. The law looks at it once it has ended.")]
        case "ineligible" if not has_track:
            return [_("The law does not name this kind of charge.")]
        case "undetermined" if on:
            earliest = _("If the answer is in your favor, this charge may be cleared, on %(day)s at the earliest.")
            return [earliest % {"day": words.day(on)}]
        case "undetermined":
            return [_("If the answer is in your favor, this charge may be cleared now.")]
    return []


def _on_undone(undone: Undone, charge: Charge) -> list[str]:
    what = _("This charge was cleared on %(cleared)s. On %(day)s it was put back on your record.") % {
        "cleared": words.day(undone.cleared_on),
        "day": words.day(undone.on),
    }
    court = charge.case.court
    whom = (
        _("The clerk of the %(court)s can tell you why, and what you can do.") % {"court": court}
        if court
        else _("The clerk of the court can tell you why, and what you can do.")
    )
    held = [_("It is not cleared again by itself.")] if undone.held else []
    because = [str(words.UNDONE[undone.kind])] if undone.kind in words.UNDONE else []
    return [" ".join((what, *because)), " ".join((*held, whom, _("A legal aid office helps for free.")))]


def _missing(charge: Charge, explanation: ChargeExplanation) -> list[Missing]:
    """What is missing of this charge, and what of another: the most telling comes first."""
    facts = [
        (str(label), _is_empty(charge, fact)) for fact, label in words.FACTS.items() if fact in explanation.missing
    ]
    here, elsewhere = ([label for label, of_this in facts if of_this is wanted] for wanted in (True, False))
    found = [Missing(_("The state was not told:"), here, _ask(charge))] if here else []
    if elsewhere:
        says = _("For another of your charges, the state was not told:")
        found.append(Missing(says, elsewhere, _("Ask the clerk of the court of that charge to tell the state.")))
    return found


def _ask(charge: Charge) -> str:
    court, number = charge.case.court, charge.case.case_number
    ask = (
        _("Ask the clerk of the %(court)s to tell the state.") % {"court": court}
        if court
        else _("Ask the clerk of the court to tell the state.")
    )
    give = [_("Give the number of the case, which ends in %(end)s.") % {"end": number[-4:]}] if number else []
    return " ".join((ask, *give))


def _is_empty(charge: Charge, fact: str) -> bool:
    """Whether the fact is missing on this charge or its case; if not, it is missing on another charge. What is missing
    of the person is missing of all of their charges.
    """
    table, column = vocabulary.FACTS[fact]
    holder = {"charges": charge, "cases": charge.case, "people": None}[table]
    return holder is None or getattr(holder, column.name) is None


def _track(track: TrackExplanation, outcome: str = "") -> Track:
    requirements = [_requirement(requirement, track.citation) for requirement in track.requirements]
    asked = [requirement for requirement in requirements if requirement.state != "met"]
    met = [requirement for requirement in requirements if requirement.state == "met"]
    already = ngettext("One condition is already met", "%(number)s conditions are already met", len(met))
    return Track(
        track.says,
        track.citation or "",
        heading=str(words.ASKED.get(outcome, words.ASKED[""])),
        asked=sorted(asked, key=lambda requirement: STATES.index(requirement.state)),
        met=met,
        met_already=words.sentence(already % {"number": words.number(len(met))}),
    )


def _requirement(requirement: RequirementExplanation, citation_above: str | None) -> Requirement:
    if requirement.holds is None:
        state, stands = "unknown", _("Not known.")
    elif requirement.holds:
        state, stands = "met", ""
    elif requirement.never:
        state, stands = "not_met", _("Not met:")
    else:
        state, stands = "coming", _("Not yet: from %(day)s.") % {"day": words.day(requirement.on)}
    citation = requirement.citation if requirement.citation != citation_above else None
    return Requirement(state, requirement.says, citation or "", requirement.on if state == "coming" else None, stands)
