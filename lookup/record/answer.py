"""The answer at the top of the page: a sentence that a tired person understands, the counts, and what comes when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearance.engine.explain import ChargeExplanation
from lookup.record.words import day, number, short_day

OUTCOMES = ("eligible", "later", "undetermined", "ineligible")
#: Days shown on the timeline beside today; what comes after them is summed up at its end.
DAYS_SHOWN = 2


@dataclass(frozen=True)
class Count:
    outcome: str
    charges: int
    label: str


@dataclass(frozen=True)
class Step:
    """One point of the timeline. `x` is its place from left to right in percent."""

    x: float
    kind: str  # today, day, after
    top: str
    below: str
    charges: int
    says: str


@dataclass(frozen=True)
class Answer:
    headline: str
    lead: list[str]
    counts: list[Count]
    steps: list[Step]


def answer(explanations: Sequence[ChargeExplanation], today: date) -> Answer:
    """The answer for all charges of one person."""
    counts = Counter(explanation.outcome for explanation in explanations)
    dates = Counter(e.eligible_on for e in explanations if e.outcome == "later" and e.eligible_on)
    return Answer(
        headline=_headline(counts, dates),
        lead=_lead(counts, dates),
        counts=[
            Count(outcome, counts[outcome], _label(outcome, counts[outcome])) for outcome in OUTCOMES if counts[outcome]
        ],
        steps=_steps(counts["eligible"], dates, today),
    )


def _headline(counts: Counter, dates: Counter) -> str:
    total, eligible = counts.total(), counts["eligible"]
    if not total:
        return _("The state has no charges on file for you.")
    words = {"eligible": capfirst(number(eligible)), "total": number(total)}
    if eligible == total:
        return ngettext("Your charge can be cleared now.", "All of your charges can be cleared now.", total) % words
    if eligible:
        return (
            ngettext(
                "%(eligible)s of your %(total)s charges can be cleared now.",
                "%(eligible)s of your %(total)s charges can be cleared now.",
                eligible,
            )
            % words
        )
    if dates:
        return _("Nothing can be cleared yet. The next date is %(day)s.") % {"day": day(min(dates))}
    if counts["undetermined"]:
        return _("We cannot tell yet what can be cleared. Facts are missing.")
    return (
        ngettext("Your charge does not clear by itself.", "Your %(total)s charges do not clear by themselves.", total)
        % words
    )


def _lead(counts: Counter, dates: Counter) -> list[str]:
    sentences = []
    if eligible := counts["eligible"]:
        sentences.append(
            ngettext(
                "It is not cleared yet. Until it is, a background check may still show it.",
                "They are not cleared yet. Until they are, a background check may still show them.",
                eligible,
            )
        )
    if dates:
        first = min(dates)
        words = {"number": capfirst(number(dates[first])), "day": day(first)}
        if eligible:
            text = ngettext(
                "%(number)s more can be cleared on %(day)s, if nothing changes before then.",
                "%(number)s more can be cleared on %(day)s, if nothing changes before then.",
                dates[first],
            )
        else:
            text = ngettext(
                "%(number)s charge can be cleared then, if nothing changes before that day.",
                "%(number)s charges can be cleared then, if nothing changes before that day.",
                dates[first],
            )
        sentences.append(text % words)
    if missing := counts["undetermined"]:
        sentences.append(
            ngettext(
                "For %(number)s charge a fact is missing. Below we say which, and whom to ask.",
                "For %(number)s charges a fact is missing. Below we say which, and whom to ask.",
                missing,
            )
            % {"number": number(missing)}
        )
    if counts.total() and counts["ineligible"] == counts.total():
        sentences.append(_("There may be other ways to get help. A legal aid office can tell you, for free."))
    if not counts.total():
        sentences.append(_("If you think that one is missing, ask the clerk of the court where it was."))
    return sentences


def _label(outcome: str, charges: int) -> str:
    return {
        "eligible": ngettext("can be cleared now", "can be cleared now", charges),
        "later": ngettext("can be cleared later", "can be cleared later", charges),
        "undetermined": ngettext("needs a missing fact", "need a missing fact", charges),
        "ineligible": ngettext("does not clear by itself", "do not clear by themselves", charges),
    }[outcome]


def _steps(eligible: int, dates: Counter, today: date) -> list[Step]:
    """Today, the next days and what follows, evenly spaced; nothing if no day is coming."""
    if not dates:
        return []
    points = [("today", _("Today"), "", eligible, _("today"))]
    coming = sorted(dates)
    points += [("day", short_day(on), str(on.year), dates[on], day(on)) for on in coming[:DAYS_SHOWN]]
    if after := coming[DAYS_SHOWN:]:
        charges = sum(dates[on] for on in after)
        since = _("from %(year)s") % {"year": after[0].year}
        points.append(("after", _("Later"), since, charges, since))
    return [
        Step(
            x=round((place + 0.5) / len(points) * 100, 2),
            kind=kind,
            top=top,
            below=below,
            charges=charges,
            says=ngettext("%(when)s: %(count)s charge", "%(when)s: %(count)s charges", charges)
            % {"when": when, "count": charges},
        )
        for place, (kind, top, below, charges, when) in enumerate(points)
    ]
