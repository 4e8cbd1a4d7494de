"""What the page shows, from the law's explanations and the records: the answer, every case, and what it means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from clearance.engine.explain import ChargeExplanation
from clearance.law.people import People
from clearance.records.models import Case, Charge
from lookup.record.advice import Advice, advice
from lookup.record.answer import Answer, answer
from lookup.record.charge import ChargeView, charge_view
from lookup.record.cleared import Cleared, Undone
from lookup.record.glossary import Glossary, Meaning
from lookup.record.news import News


@dataclass(frozen=True)
class CaseView:
    """One case. `where` is its court and county, as far as they are known."""

    heading: str
    where: list[str]
    number_end: str
    charges: list[ChargeView]


@dataclass(frozen=True)
class MyRecord:
    """`news`: what changed since they last looked; None where that is not known."""

    answer: Answer
    news: News | None
    cases: list[CaseView]
    advice: Advice
    words: list[Meaning]

    def charge(self, number: int) -> tuple[CaseView, ChargeView] | None:
        """The charge in that place on the page, with its case."""
        places = ((case, charge) for case in self.cases for charge in case.charges)
        return next((found for found in places if found[1].number == number), None)


def my_record(
    charges: Iterable[Charge],
    explanations: Sequence[ChargeExplanation],
    became: Mapping[int, Cleared | Undone],
    *,
    people: Sequence[People],
    news: News | None,
    today: date,
) -> MyRecord:
    """The page for one person. `charges` come with their cases, in the order to show, those of a case together;
    `became` is what `cleared.what_became` says of some of them; `people` is what the laws in force mean for people.
    """
    charges, glossary = list(charges), Glossary()
    by_charge = {explanation.charge_id: explanation for explanation in explanations}
    views = [
        charge_view(one, by_charge[one.charge_id], became.get(one.pk), number=number, today=today, glossary=glossary)
        for number, one in enumerate(charges, 1)
    ]
    standing = [one for one in charges if not isinstance(became.get(one.pk), Cleared)]
    cleared = [one for one in became.values() if isinstance(one, Cleared)]
    counties = frozenset(filter(None, (one.case.county for one in charges)))
    return MyRecord(
        answer=answer([_as_it_stands(by_charge[one.charge_id], became.get(one.pk)) for one in standing], cleared),
        news=news,
        cases=[
            _case(case, [view for _, view in of_case])
            for case, of_case in groupby(zip(charges, views, strict=True), key=lambda pair: pair[0].case)
        ],
        advice=advice(cleared, people, counties, others=bool(standing)),
        words=glossary.meanings() if charges else [],
    )


def _as_it_stands(explanation: ChargeExplanation, became: Undone | None) -> ChargeExplanation:
    """As the law answers; but a charge that is held does not clear by itself, whatever the law says."""
    return replace(explanation, outcome="ineligible", eligible_on=None) if became and became.held else explanation


def _case(case: Case, charges: list[ChargeView]) -> CaseView:
    court, county = case.court or _("Court not known"), case.county or ""
    where = [court] if not county or county in court else [court, _("%(county)s County") % {"county": county}]
    filed = case.filed_date
    return CaseView(
        heading=_("Case from %(year)s") % {"year": filed.year} if filed else _("Case, year not known"),
        where=where,
        number_end=(case.case_number or "")[-4:],
        charges=charges,
    )
