"""Who may see which record now: the one place that every page about a record asks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, DateTimeField
from django.http import HttpRequest

from clearance.accounts.second_factor import has_second_factor
from clearance.database.prepared import Given, Prepared
from clearance.records.models import Person
from lookup.identity.actions import end_visit
from lookup.identity.changes import IDENTITY_CHANGED, person_unless_changed
from lookup.identity.links import freeze
from lookup.identity.models import Link, Visit

ACTIVE_LINK = Prepared(
    Link.objects.active(Given("at", DateTimeField())).filter(account=Given("account", BigIntegerField()))
)


@dataclass(frozen=True)
class Access:
    """The right to see one person's record, for this request: by a visit without an account, or by an account's link.

    `actor` is how the event log names who looks.
    """

    by: Visit | Link

    @property
    def person(self) -> Person:
        return self.by.person

    @property
    def begun_at(self) -> datetime:
        """When it was given to them: who the record is about was looked at then (redeemed.py)."""
        return self.by.started_at if isinstance(self.by, Visit) else self.by.made_at

    @property
    def actor(self) -> str:
        return str(self.by) if isinstance(self.by, Visit) else f"account:{self.by.account_id}"

    @property
    def recognised(self) -> bool:
        """Whether they said that the cases are theirs; until then only county and year are shown."""
        return self.by.recognised_at is not None

    @property
    def visit(self) -> Visit | None:
        return self.by if isinstance(self.by, Visit) else None


def current_access(request: HttpRequest, at: datetime) -> Access | None:
    """What this browser may see: an open visit's person, or that of the active link of whoever is signed in to an
    account with a second factor. For the caller's transaction: to the end of it the database shows that person's rows.

    Where the records changed who that person is since, it is closed here and now, and nothing is shown.
    """
    found = _visit_or_link(request, at)
    if found is None:
        return None
    access = Access(found)
    by_claim = found.code.claim_id if access.visit else found.claim_id
    person = person_unless_changed(found.person_id, claim=by_claim, known_at=access.begun_at)
    if person is None:
        _close(access, at)
        return None
    if access.visit:
        found.code.claim.person = person
    else:
        found.person = person
    return access


def _close(access: Access, at: datetime) -> None:
    how = {"because": IDENTITY_CHANGED, "by": access.actor, "at": at}
    if access.visit:
        end_visit(visit=access.visit, **how)
    else:
        freeze(link=access.by, **how)


def _visit_or_link(request: HttpRequest, at: datetime) -> Visit | Link | None:
    if (visit := request.session.get("visit")) is not None:
        open_visits = Visit.objects.open(at).select_related("code__claim")
        return open_visits.filter(pk=visit, code__claim__outcome="link").first()
    if request.user.is_authenticated and has_second_factor(request):
        return ACTIVE_LINK.first(account=request.user.pk, at=at)
    return None
