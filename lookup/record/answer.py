"""The answer at the top of the page: a sentence that a tired person understands, the counts, and what comes when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearance.engine.explain import ChargeExplanation
from lookup.record.cleared import Cleared
from lookup.record.timeline import Step, timeline
from lookup.record.words import day, number

OUTCOMES = ("cleared", "eligible", "later", "undetermined", "ineligible")


@dataclass(frozen=True)
class Count:
    outcome: str
    charges: int
    label: str


@dataclass(frozen=True)
class Answer:
    headline: str
    lead: list[str]
    counts: list[Count]
    steps: list[Step]


def answer(explanations: Sequence[ChargeExplanation], cleared: Sequence[Cleared] = ()) -> Answer:
    """The answer for all charges of one person: what is cleared, and the law's explanations of the others."""
    counts = Counter(explanation.outcome for explanation in explanations)
    counts["cleared"] = len(cleared)
    dates = Counter(e.eligible_on for e in explanations if e.outcome == "later" and e.eligible_on)
    return Answer(
        headline=_headline(counts, dates),
        lead=[*_on_agencies(cleared), *_lead(counts, dates)],
        counts=[
            Count(outcome, counts[outcome], _label(outcome, counts[outcome])) for outcome in OUTCOMES if counts[outcome]
        ],
        steps=timeline(counts["eligible"], dates, cleared),
    )


def _headline(counts: Counter, dates: Counter) -> str:
    total, cleared, eligible = counts.total(), counts["cleared"], counts["eligible"]
    if not total:
        return _("The state has no charges on file for you.")
    some = {"some": capfirst(number(cleared or eligible)), "total": number(total)}
    if cleared == total:
        return ngettext("Your charge is cleared.", "All of your charges are cleared.", total)
    if cleared:
        text = ngettext(
            "%(some)s of your %(total)s charges is cleared.", "%(some)s of your %(total)s charges are cleared.", cleared
        )
        return text % some
    if eligible == total:
        return ngettext("Your charge can be cleared now.", "All of your charges can be cleared now.", total)
    if eligible:
        text = ngettext(
            "%(some)s of your %(total)s charges can be cleared now.",
            "%(some)s of your %(total)s charges can be cleared now.",
            eligible,
        )
        return text % some
    if dates:
        return _("Nothing can be cleared yet. The next date is %(day)s.") % {"day": day(min(dates))}
    if counts["undetermined"]:
        return _("We cannot tell yet what can be cleared. Facts are missing.")
    return (
        ngettext("Your charge does not clear by itself.", "Your %(total)s charges do not clear by themselves.", total)
        % some
    )


def _on_agencies(cleared: Sequence[Cleared]) -> list[str]:
    """What the answers of the agencies mean for what is cleared."""
    if not cleared:
        return []
    if all(one.settled for one in cleared):
        return [
            ngettext(
                "Every agency that must hide it has done so.",
                "Every agency that must hide them has done so.",
                len(cleared),
            )
        ]
    return [
        ngettext(
            "Not every agency has confirmed this yet. Until all do, a background check may still show it.",
            "Not every agency has confirmed this yet. Until all do, a background check may still show them.",
            len(cleared),
        )
    ]


def _lead(counts: Counter, dates: Counter) -> list[str]:
    """What is still to come, and what is missing."""
    sentences = [*_on_eligible(counts), *_on_dates(counts, dates)]
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


def _on_eligible(counts: Counter) -> list[str]:
    eligible = counts["eligible"]
    if eligible and counts["cleared"]:
        text = ngettext(
            "%(number)s more can be cleared now. This has not been done yet.",
            "%(number)s more can be cleared now. This has not been done yet.",
            eligible,
        )
        return [text % {"number": capfirst(number(eligible))}]
    if eligible:
        return [
            ngettext(
                "It is not cleared yet. Until it is, a background check may still show it.",
                "They are not cleared yet. Until they are, a background check may still show them.",
                eligible,
            )
        ]
    return []


def _on_dates(counts: Counter, dates: Counter) -> list[str]:
    if not dates:
        return []
    first = min(dates)
    if counts["eligible"] or counts["cleared"]:
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
    return [text % {"number": capfirst(number(dates[first])), "day": day(first)}]


def _label(outcome: str, charges: int) -> str:
    return {
        "cleared": ngettext("is cleared", "are cleared", charges),
        "eligible": ngettext("can be cleared now", "can be cleared now", charges),
        "later": ngettext("can be cleared later", "can be cleared later", charges),
        "undetermined": ngettext("needs a missing fact", "need a missing fact", charges),
        "ineligible": ngettext("does not clear by itself", "do not clear by themselves", charges),
    }[outcome]
