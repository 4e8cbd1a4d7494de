"""What staff see who must check one decision: the facts that the law reads, and what the law makes of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from clearance.engine.explain import ChargeExplanation, RequirementExplanation, explain
from clearance.law import vocabulary
from clearance.law.policy import Policy as Law
from clearance.records.models import Charge
from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.laws import law_of
from clearance.runs.ledger.models import Clearance
from clearance.runs.reading import KEYS, facts_of


@dataclass(frozen=True)
class Row:
    """One charge of the person. `marked`: the one that is to be checked."""

    name: str
    marked: bool
    cells: list[str]


@dataclass(frozen=True)
class CheckedCharge:
    """What a page shows of one charge and of all that may matter for it.

    `decision`: what the run decided. `found_by`: by what it is found in the court's own files. `of_person`: facts of
    the whole person. `sealed`: how many other charges of theirs were cleared; the law reads them, nobody looks at them.
    `changed`: the records of the person changed after the run was computed.
    """

    decision: Decision
    found_by: list[tuple[str, str]]
    of_person: list[tuple[str, str]]
    columns: list[str]
    rows: list[Row]
    sealed: int
    changed: bool
    explanation: ChargeExplanation


def checked_charge(charge: Charge, run: Run) -> CheckedCharge | None:
    """What the run's law reads of the charge and its person, and what it says of it on the run's day.

    None once the charge is cleared: then it is sealed. Raises PolicyError for a policy whose text was changed.
    """
    person = charge.person
    sealed = set(Clearance.objects.standing().filter(person=person).values_list("charge", flat=True))
    if charge.pk in sealed:
        return None
    law = law_of(run.policy)
    charges = list(person.charges.newest_case_first())
    explained = {one.charge_id: one for one in explain(law, facts_of(person.pk, law.columns), run.as_of)}
    of_person, of_charge = _facts(law)
    return CheckedCharge(
        decision=Decision.objects.get(run=run, charge=charge),
        found_by=[(_words(name), _said(_value(charge, name))) for name in ("court", "case_number", "sequence")],
        of_person=[(_words(fact), _said(_value(charge, fact))) for fact in of_person],
        columns=[_words(fact) for fact in of_charge],
        rows=_rows(charges, sealed, charge, of_charge),
        sealed=len(sealed),
        changed=person.last_import_id > (run.snapshot_import_id or 0),
        explanation=explained[charge.charge_id],
    )


def as_lines(shown: CheckedCharge) -> Iterator[str]:
    """The same for a terminal."""
    if shown.changed:
        yield "The records of this person changed after the run was computed. It leaves the person out."
    yield from (f"{name}: {value}" for name, value in (*shown.found_by, *shown.of_person))
    for row in shown.rows:
        yield f"{row.name}{' (the one to check)' if row.marked else ''}"
        yield from (f"    {name}: {cell}" for name, cell in zip(shown.columns, row.cells, strict=True))
    if shown.sealed:
        yield f"Cleared and sealed, so not shown: {shown.sealed}"
    yield f"The run decided: {shown.decision.outcome}"
    yield from shown.explanation.held_by
    for track in shown.explanation.tracks:
        yield f"{track.says or track.id} ({track.citation})"
        yield from (f"    {_stands(one)}: {one.says} ({one.citation})" for one in track.requirements)


def _stands(requirement: RequirementExplanation) -> str:
    if requirement.holds is None:
        return f"not known ({', '.join(requirement.missing)})"
    if requirement.holds:
        return "met"
    return "not met" if requirement.never else f"not yet, from {requirement.on}"


def _facts(law: Law) -> tuple[list[str], list[str]]:
    """The facts that the law reads, in the order of the record format: those of a person, and those of a charge."""
    read = [fact for fact in vocabulary.FACTS if fact in law.columns and fact not in KEYS]
    of_person = [fact for fact in read if vocabulary.FACTS[fact][0] == "people"]
    return of_person, [fact for fact in read if fact not in of_person]


def _rows(charges: Iterable[Charge], sealed: set[int], marked: Charge, facts: list[str]) -> list[Row]:
    """A row for each charge that is not sealed. Cases and charges have numbers here instead of their own."""
    rows: list[Row] = []
    cases: dict[int, int] = {}
    for charge in charges:
        if charge.pk not in sealed:
            cases[charge.case_id] = cases.get(charge.case_id, 0) + 1
            name = f"Case {list(cases).index(charge.case_id) + 1}, charge {cases[charge.case_id]}"
            cells = [_said(_value(charge, fact)) for fact in facts]
            rows.append(Row(name, charge.pk == marked.pk, cells))
    return rows


def _value(charge: Charge, fact: str) -> Any:
    table, column = vocabulary.FACTS[fact]
    return getattr({"charges": charge, "cases": charge.case, "people": charge.person}[table], column.name)


def _words(fact: str) -> str:
    return fact.replace("_", " ").replace(".", ", ")


def _said(value: Any) -> str:
    """A fact as people read it. Nothing is not the same as not known."""
    match value:
        case None:
            return "not known"
        case "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
    return str(value).replace("_", " ").replace(";", ", ")
