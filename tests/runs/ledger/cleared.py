"""Charges that are cleared, as a run would have cleared them: every row as the database asks for it."""

from datetime import date, timedelta

from clearance.records.models import Charge
from clearance.runs.actions import put_in_force
from clearance.runs.approval.models import Approval
from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.ledger import actions
from clearance.runs.ledger.models import Clearance, Reversal, ReversalRequest
from clearance.runs.models import Policy
from tests.lookup import people

AT = people.NOW
ON = people.TODAY
LATER = AT + timedelta(hours=1)
OPERATOR, FIRST, SECOND = "staff:1", "staff:2", "staff:3"
#: Whoever asks for a reversal, and whoever decides on it.
ASKER, DECIDER = "staff:4", "staff:5"
TRACK, RELIEF = "not-convicted", "seal"


def law() -> Policy:
    return put_in_force(by="staff:9", policy="franklin", at=AT)


def charges(*numbers: str) -> list[Charge]:
    """A charge of each of these case numbers, all in one court and of one person."""
    dismissed = people.ended(people.TRESPASS, "dismissed", date(2020, 5, 3))
    someone = people.person(*(({**people.DISTRICT, "case_number": number}, [dismissed]) for number in numbers))
    return list(someone.charges.order_by("pk"))


def approved(policy: Policy, to_clear: list[Charge], state: str = "applying") -> Run:
    """A run that decided to clear these charges, approved by two people; in that state."""
    run = Run.objects.create(
        policy=policy,
        policy_sha256=policy.sha256,
        as_of=ON,
        prepared_by=OPERATOR,
        prepared_at=AT,
        computed_at=AT,
        settled_at=AT,
        digest="1" * 64,
        state=Run.State.READY,
    )
    Decision.objects.bulk_create(
        Decision(run=run, part=1, charge=one, person=one.person, outcome="eligible", track=TRACK, effect="clear")
        for one in to_clear
    )
    for by in (FIRST, SECOND):
        Approval.objects.create(run=run, by=by, digest=run.digest, signed_in_at=AT, at=AT)
    run.state, run.approved_at = Run.State.APPROVED, AT
    run.save()
    if state != Run.State.APPROVED:
        run.state, run.applying_since = Run.State.APPLYING, AT
        run.save()
    return run


def clearance_of(run: Run, charge: Charge, **other) -> Clearance:
    """What the run writes of the charge, not saved yet."""
    facts = {"batch": 1, "track": TRACK, "relief": RELIEF, "nth": 1, "on": ON, "at": AT}
    return Clearance(**{"run": run, "charge": charge, "person": charge.person} | facts | other)


def cleared(*numbers: str) -> list[Clearance]:
    """The clearance of a charge of each of these case numbers, by a run that is over."""
    found = charges(*numbers)
    run = approved(law(), found)
    clearances = Clearance.objects.bulk_create(clearance_of(run, charge) for charge in found)
    run.state, run.applied_at = Run.State.APPLIED, AT
    run.save()
    return clearances


def asked(clearance: Clearance, **other) -> ReversalRequest:
    given = {"by": ASKER, "ground": "error", "legal_basis": "F.S. 12-34(15)", "note": "", "at": AT}
    return actions.ask_reversal(clearance=clearance, **given | other)


def granted(clearance: Clearance, **other) -> Reversal:
    given = {"by": DECIDER, "signed_in_at": LATER, "on": ON, "at": LATER}
    return actions.grant_reversal(request=asked(clearance), **given | other)
