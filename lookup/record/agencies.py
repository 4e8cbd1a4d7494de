"""What each agency was told of a cleared charge and what it answered, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clearance.days import state_day
from lookup.record.cleared import Cleared, Told
from lookup.record.words import day

#: What is said of a state by itself, and of one with the day of the answer.
SAYS = {
    "no_record": gettext_lazy("It has no record of this charge."),
    "destroyed": gettext_lazy("It has no record of this charge."),
    "no_duty": gettext_lazy("It says that the law does not ask it to hide this charge."),
    "lawsuit": gettext_lazy("It says that it needs this record for a lawsuit."),
    "refused": gettext_lazy("It did not hide this charge, and gave the state a reason."),
    "soon": gettext_lazy("Not told yet."),
}
ANSWERED = {
    "confirmed": gettext_lazy("Confirmed on %(day)s."),
    "not_found": gettext_lazy("On %(day)s it said that it could not find this charge. Someone is looking into that."),
    "conflict": gettext_lazy("On %(day)s it said that its file says something else. Someone is looking into that."),
}


@dataclass(frozen=True)
class AgencyLine:
    """One agency. `sign`: `settled` (it has nothing more to show), `waiting` or `open`."""

    agency: str
    sign: str
    says: str


@dataclass(frozen=True)
class AgencyLines:
    """The agencies of one cleared charge: those that must hide it, and those that are only told. `progress` says how
    many of the first have nothing more to show, `means` what that is for a background check.
    """

    must: list[AgencyLine]
    also: list[AgencyLine]
    settled: bool
    progress: str
    means: str


def agency_lines(cleared: Cleared) -> AgencyLines:
    must, also = cleared.must, cleared.also
    return AgencyLines(
        must=list(map(_line, must)),
        also=list(map(_line, also)),
        settled=cleared.settled,
        progress=_progress(must),
        means=_means(cleared),
    )


def _line(one: Told) -> AgencyLine:
    sign = "settled" if one.settled else "waiting" if one.state in ("waiting", "soon") else "open"
    return AgencyLine(one.agency, sign, _says(one))


def _progress(must: Sequence[Told]) -> str:
    done = sum(one.settled for one in must)
    if done == len(must):
        return ngettext("The agency that must hide it has done so", "All agencies that must hide it have done so", done)
    if not done:
        return _("No agency has confirmed yet that it no longer shows this charge")
    return _("%(done)s of %(all)s agencies have confirmed that they no longer show it") % {
        "done": done,
        "all": len(must),
    }


def _means(cleared: Cleared) -> str:
    if cleared.settled:
        return _("A background check that asks these agencies should no longer show this charge.")
    if cleared.must:
        return _("Until all of them have confirmed, a background check may still show this charge.")
    return _("The agencies are being told. Until they confirm, a background check may still show this charge.")


def _says(one: Told) -> str:
    if one.state in SAYS:
        return str(SAYS[one.state])
    told = {"day": day(one.told_on)} if one.told_on else {}
    if one.state in ANSWERED:
        return str(ANSWERED[one.state]) % {"day": day(state_day(one.answered_at))}
    if not one.must:
        return _("Told on %(day)s.") % told
    if one.state == "late":
        late = _("Told on %(day)s. Its answer was due on %(due)s, and has not come.")
        return late % (told | {"due": day(one.due_on)})
    return _("Told on %(day)s. Not confirmed yet.") % told
