"""Everything that is written of a sample: it is drawn, its decisions are looked at, and answered."""

import secrets
from datetime import datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.law.process import Safeguards
from clearance.runs.checking import CheckedCharge, checked_charge
from clearance.runs.eligibility.models import Run
from clearance.runs.laws import cited, law_of
from clearance.runs.ledger.holds import place_hold
from clearance.runs.ledger.models import Clearance, Hold
from clearance.runs.refusals import Refused
from clearance.runs.sample.drawing import draw_decisions
from clearance.runs.sample.models import Sample, SampledDecision

Answer = SampledDecision.Answer
#: While nobody can have approved the run.
CHECKED_IN = (Run.State.COMPUTED, Run.State.OBJECTIONS, Run.State.READY)


@transaction.atomic
def draw(*, by: str, run: Run, at: datetime, per_outcome: int | None = None, seed: str | None = None) -> Sample:
    """Draw so many decisions of each outcome, by default as many as the law asks for. Who prepared the run may draw.

    The seed is made here, so that nobody chooses what is looked at, unless one is given that others made. Raises
    Refused for a run that is not computed or is approved, for a second sample, and for fewer than the law asks for.
    """
    run = _locked(run)
    asked_for = law_of(run.policy).process.safeguards or Safeguards()
    if per_outcome is None:
        per_outcome = asked_for.sample
    if Sample.objects.filter(run=run).exists():
        raise Refused(f"The sample of run {run.pk} is drawn already. It is not drawn again.")
    if per_outcome < max(1, asked_for.sample):
        by_law = f"The law asks for {asked_for.sample} at least{cited(asked_for)}."
        allowed = by_law if asked_for.sample else "The law names no number; give 1 or more."
        raise Refused(f"{per_outcome} decisions of each outcome are too few. {allowed}")
    seed = seed or secrets.token_hex(16)
    sample = Sample.objects.create(run=run, seed=seed, per_outcome=per_outcome, drawn_by=by, drawn_at=at)
    drawn = draw_decisions(run, per_outcome=per_outcome, seed=seed)
    SampledDecision.objects.bulk_create(
        SampledDecision(sample=sample, number=number, charge_id=one.charge, outcome=one.outcome)
        for number, one in enumerate(drawn, start=1)
    )
    detail = {"seed": seed, "per_outcome": per_outcome, "drawn": len(drawn)}
    audit.record(by=by, action="sample.drawn", subject=run.reference, detail=detail)
    return sample


@transaction.atomic
def look(*, by: str, sampled: SampledDecision) -> CheckedCharge | None:
    """The facts of one decision, for someone who checks it. The look is written down with it, or there is none.

    None once the charge is cleared, or the decision is answered: then nobody needs to see it. Raises Refused for who
    prepared the run.
    """
    run = sampled.sample.run
    _not_the_preparer(by, run)
    shown = None if sampled.answer else checked_charge(sampled.charge, run)
    if shown:
        detail = {"run": run.pk, "number": sampled.number}
        subject = f"person:{sampled.charge.person_id}"
        audit.record(by=by, action="sample.viewed", subject=subject, purpose="quality sample", detail=detail)
    return shown


@transaction.atomic
def answer(
    *, by: str, sampled: SampledDecision, answer: Answer, at: datetime, code: str = "", note: str = ""
) -> SampledDecision:
    """Say of one decision whether it is right, once. One that is wrong holds its charge back.

    Raises Refused for who prepared the run, for a second answer, for a disagreement without a code, once the run is
    approved, and for any other answer than that one cannot tell where the charge is sealed.
    """
    run = _locked(sampled.sample.run)
    _not_the_preparer(by, run)
    if (answer == Answer.DISAGREE) != bool(code):
        raise Refused("Whoever disagrees says what is wrong, by one of the codes; whoever does not gives none.")
    if answer != Answer.CANNOT_TELL and Clearance.objects.standing().filter(charge=sampled.charge_id).exists():
        raise Refused("The charge was cleared meanwhile, and its record is sealed. Answer that you cannot tell.")
    given = {"answer": answer, "code": code, "note": note.strip(), "answered_by": by, "answered_at": at}
    if not SampledDecision.objects.unanswered().filter(pk=sampled.pk).update(**given):
        raise Refused(f"Decision {sampled.number} is answered already. An answer is given once.")
    if answer == Answer.DISAGREE:
        reference = f"sampled:{sampled.pk}"
        place_hold(by=by, charge=sampled.charge, because=Hold.Because.SAMPLE, reference=reference, at=at)
    detail = {"number": sampled.number, "answer": str(answer), "code": code}
    audit.record(by=by, action="sample.answered", subject=run.reference, detail=detail)
    sampled.refresh_from_db()
    return sampled


def _locked(run: Run) -> Run:
    """The run as it is now, which nobody else changes until the transaction ends, while it can be checked."""
    now = Run.objects.select_for_update(of=("self",)).select_related("policy").get(pk=run.pk)
    if now.state not in CHECKED_IN or now.approvals.exists():
        raise Refused(
            f"Run {now.pk} is “{now.get_state_display()}”. Its decisions are checked after it is computed, and before "
            "anyone approves it."
        )
    return now


def _not_the_preparer(by: str, run: Run) -> None:
    if by == run.prepared_by:
        raise Refused(f"You prepared run {run.pk}. Someone else checks its decisions.")
