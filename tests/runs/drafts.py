"""Drafts and analyses for these tests, and the law they are of."""

from datetime import date

from clearance.runs.analysis import actions
from clearance.runs.analysis.models import Analysis, Draft
from clearance.runs.models import Policy
from tests.records.extracts import AT
from tests.runs.laws import LAW

AS_OF = date(2026, 3, 2)
#: A law under which nothing is owed that matters.
MILDER = LAW.partition('[[track.requires]]\nid = "paid"')[0]


def draft(text: str = LAW) -> Draft:
    return actions.save_draft(by="staff:1", draft=Draft(), text=text, at=AT)


def ask(law: Policy | Draft, kind: str = "readiness", against: Policy | Draft | None = None) -> Analysis:
    analysis = Analysis(kind=kind, as_of=AS_OF)
    return actions.ask(by="staff:1", analysis=analysis, law=law, at=AT, against=against)
