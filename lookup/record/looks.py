"""Who looked at a record, as the person it is about is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, TextField
from django.utils.translation import gettext_lazy as _

from clearance.agencies.models import Agency
from clearance.audit.models import RecordLook
from clearance.database.prepared import Given, Prepared
from lookup.identity.access import Access

SHOWN = 5
PER_PAGE = 50
#: Every look at a person's record, and who it is that looks: the person, an agency, or staff for a reason.
LOOKS = {
    "record.viewed": "own",
    "record.first_seen": "first",
    "letter.made": "letter",
    "disclosure.checked": "question",
    "work_item.viewed": "work_item",
    "sample.viewed": "sample",
    "proposed.viewed": "agency",
    "objection.viewed": "staff",
    "clearance.looked_up": "staff",
    "hold.looked_up": "staff",
    "claim.viewed": "claim",
    "concern.viewed": "concern",
    "incident.viewed": "incident",
}
#: Those by the person, or whoever came to the record as the person.
BY_THE_PERSON = ("own", "first", "letter")
#: What is said of each kind, before the time.
SAYS = {
    "mine_visit": _("You, in this visit:"),
    "mine_account": _("You, with this account:"),
    "mine_first": _("You, when we asked if the cases are yours:"),
    "mine_letter": _("You, when you made a letter:"),
    "visit": _("Someone with another code of yours:"),
    "account": _("Someone with an account of yours:"),
    "first": _("Someone whom we asked if the cases are theirs:"),
    "letter": _("Someone with a code or an account of yours, who made a letter:"),
    "question": _("%(agency)s asked if a charge is cleared:"),
    "agency": _("%(agency)s looked at a charge:"),
    "sample": _("A state worker, to check that the law was applied right:"),
    "work_item": _("A state worker, as an agency could not match a charge:"),
    "claim": _("A state worker, to find out if this page is for someone who asked for it:"),
    "concern": _("A state worker, to look into what you told us is wrong:"),
    "incident": _("A state worker, as someone said that this is not about them:"),
    "staff": _("A state worker, who looked up a charge:"),
}

LATEST = Prepared(
    RecordLook.objects.about(Given("subject", TextField()))
    .values("actor", "action", "agency")
    .annotate(last=Max("at"), times=Count("id"))
    .order_by("-last")[:SHOWN]
)


@dataclass(frozen=True)
class Look:
    """One visit in which the record was looked at, or one agency or member of staff that looked; how often, and when
    last. `kind`: one of SAYS; those that begin with `mine` are by whoever reads this. `agency`: its name.
    """

    kind: str
    at: datetime
    times: int
    agency: str = ""

    @property
    def says(self) -> str:
        return str(SAYS[self.kind]) % {"agency": self.agency}


def latest_looks(access: Access) -> list[Look]:
    """The latest who looked at this person's record, newest first, each once."""
    found = LATEST(subject=_subject(access))
    names = _names(look["agency"] for look in found)
    return [
        _look(access, look["actor"], look["action"], look["last"], look["times"], names.get(look["agency"], ""))
        for look in found
    ]


def all_looks(access: Access, *, page: str) -> Page:
    """Every look at this person's record, each by itself, newest first: the page of that number, or the nearest."""
    about = RecordLook.objects.about(_subject(access))
    found = Paginator(about.order_by("-id"), PER_PAGE).get_page(page)
    looks = list(found.object_list)
    names = _names(look.agency for look in looks)
    found.object_list = [
        _look(access, look.actor, look.action, look.at, 1, names.get(look.agency, "")) for look in looks
    ]
    return found


def _subject(access: Access) -> str:
    return f"person:{access.by.person_id}"


def _look(access: Access, actor: str, action: str, at: datetime, times: int, agency: str) -> Look:
    kind = LOOKS[action]
    if kind not in BY_THE_PERSON:
        return Look(kind, at, times, agency)
    if kind == "own":
        kind = "account" if actor.startswith("account:") else "visit"
    return Look(f"mine_{kind}" if actor == access.actor else kind, at, times)


def _names(codes: Iterable[str | None]) -> dict[str, str]:
    wanted = set(codes) - {None}
    return dict(Agency.objects.filter(code__in=wanted).values_list("code", "name")) if wanted else {}
