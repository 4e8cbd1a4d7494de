"""Who looked at a record, as the person it is about is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, TextField

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
#: Those by the person, or whoever came to the record as the person: theirs where they did it themselves.
BY_THE_PERSON = {"own": "mine", "first": "mine_first", "letter": "mine_letter"}

LATEST = Prepared(
    RecordLook.objects.about(Given("subject", TextField()))
    .values("actor", "action", "agency")
    .annotate(last=Max("at"), times=Count("id"))
    .order_by("-last")[:SHOWN]
)


@dataclass(frozen=True)
class Look:
    """One visit in which the record was looked at, or one agency or member of staff that looked; how often, and when
    last. `kind`: `mine`, `mine_first` and `mine_letter` are by whoever reads this, the others are those of LOOKS;
    `visit` and `account` are someone else's visit or account. `agency`: its name.
    """

    kind: str
    at: datetime
    times: int
    agency: str = ""


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
    if kind in BY_THE_PERSON:
        own = BY_THE_PERSON[kind] if actor == access.actor else _other(kind, actor)
        return Look(own, at, times)
    return Look(kind, at, times, agency)


def _other(kind: str, actor: str) -> str:
    """Who else came to the record as this person: with a code, or with an account."""
    if kind == "own":
        return "account" if actor.startswith("account:") else "visit"
    return kind


def _names(codes: Iterable[str | None]) -> dict[str, str]:
    wanted = set(codes) - {None}
    return dict(Agency.objects.filter(code__in=wanted).values_list("code", "name")) if wanted else {}
