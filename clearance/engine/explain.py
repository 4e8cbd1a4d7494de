"""Every requirement for one person: whether it holds, from when, what is missing, in the law's own words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from clearance.law.policy import Policy
from clearance.law.provision import Text

from .dates import NEVER
from .plan import order, plan_for
from .tracks import Causes, Columns


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
    plan = plan_for(policy, Causes.OF_REQUIREMENTS)
    found = plan.run(facts, as_of, [nw.all()])
    rows = facts.select("charge_id", "case_id").hstack(found.drop("case_id", *plan.determination.numbers))
    rows = rows.hstack(plan.determination.in_words(found))
    return [_charge(policy, row, as_of, language) for row in rows.iter_rows(named=True)]


def _charge(policy: Policy, row: dict[str, Any], as_of: date, language: str) -> ChargeExplanation:
    reasons = row["reasons"].split(";")
    held_by = [OF_CASE] if "policy.unit" in reasons else []
    held_by += [limit.says for n, limit in enumerate(policy.policy.limit) if row[Columns.limit_bars(n)]]
    return ChargeExplanation(
        charge_id=row["charge_id"],
        case_id=row["case_id"],
        outcome=row["outcome"],
        eligible_on=row["eligible_on"],
        track=row["track"],
        missing=_split(row["missing"]),
        held_by=tuple(text.in_language(language) for text in held_by),
        tracks=tuple(
            _track(policy, t, row, as_of, language)
            for t in range(len(policy.tracks))
            if row[Columns.covers(t)] is not False
        ),
    )


def _track(policy: Policy, t: int, row: dict[str, Any], as_of: date, language: str) -> TrackExplanation:
    track = policy.tracks[t]
    return TrackExplanation(
        id=track.id,
        relief=track.relief,
        says=track.says.in_language(language) if track.says else "",
        citation=track.citation or policy.policy.citation,
        covers=row[Columns.covers(t)],
        on=None if row[Columns.open(t)] else row[Columns.on(t)],
        requirements=tuple(_requirement(policy, t, r, row, as_of, language) for r in range(len(track.requires))),
    )


def _requirement(
    policy: Policy, t: int, r: int, row: dict[str, Any], as_of: date, language: str
) -> RequirementExplanation:
    requirement, on = policy.tracks[t].requires[r], row[Columns.day(t, r)]
    causes = [fact for fact in sorted(requirement.facts()) if row.get(Columns.requirement_cause(t, r, fact))]
    return RequirementExplanation(
        id=requirement.id,
        says=requirement.says.in_language(language),
        citation=requirement.citation or policy.tracks[t].citation,
        holds=None if on is None else on <= as_of,
        on=on,
        missing=tuple(causes),
    )


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(";")) if joined else ()
