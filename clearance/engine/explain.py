"""Every requirement for one person: whether it holds, from when, what is missing, in the law's own words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from clearance.law.policy import Policy, Track
from clearance.law.provision import Text
from clearance.law.requirement import Requirement

from .dates import NEVER
from .evaluate import dates
from .plan import order
from .stored import Answer, Stored, StoredTrack, answered_day


@dataclass(frozen=True)
class RequirementExplanation:
    """One condition. `on` is the date from which it holds (date.min: always, date.max: never), None where not known."""

    id: str
    says: str
    citation: str | None
    holds: bool | None
    on: date | None
    missing: tuple[str, ...]

    @property
    def never(self) -> bool:
        """It cannot come to hold by itself."""
        return self.on == NEVER


@dataclass(frozen=True)
class TrackExplanation:
    """One path to relief that covers the charge, or may (`covers` None). `on` is None where it is not known."""

    id: str
    relief: str
    says: str
    citation: str | None
    covers: bool | None
    on: date | None
    requirements: tuple[RequirementExplanation, ...]


@dataclass(frozen=True)
class ChargeExplanation:
    """The determination of one charge (clearance/law/README.md) with all that led to it."""

    charge_id: str
    case_id: str
    outcome: str
    eligible_on: date | None
    track: str | None
    missing: tuple[str, ...]
    held_by: tuple[str, ...]
    tracks: tuple[TrackExplanation, ...]


#: What holds a charge back beside its own requirements.
OF_CASE = Text(
    en="All charges of a case are cleared together, and another charge of this case cannot be cleared yet.",
    es="Todos los cargos de un caso se borran juntos, y otro cargo de este caso todavía no se puede borrar.",
)


def explain(policy: Policy, facts: pl.DataFrame, as_of: date, language: str = "en") -> list[ChargeExplanation]:
    """Why each charge of these facts (as for `evaluate`) is or is not eligible on the day; ordered as there."""
    facts = order(facts)
    rows = facts.select("charge_id", "case_id").hstack(dates(policy, facts).drop("charge_id", "person_id"))
    stored = (Stored(**row | {"why": json.loads(row["why"])}) for row in rows.iter_rows(named=True))
    return [explain_charge(policy, one, as_of, language) for one in stored]


def explain_charge(policy: Policy, stored: Stored, as_of: date, language: str = "en") -> ChargeExplanation:
    """The same for one charge, read from what is kept of it."""
    tracks, outcome = stored.tracks, _outcome(stored, as_of)
    given_by = _given_by(outcome, tracks, as_of)
    in_law = {track.id: track for track in policy.tracks}
    return ChargeExplanation(
        charge_id=stored.charge_id,
        case_id=stored.case_id,
        outcome=outcome,
        eligible_on=_eligible_on(policy, stored, outcome, given_by),
        track=given_by.id if given_by else None,
        missing=tuple(stored.why.get("missing", ())) if outcome == "undetermined" else (),
        held_by=tuple(says.in_language(language) for says in _held_by(policy, stored, tracks, as_of)),
        tracks=tuple(_track(policy, in_law[track.id], track, as_of, language) for track in tracks),
    )


def _outcome(stored: Stored, as_of: date) -> str:
    """The first that fits, in the order of clearance/law/README.md."""
    if stored.known_on <= as_of:
        return "eligible"
    if stored.earliest <= as_of:
        return "undetermined"
    if stored.known_on < NEVER:
        return "later"
    return "undetermined" if stored.earliest < NEVER else "ineligible"


def _given_by(outcome: str, tracks: list[StoredTrack], as_of: date) -> StoredTrack | None:
    """The track that holds, that gives the date, or that covers; None where none does."""
    known = [track for track in tracks if track.known]
    match outcome:
        case "eligible":
            return next(track for track in known if track.on <= as_of)
        case "later":
            return min(known, key=lambda track: track.on)
        case "undetermined":
            return min(tracks, key=lambda track: track.on)
    return tracks[0] if tracks else None


def _eligible_on(policy: Policy, stored: Stored, outcome: str, given_by: StoredTrack | None) -> date | None:
    if outcome == "eligible" and given_by:
        return max(given_by.on, stored.known_on) if policy.policy.unit == "case" else given_by.on
    return {"later": stored.eligible_on, "undetermined": stored.possible_on}.get(outcome)


def _held_by(policy: Policy, stored: Stored, tracks: list[StoredTrack], as_of: date) -> Iterator[Text]:
    """What stands in the way beside the charge's own requirements."""
    holds_by_itself = any(track.known and track.on <= as_of for track in tracks)
    if policy.policy.unit == "case" and holds_by_itself and stored.case_known_on > as_of:
        yield OF_CASE
    barred_by = stored.why.get("limits", ())
    yield from (limit.says for limit in policy.policy.limit if limit.id in barred_by)


def _track(policy: Policy, track: Track, stored: StoredTrack, as_of: date, language: str) -> TrackExplanation:
    return TrackExplanation(
        id=track.id,
        relief=track.relief,
        says=track.says.in_language(language) if track.says else "",
        citation=track.citation or policy.policy.citation,
        covers=stored.covers,
        on=stored.on if stored.known else None,
        requirements=tuple(
            _requirement(track, requirement, answer, as_of, language)
            for requirement, answer in zip(track.requires, stored.requires, strict=True)
        ),
    )


def _requirement(
    track: Track, requirement: Requirement, answer: Answer, as_of: date, language: str
) -> RequirementExplanation:
    on = answered_day(answer)
    return RequirementExplanation(
        id=requirement.id,
        says=requirement.says.in_language(language),
        citation=requirement.citation or track.citation,
        holds=None if on is None else on <= as_of,
        on=on,
        missing=tuple(answer) if isinstance(answer, list) else (),
    )
