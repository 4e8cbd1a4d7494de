"""What became of a person's charges that were cleared: since when, under which law, and what each agency answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import BigIntegerField

from clearance.agencies.duties import named
from clearance.database.prepared import Given, Prepared
from clearance.days import state_day
from clearance.law.people import People
from clearance.law.policy import Policy as Law
from clearance.law.policy import PolicyError
from clearance.notices.models import Line, WorkItem
from clearance.runs.laws import law_of
from clearance.runs.models import Clearance, Hold, Policy, Reversal

#: How an agency answered so that it has nothing more to show.
SETTLED = ("confirmed", "no_record", "destroyed")

#: The columns that the page needs, of wide tables.
READ_OF_CLEARANCE = (
    *("charge_id", "track", "relief", "on", "at", "run__policy_id"),
    *("reversal__on", "reversal__at", "reversal__request__ground"),
)
READ_OF_LINE = (
    *("clearance_id", "outcome", "code", "outcome_at", "notice__policy_id", "notice__sealed_at", "notice__due_on"),
    *("notice__agency__name", "notice__agency__kind", "notice__agency__named_as"),
)

PERSON = Given("person", BigIntegerField())
CLEARANCES = Prepared(
    Clearance.objects.filter(person=PERSON)
    .select_related("run", "reversal__request")
    .order_by("nth")
    .only(*READ_OF_CLEARANCE)
)
LINES = Prepared(Line.objects.of_person(PERSON).select_related("notice__agency").newest_first().only(*READ_OF_LINE))


@dataclass(frozen=True)
class Told:
    """What one agency was told of a charge and how it stands. `must`: the law asks it to hide the charge.

    `state`: `soon` (not told yet), `waiting`, `late` (its answer was due on `due_on`), `confirmed`, `not_found`,
    `conflict` (someone looks into either), `no_record` (someone did, and it has none), or why it refused: `destroyed`,
    `no_duty`, `lawsuit`, `refused`.
    """

    agency: str
    must: bool
    state: str
    told_on: date | None
    answered_at: datetime | None
    due_on: date | None

    @property
    def settled(self) -> bool:
        """Whether it has nothing more to show."""
        return self.state in SETTLED


@dataclass(frozen=True)
class Cleared:
    """A charge that is cleared. `says` is what the law says of such charges; empty where it does not say it. `people`:
    what that law means for people, as it is now where it is still in force.
    """

    on: date
    at: datetime
    relief: str
    law: str
    says: str
    citation: str
    people: People
    told: tuple[Told, ...]

    @property
    def must(self) -> list[Told]:
        """The agencies that must hide it."""
        return [one for one in self.told if one.must]

    @property
    def also(self) -> list[Told]:
        """The agencies that are only told."""
        return [one for one in self.told if not one.must]

    @property
    def settled(self) -> bool:
        """Whether every agency that must hide it has nothing more to show."""
        return bool(self.must) and all(one.settled for one in self.must)


@dataclass(frozen=True)
class Undone:
    """A charge whose clearance was undone. `kind`: why, in the law's own code (`error` …); empty if not known.

    `held`: it is not cleared again before someone has looked.
    """

    cleared_on: date
    on: date
    at: datetime
    kind: str
    held: bool


def what_became(person: int, policies: Iterable[Policy], *, on: date, language: str) -> dict[int, Cleared | Undone]:
    """Of each charge of a person, by their key, that was ever cleared, what became of it, by the charge's key; on that
    day. `policies` are those in force: most charges were cleared under one of them.

    One query where there is none, three to five where there is, however many.
    """
    latest = _latest(person)
    if not latest:
        return {}
    laws = {policy.pk: (policy, _law(policy)) for policy in _with_those_of(latest.values(), policies)}
    people = {policy.policy_id: law.people for policy, law in reversed(laws.values()) if law}
    told = _told(person, {pk: law for pk, (_, law) in laws.items()}, on)
    held = _held(person) if any(map(_reversal, latest.values())) else set()
    return {
        charge: _undone(one, reversal, laws[one.run.policy_id][1], charge in held)
        if (reversal := _reversal(one))
        else _cleared(one, *laws[one.run.policy_id], people, language, told.get(one.pk, ()))
        for charge, one in latest.items()
    }


def _latest(person: int) -> dict[int, Clearance]:
    """The last clearance of each charge, with its reversal."""
    return {one.charge_id: one for one in CLEARANCES(person=person)}


def _reversal(one: Clearance) -> Reversal | None:
    return getattr(one, "reversal", None)


def _with_those_of(clearances: Iterable[Clearance], policies: Iterable[Policy]) -> list[Policy]:
    """The policies in force, and after them those under which these were cleared."""
    known = list(policies)
    others = {one.run.policy_id for one in clearances} - {policy.pk for policy in known}
    return known + list(Policy.objects.filter(pk__in=others)) if others else known


def _held(person: int) -> set[int]:
    held = Hold.objects.open().filter(charge__person=person, because=Hold.Because.REVERSED)
    return set(held.values_list("charge", flat=True))


def _law(policy: Policy) -> Law | None:
    """None for a policy of long ago that can no longer be read: then its title and citation have to do."""
    try:
        return law_of(policy)
    except PolicyError:
        return None


def _cleared(
    one: Clearance,
    policy: Policy,
    law: Law | None,
    people: Mapping[str, People],
    language: str,
    told: Iterable[Told],
) -> Cleared:
    track = next((track for track in law.tracks if track.id == one.track), None) if law else None
    return Cleared(
        on=one.on,
        at=one.at,
        relief=one.relief,
        law=law.title.in_language(language) if law else policy.title,
        says=track.says.in_language(language) if track and track.says else "",
        citation=(track and track.citation) or policy.citation,
        people=people.get(policy.policy_id, People()),
        told=tuple(told),
    )


def _undone(one: Clearance, reversal: Reversal, law: Law | None, held: bool) -> Undone:
    grounds = {ground.id: ground.on for ground in law.process.reversal} if law else {}
    return Undone(one.on, reversal.on, reversal.at, grounds.get(reversal.request.ground, ""), held)


def _told(person: int, laws: Mapping[int, Law | None], on: date) -> dict[int, list[Told]]:
    """By clearance, a line for each agency: of several to the same agency the last counts."""
    lines = LINES(person=person)
    counting = {(line.clearance_id, line.notice.agency_id): line for line in reversed(lines)}
    settled = _items_settled(counting.values())
    by_name = sorted(counting.values(), key=lambda line: (line.clearance_id, line.notice.agency.name))
    return {
        clearance: [_one_told(line, laws.get(line.notice.policy_id), on, settled) for line in of_clearance]
        for clearance, of_clearance in groupby(by_name, key=lambda line: line.clearance_id)
    }


def _items_settled(lines: Iterable[Line]) -> set[tuple[object, int]]:
    """The lines that an agency could not act on, and for which someone has accepted that."""
    looked_into = [line.notice_id for line in lines if line.outcome in WorkItem.Kind]
    if not looked_into:
        return set()
    accepted = WorkItem.objects.filter(notice__in=looked_into, resolution=WorkItem.Resolution.ACCEPTED)
    return set(accepted.values_list("notice", "line"))


def _one_told(line: Line, law: Law | None, on: date, settled: set[tuple[object, int]]) -> Told:
    notice = line.notice
    entry = named(notice.agency, law) if law else None
    return Told(
        agency=notice.agency.name,
        must=entry is None or entry.role == "must_shield",
        state=_state(line, on, (line.notice_id, line.number) in settled),
        told_on=state_day(notice.sealed_at) if notice.sealed_at else None,
        answered_at=line.outcome_at,
        due_on=notice.due_on,
    )


REFUSED = {"already_destroyed": "destroyed", "no_duty": "no_duty", "under_litigation": "lawsuit"}


def _state(line: Line, on: date, settled: bool) -> str:
    match line.outcome:
        case Line.Outcome.DONE:
            return "confirmed"
        case Line.Outcome.REFUSED:
            return REFUSED.get(line.code, "refused")
        case Line.Outcome.NOT_FOUND | Line.Outcome.CONFLICT:
            return "no_record" if settled else line.outcome
    if not line.notice.sealed_at:
        return "soon"
    return "late" if line.notice.due_on and line.notice.due_on < on else "waiting"
