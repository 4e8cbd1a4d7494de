"""Computed runs, built straight into the tables: of the people on record, or of any decisions that a test wants."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from clearance.engine.evaluate import evaluate
from clearance.records.models import Case, Charge, Import, Person
from clearance.runs.eligibility.models import Decision, Part, Run
from clearance.runs.laws import law_of
from clearance.runs.models import Policy
from clearance.runs.reading import facts_of
from tests.lookup import people

AS_OF = people.TODAY
AT = people.NOW
PREPARER = "staff:1"


def run_of(policy: Policy, *, as_of: date = AS_OF) -> Run:
    """A run of everyone on record: what the policy says of each charge."""
    law = law_of(policy)
    run = _begun(policy, as_of)
    for person in Person.objects.order_by("pk"):
        if Charge.objects.filter(person=person).exists():
            _decide(run, person, evaluate(law, facts_of(person, law.columns), as_of).iter_rows(named=True))
    return _computed(run)


def run_with(policy: Policy, outcomes: Iterable[str]) -> Run:
    """A run with a decision of each of these outcomes, on a charge of its own: X1, X2, and so on."""
    someone = people.person(({**people.DISTRICT, "case_number": "26-CR-1"}, []), person_id="P1")
    came = {"source": someone.source, "last_import": someone.last_import}
    case = Case.objects.get(person=someone)
    charges = Charge.objects.bulk_create(
        Charge(charge_id=f"X{number}", case=case, person=someone, sequence=number, statute="18-4-503", **came)
        for number, _ in enumerate(outcomes, start=1)
    )
    run = _begun(policy, AS_OF)
    Decision.objects.bulk_create(
        Decision(run=run, part=1, charge=charge, person=someone, outcome=outcome, effect=_effect(outcome))
        for charge, outcome in zip(charges, outcomes, strict=True)
    )
    return _computed(run)


def decision_on(run: Run, charge_id: str) -> Decision:
    return run.decisions.get(charge__charge_id=charge_id)


def set_effect(run: Run, effect: str, charge_id: str, because: str = "") -> None:
    """Another effect of one decision, as the run would have found it."""
    run.decisions.filter(charge__charge_id=charge_id).update(effect=effect, held_because=because)


def clear(run: Run, charge_id: str) -> None:
    """The charge is cleared, as if by that run."""
    charge = Charge.objects.get(charge_id=charge_id)
    clearance = {"batch": 1, "track": "t", "relief": "seal", "nth": 1, "on": AS_OF, "at": AT}
    run.clearances.create(charge=charge, person=charge.person, **clearance)


def _begun(policy: Policy, as_of: date) -> Run:
    newest = Import.objects.order_by("pk").last()
    prepared = {"prepared_by": PREPARER, "prepared_at": AT, "snapshot_import": newest}
    return Run.objects.create(policy=policy, policy_sha256=policy.sha256, as_of=as_of, **prepared)


def _decide(run: Run, person: Person, rows: Iterable[dict]) -> None:
    charges = {charge.charge_id: charge for charge in person.charges.all()}
    said = ("outcome", "eligible_on", "track", "reasons", "missing")
    Decision.objects.bulk_create(
        Decision(
            run=run,
            part=1,
            charge=charges[row["charge_id"]],
            person=person,
            effect=_effect(row["outcome"]),
            **{name: row[name] if name == "eligible_on" else row[name] or "" for name in said},
        )
        for row in rows
    )


def _effect(outcome: str) -> str:
    return "clear" if outcome == "eligible" else "none"


def _computed(run: Run) -> Run:
    clears = run.decisions.to_clear().count()
    with transaction.atomic():
        Part.objects.create(run=run, number=1, decisions=run.decisions.count(), clears=clears, sha256="0" * 64)
        run.state, run.computed_at, run.digest = Run.State.COMPUTED, AT, "1" * 64
        run.save()
    return run
