"""Everything that is written of objections: the time for them opens, agencies object or do not, someone decides."""

from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.dateformat import format as date_words

from clearance.agencies.areas import in_area
from clearance.agencies.models import Agency, Member
from clearance.audit import actions as audit
from clearance.days import later
from clearance.law.process import Objections
from clearance.records.models import Charge
from clearance.runs.eligibility.models import Run
from clearance.runs.ledger.holds import place_hold
from clearance.runs.ledger.models import Hold
from clearance.runs.objections.models import NoObjection, Objection
from clearance.runs.objections.rules import grounds, rules_needed, who_may_object
from clearance.runs.refusals import Refused
from clearance.staff import reference

#: What a law must say before anyone can object, and what the file calls it.
NEEDED = {"by": "who may object", "within": "within what time", "ground": "on which grounds"}


@transaction.atomic
def open_window(*, by: str, run: Run, on: date, at: datetime) -> Run:
    """Let agencies object to what a run would clear, from this day for as long as the law gives them.

    Raises Refused for a run that is not just computed, and where the law allows no objections, or does not say who may
    object, within what time and on which grounds.
    """
    run = _locked(run)
    if run.state != Run.State.COMPUTED:
        raise Refused(
            f"Run {run.pk} is “{run.get_state_display()}”. Only a run that is “{Run.State.COMPUTED.label}” is opened "
            "to objections."
        )
    rules = rules_needed(run)
    if unsaid := [f"{words} (process.objections.{key})" for key, words in NEEDED.items() if not getattr(rules, key)]:
        raise Refused(
            f"The {run.policy} allows objections, but its file does not say {', '.join(unsaid)}. "
            f"Put a version in force that does, withdraw run {run.pk}, and prepare a new one."
        )
    run.state, run.objections_until = Run.State.OBJECTIONS, later(on, rules.within)
    run.save(update_fields=["state", "objections_until"])
    detail = {"until": run.objections_until.isoformat()}
    audit.record(by=by, action="run.opened_to_objections", subject=run.reference, detail=detail)
    return run


@transaction.atomic
def file(*, by: Member, run: Run, charge: Charge, ground: str, evidence: str, on: date, at: datetime) -> Objection:
    """Object to one decision of a run, for the agency of this member, on a ground that the law lists and no other.

    Raises Refused as `may_be_heard` does, and: outside of the agency's area; for a charge that the run would not clear;
    for another ground, without evidence, or a second time.
    """
    run = _locked(run)
    rules = may_be_heard(by, run, on)
    if not _is_in_area(charge, by.agency):
        raise Refused(
            f"The case is not in the area of {by.agency}. An agency objects only to charges of its own cases."
        )
    if not run.decisions.to_clear().filter(charge=charge).exists():
        raise Refused(f"Run {run.pk} would not clear this charge. There is nothing to object to.")
    if ground not in (allowed := grounds(rules)):
        listed = "; ".join(f"{key} ({words})" for key, words in allowed.items())
        raise Refused(f"The law knows no ground “{ground}” for an objection. Its grounds are: {listed}.")
    if not evidence.strip():
        raise Refused("An objection needs evidence. Say what shows it: a document, a date, a docket entry. No names.")
    if there := Objection.objects.filter(run=run, charge=charge, agency=by.agency).first():
        raise Refused(f"{by.agency} objected to this charge already: objection {there.pk}.")
    objection = Objection.objects.create(
        run=run,
        charge=charge,
        agency=by.agency,
        ground=ground,
        evidence=evidence.strip(),
        filed_by=reference(by.user),
        filed_at=at,
    )
    _record(reference(by.user), "objection.filed", objection)
    return objection


@transaction.atomic
def no_objection(*, by: Member, run: Run, on: date, at: datetime) -> NoObjection:
    """Say for the agency of this member that it has no more objections to a run. It cannot be taken back.

    Raises Refused as `may_be_heard` does.
    """
    run = _locked(run)
    may_be_heard(by, run, on)
    answer = NoObjection.objects.create(run=run, agency=by.agency, by=reference(by.user), at=at)
    detail = {"agency": by.agency.code}
    audit.record(by=answer.by, action="run.no_objection", subject=run.reference, detail=detail)
    return answer


@transaction.atomic
def decide(*, by: AbstractBaseUser, objection: Objection, sustained: bool, why: str, at: datetime) -> Objection:
    """Sustain an objection, so that its charge is held back until someone lifts the hold, or overrule it; once, with
    the reason. Where the law names who decides, this is the record of that decision.

    Raises Refused as `may_decide` does, for a second decision, and without a reason.
    """
    objection = Objection.objects.select_for_update(of=("self",)).select_related("charge__case").get(pk=objection.pk)
    may_decide(by, objection)
    if objection.decided_at:
        raise Refused(f"Objection {objection.pk} was decided on {date_words(objection.decided_at, 'j F Y')}.")
    if not why.strip():
        raise Refused("A decision on an objection needs a reason. Say what was found, and by whom.")
    objection.sustained, objection.why = sustained, why.strip()
    objection.decided_by, objection.decided_at = reference(by), at
    objection.save(update_fields=["sustained", "why", "decided_by", "decided_at"])
    if sustained:
        place_hold(
            by=objection.decided_by,
            charge=objection.charge,
            because=Hold.Because.OBJECTION,
            reference=str(objection),
            at=at,
        )
    _record(objection.decided_by, "objection.sustained" if sustained else "objection.overruled", objection)
    return objection


def may_decide(user: AbstractBaseUser, objection: Objection) -> None:
    """Raises Refused for who filed it, for anyone else of that agency, and for who acts for agencies, but for none of
    those in whose area the case is.
    """
    if objection.filed_by == reference(user):
        raise Refused(f"You filed objection {objection.pk}. Someone else decides on it.")
    agencies = Agency.objects.of_member(user)
    if agencies.filter(pk=objection.agency_id).exists():
        raise Refused(f"You act for {objection.agency}, which objects. Someone of another agency decides on it.")
    if agencies.exists() and not any(_is_in_area(objection.charge, agency) for agency in agencies):
        raise Refused("The case is not in the area of an agency that you act for. Someone there decides on it.")


def may_be_heard(by: Member, run: Run, on: date) -> Objections:
    """What the law says of objections, if this member may object to the run, as it is now, on that day.

    Raises Refused for one who left, or whose agency the law does not let object; while the run is not open to
    objections, and when the time is over; and once the agency said that it has no more.
    """
    agency = by.agency
    if by.ended_at or agency.closed_at:
        raise Refused(f"You do not act for {agency} any more. Ask those who look after this site.")
    if run.state != Run.State.OBJECTIONS:
        raise Refused(
            f"Run {run.pk} is “{run.get_state_display()}”. Agencies are heard only while a run is "
            f"“{Run.State.OBJECTIONS.label}”."
        )
    rules = rules_needed(run)
    if agency.kind not in rules.by:
        raise Refused(f"The law does not let {agency} object. It lets: {who_may_object(rules)}.")
    if on > run.objections_until:
        last = date_words(run.objections_until, "j F Y")
        raise Refused(f"The time for objections to run {run.pk} is over. The last day was {last}.")
    if said := NoObjection.objects.filter(run=run, agency=agency).first():
        raise Refused(
            f"{agency} said on {date_words(said.at, 'j F Y')} that it has no more objections to run {run.pk}."
        )
    return rules


def _is_in_area(charge: Charge, agency: Agency) -> bool:
    return Charge.objects.filter(in_area(Agency.objects.filter(pk=agency.pk), "case__"), pk=charge.pk).exists()


def _locked(run: Run) -> Run:
    """The run as it is now, which nobody else changes until the transaction ends."""
    return Run.objects.select_for_update(of=("self",)).select_related("policy").get(pk=run.pk)


def _record(by: str, action: str, objection: Objection) -> None:
    detail = {
        "run": objection.run_id,
        "charge": objection.charge_id,
        "agency": objection.agency.code,
        "ground": objection.ground,
    }
    audit.record(by=by, action=action, subject=str(objection), detail=detail)
