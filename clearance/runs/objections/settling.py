"""What objections, and the silence of agencies, mean for a run that is being settled."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateformat import format as date_words

from clearance.agencies.areas import in_area
from clearance.agencies.models import AgencyQuerySet, Area
from clearance.law.process import Objections
from clearance.runs.eligibility.models import Decision, Run
from clearance.runs.objections.models import Objection
from clearance.runs.objections.rules import objectors, rules_of, who_may_object
from clearance.runs.refusals import Refused


def may_be_settled(run: Run, on: date) -> None:
    """Raises Refused while someone may still object: before the window was opened, and until it has closed, unless
    every agency that may object has said that it has no more objections.
    """
    rules = rules_of(run)
    if rules is None:
        return
    if run.objections_until is None:
        raise Refused(
            f"The law lets agencies object before a record is cleared: {who_may_object(rules)}. "
            f"Open run {run.pk} to objections first."
        )
    if on <= run.objections_until and not _all_have_answered(run, rules):
        raise Refused(
            f"Agencies may object to run {run.pk} until {date_words(run.objections_until, 'j F Y')}, that day "
            "included. Settle it on the day after, or when each of them has said that it has no more objections."
        )


def held_by_objections(run: Run) -> dict[str, QuerySet]:
    """The charges that the run must not clear after all, as numbers of charges, by the reason why.

    `sustained`: an objection was sustained. `undecided`: nobody has decided on an objection. `silence`: where the law
    says that silence holds a record back, those of agencies that did not answer, and those that no agency could object
    to, since nobody has answered for them.
    """
    rules = rules_of(run)
    if rules is None:
        return {}
    held = {
        "sustained": run.objections.sustained().values("charge"),
        "undecided": run.objections.open().values("charge"),
    }
    if rules.on_silence == "held":
        held["silence"] = _unanswered(run, rules).values("charge")
    return held


def silent(run: Run, rules: Objections) -> AgencyQuerySet:
    """The agencies that may object and have not said that they have no more objections."""
    return objectors(rules).exclude(pk__in=run.no_objections.values("agency"))


def _all_have_answered(run: Run, rules: Objections) -> bool:
    return objectors(rules).exists() and not silent(run, rules).exists()


def _unanswered(run: Run, rules: Objections) -> QuerySet[Decision]:
    """Decisions for which an agency, or nobody, could have spoken, and has not.

    An objection answers for its own charge, whatever was decided on it; for all others only the word that there are no
    more.
    """
    waiting = silent(run, rules)
    objected = Objection.objects.filter(run=run, charge=OuterRef("charge"))
    another = waiting.filter(_responsible()).exclude(
        pk__in=Objection.objects.filter(run=run, charge=OuterRef(OuterRef("charge"))).values("agency")
    )
    case = "charge__case__"
    unspoken = in_area(waiting, case) & (~Exists(objected) | Exists(another))
    return Decision.objects.to_clear().filter(run=run).filter(unspoken | ~in_area(objectors(rules), case))


def _responsible() -> Q:
    """Agencies in whose area the case of a decision is; for the few charges that someone objected to."""
    case = OuterRef(OuterRef("charge__case__court")), OuterRef(OuterRef("charge__case__county"))
    named = Area.objects.filter(agency=OuterRef("pk"))
    by_name = [named.filter(kind=kind, name=name) for kind, name in zip(Area.Kind.values, case, strict=True)]
    return Q(statewide=True) | Q(Exists(by_name[0])) | Q(Exists(by_name[1]))
