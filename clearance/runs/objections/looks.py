"""Looking at records in order to object, or to decide on an objection. Each look is an event, or there is no look."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clearance.agencies.models import Member
from clearance.audit import actions as audit
from clearance.records.models import Charge
from clearance.runs.checking import CheckedCharge, checked_charge
from clearance.runs.eligibility.models import Run
from clearance.runs.objections.actions import may_be_heard, may_decide
from clearance.runs.objections.models import Objection
from clearance.runs.objections.proposed import Row, proposed, shown
from clearance.runs.refusals import Refused
from clearance.staff import reference


@transaction.atomic
def look_up(*, by: Member, run: Run, case_number: str, on: date) -> list[tuple[int, Row]]:
    """The charges of the agency's own cases of exactly that number that the run would clear: the number of each, and
    its data points. The case number is not kept. Raises Refused as `may_be_heard` does.
    """
    may_be_heard(by, run, on)
    decisions = proposed(run, by.agency).filter(charge__case__case_number=case_number)
    found = list(shown(decisions, by.agency))
    for person in sorted(set(decisions.values_list("person", flat=True))):
        _record(by, run, "proposed.viewed", f"person:{person}")
    if not found:
        _record(by, run, "proposed.not_found", run.reference)
    return found


@transaction.atomic
def look_at(*, by: Member, run: Run, charge: Charge, on: date) -> Row:
    """The data points of one charge that the run would clear. Raises Refused, also for one that it would not."""
    may_be_heard(by, run, on)
    found = list(shown(proposed(run, by.agency).filter(charge=charge), by.agency))
    if not found:
        raise Refused(f"Run {run.pk} clears no such charge in the area of {by.agency}.")
    _record(by, run, "proposed.viewed", f"person:{charge.person_id}")
    return found[0][1]


@transaction.atomic
def take_list(*, by: Member, run: Run, form: str, on: date) -> None:
    """Write down that the agency takes the list of all that the run would clear of its cases. Raises Refused."""
    may_be_heard(by, run, on)
    _record(by, run, "proposed.downloaded", run.reference, form=form)


@transaction.atomic
def look_at_objection(*, by: AbstractBaseUser, objection: Objection) -> CheckedCharge | None:
    """What the law reads of the record that an objection is about, for someone who decides on it.

    None once the charge is cleared, or the objection is decided: then nobody needs to see it. Raises Refused as
    `may_decide` does, and PolicyError.
    """
    may_decide(by, objection)
    found = None if objection.decided_at else checked_charge(objection.charge, objection.run)
    if found:
        subject, detail = f"person:{objection.charge.person_id}", {"objection": objection.pk}
        audit.record(by=reference(by), action="objection.viewed", subject=subject, purpose="objection", detail=detail)
    return found


def _record(by: Member, run: Run, action: str, subject: str, **more: str) -> None:
    detail = {"run": run.pk, "agency": by.agency.code, **more}
    audit.record(by=reference(by.user), action=action, subject=subject, purpose="objection", detail=detail)
