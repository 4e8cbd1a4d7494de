"""Everything that staff write of drafts and analyses."""

from datetime import datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.law.policy import parse_policy
from clearance.runs.analysis.models import Analysis, Draft
from clearance.runs.analysis.tasks import take_up_analyses
from clearance.runs.models import Policy


@transaction.atomic
def save_draft(*, by: str, draft: Draft, text: str, at: datetime) -> Draft:
    """Keep the text as a new draft, or in place of what a kept one said. Raises PolicyError for a wrong text."""
    law = parse_policy(text, "the draft")
    detail = {"policy": law.id, "sha256": law.sha256, "replaces": draft.sha256 or None}
    draft.policy_id = law.id
    draft.title = law.title.in_language("en")
    draft.citation = law.policy.citation
    draft.text, draft.sha256 = text, law.sha256
    draft.saved_at, draft.saved_by = at, by
    draft.save()
    audit.record(by=by, action="draft.saved", subject=f"draft:{draft.pk}", detail=detail)
    return draft


@transaction.atomic
def delete_draft(*, by: str, draft: Draft) -> None:
    """Remove a draft, and all analyses of it."""
    audit.record(by=by, action="draft.deleted", subject=f"draft:{draft.pk}", detail={"sha256": draft.sha256})
    draft.delete()


@transaction.atomic
def ask(
    *, by: str, analysis: Analysis, law: Policy | Draft, at: datetime, against: Policy | Draft | None = None
) -> Analysis:
    """Ask for an analysis of a law: a new one, with its kind and its day. A worker takes it up.

    Raises IntegrityError while one of that kind is unfinished for that law.
    """
    analysis.policy = law if isinstance(law, Policy) else None
    analysis.draft = law if isinstance(law, Draft) else None
    analysis.text, analysis.sha256 = law.text, law.sha256
    if against:
        analysis.against_title, analysis.against_text = against.title, against.text
    analysis.asked_at, analysis.asked_by = at, by
    analysis.save(force_insert=True)
    detail = {
        "kind": analysis.kind,
        "sha256": law.sha256,
        "against": against and against.sha256,
        "as_of": analysis.as_of.isoformat(),
    }
    audit.record(by=by, action="analysis.asked", subject=f"analysis:{analysis.pk}", detail=detail)
    # In the same transaction: the nudge stands in the same database, so it cannot be lost.
    take_up_analyses.enqueue()
    return analysis


@transaction.atomic
def delete_analysis(*, by: str, analysis: Analysis) -> None:
    """Remove an analysis. One that is under way stops."""
    audit.record(by=by, action="analysis.deleted", subject=f"analysis:{analysis.pk}")
    analysis.delete()
