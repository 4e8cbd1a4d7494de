"""Computed runs, built straight into the tables: of the people on record, or of any decisions that a test wants."""

from collections.abc import Iterable, Mapping
from datetime import date

from clearance.engine.evaluate import evaluate
from clearance.records.models import Case, Charge, Import, Person
from clearance.runs.eligibility.models import Decision, Part, Run
from clearance.runs.laws import law_of
from clearance.runs.models import Policy
from clearance.runs.reading import facts_of
from tests.emptying import no_triggers
from tests.lookup import people

AS_OF = people.TODAY
AT = people.NOW
#: No member of staff whom a test makes.
PREPARER = "staff:1000"
#: Effects other than those that follow from the outcome, by charge_id: already, or held.
Effects = Mapping[str, str]


def run_of(policy: Policy, *, as_of: date = AS_OF, prepared_by: str = PREPARER, effects: Effects | None = None) -> Run:
    """A run of everyone on record: what the policy says of each charge."""
    law = law_of(policy)
    run = _begun(policy, as_of, prepared_by)
    for person in Person.objects.order_by("pk"):
        if charges := {charge.charge_id: charge for charge in person.charges.all()}:
            rows = evaluate(law, facts_of(person.pk, law.columns), as_of).iter_rows(named=True)
            Decision.objects.bulk_create(_decided(run, charges[row["charge_id"]], effects, **row) for row in rows)
    return _computed(run)


def run_with(policy: Policy, outcomes: Iterable[str], effects: Effects | None = None) -> Run:
    """A run with a decision of each of these outcomes, on a charge of its own: X1, X2, and so on."""
    someone = people.person(({**people.DISTRICT, "case_number": "26-CR-1"}, []), person_id="P1")
    came = {"source": someone.source, "last_import": someone.last_import}
    case = Case.objects.get(person=someone)
    charges = Charge.objects.bulk_create(
        Charge(charge_id=f"X{number}", case=case, person=someone, sequence=number, statute="18-4-503", **came)
        for number, _ in enumerate(outcomes, start=1)
    )
    run = _begun(policy, AS_OF, PREPARER)
    pairs = zip(charges, outcomes, strict=True)
    Decision.objects.bulk_create(_decided(run, charge, effects, outcome=outcome) for charge, outcome in pairs)
    return _computed(run)


def charge(charge_id: str) -> Charge:
    return Charge.objects.select_related("case", "person").get(charge_id=charge_id)


def hold_back(run: Run, *charge_ids: str) -> None:
    """As when the run is settled: what it would clear is held."""
    before = run.state
    Run.objects.filter(pk=run.pk).update(state="settling")
    held = run.decisions.to_clear().filter(charge__charge_id__in=charge_ids)
    assert held.update(effect="held", held_because="sample") == len(charge_ids)
    Run.objects.filter(pk=run.pk).update(state=before)


def clear(run: Run, charge_id: str) -> None:
    """The charge is cleared, as if by that run; the database would refuse it."""
    clearance = {"batch": 1, "track": "t", "relief": "seal", "nth": 1, "on": AS_OF, "at": AT}
    with no_triggers():
        run.clearances.create(charge=charge(charge_id), person=charge(charge_id).person, **clearance)


def _begun(policy: Policy, as_of: date, prepared_by: str) -> Run:
    newest = Import.objects.order_by("pk").last()
    prepared = {"prepared_by": prepared_by, "prepared_at": AT, "snapshot_import": newest}
    return Run.objects.create(policy=policy, policy_sha256=policy.sha256, as_of=as_of, **prepared)


def _decided(run: Run, charge: Charge, effects: Effects | None, *, outcome: str, **said: object) -> Decision:
    follows = "clear" if outcome == "eligible" else "none"
    effect = (effects or {}).get(charge.charge_id, follows)
    texts = {name: said.get(name) or "" for name in ("track", "reasons", "missing")}
    return Decision(
        run=run,
        part=1,
        charge=charge,
        person_id=charge.person_id,
        outcome=outcome,
        eligible_on=said.get("eligible_on"),
        effect=effect,
        held_because="reversed" if effect == "held" else "",
        **texts,
    )


def _computed(run: Run) -> Run:
    clears = run.decisions.to_clear().count()
    Part.objects.create(run=run, number=1, decisions=run.decisions.count(), clears=clears, sha256="0" * 64)
    run.state, run.computed_at, run.digest = Run.State.COMPUTED, AT, "1" * 64
    run.save()
    return run
