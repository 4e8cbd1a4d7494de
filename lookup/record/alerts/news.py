"""What is new for whoever has an account, derived from what happened: so nothing is lost when nobody was looking.

Only what happened since the account was linked is news, and each piece once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import CharField, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, TruncDate

from clearance.days import state_day
from clearance.notices.models import Line, WorkItem
from clearance.runs.models import Clearance, Hold, Policy
from lookup.identity.models import Link
from lookup.record.alerts.models import Alert, AlertChoice
from lookup.record.cleared import Cleared, what_became

Kind = Alert.Kind
#: An answer may be kept some minutes after the moment that it names; and an account is looked at no more often.
MARGIN = timedelta(minutes=10)
#: So long before a page closes, whose it is hears of it.
ENDS_SOON = timedelta(days=30)


class News(NamedTuple):
    """One piece of news; `about` names what happened."""

    account: int
    kind: str
    about: str
    at: datetime


def find_news(at: datetime) -> Iterator[News]:
    """All that nobody has been told of. The accounts that have links have their AlertChoice."""
    links = Link.objects.active(at)
    yield from _of(links, Kind.LINKED, "link", "pk", "made_at")
    yield from _frozen()
    yield from _ending(links, at)
    yield from _cleared(links)
    yield from _eligible(links, at)
    yield from _reversals(links)
    yield from _answered(links)
    yield from _confirmed(links, at)


def _of(links: QuerySet, kind: Kind, prefix: str, number: str, when: str | datetime) -> Iterator[News]:
    """The rows of these links of which there is no alert yet; `number` is the path to what it is about."""
    about = Concat(Value(f"{prefix}:"), Cast(number, CharField()))
    told = Alert.objects.filter(account=OuterRef("account"), kind=kind, about=OuterRef("about"))
    new = links.annotate(about=about).filter(~Exists(told))
    if isinstance(when, datetime):
        return (News(account, kind, about, when) for account, about in new.values_list("account", "about").distinct())
    return (News(account, kind, about, at) for account, about, at in new.values_list("account", "about", when))


def _frozen() -> Iterator[News]:
    """A link may be frozen again after it was thawed: then it is news again."""
    frozen = Link.objects.filter(state=Link.State.FROZEN)
    told = set(Alert.objects.filter(kind=Kind.FROZEN, account__links__in=frozen).values_list("account", "about"))
    for link in frozen:
        about = f"{link}:{link.changed_at:%Y%m%dT%H%M%S}"
        if (link.account_id, about) not in told:
            yield News(link.account_id, Kind.FROZEN, about, link.changed_at)


def _ending(links: QuerySet, at: datetime) -> Iterator[News]:
    """Of the day from which it is soon, whenever that is found."""
    day = ExpressionWrapper(F("expires_at") - ENDS_SOON, output_field=DateTimeField())
    soon = links.filter(expires_at__lte=at + ENDS_SOON).annotate(soon_since=day)
    return _of(soon, Kind.ENDING, "link", "pk", "soon_since")


def _cleared(links: QuerySet) -> Iterator[News]:
    new = links.filter(person__clearances__at__gt=F("made_at"), person__clearances__reversal=None)
    return _of(new, Kind.CLEARED, "clearance", "person__clearances__pk", "person__clearances__at")


def _eligible(links: QuerySet, at: datetime) -> Iterator[News]:
    """Charges that the law lets be cleared since a day after the link was made, which nothing holds back."""
    charge = OuterRef("charge")
    new = links.filter(
        person__determinations__replaced_at=None,
        person__determinations__policy__retired_at=None,
        person__determinations__eligible_on__lte=state_day(at),
        person__determinations__eligible_on__gt=TruncDate("made_at"),
    )
    # Named here, so that what follows is about the same determination and not about any.
    new = new.annotate(charge=F("person__determinations__charge")).filter(
        ~Exists(Clearance.objects.standing().filter(charge=charge)), ~Exists(Hold.objects.open().filter(charge=charge))
    )
    return _of(new, Kind.ELIGIBLE, "charge", "charge", at)


def _reversals(links: QuerySet) -> Iterator[News]:
    """Before a clearance is undone: as soon as someone asks for it."""
    path = "person__clearances__reversal_requests"
    new = links.filter(**{f"{path}__decided_at": None, f"{path}__isnull": False})
    return _of(new, Kind.REVERSAL, "reversal_request", f"{path}__pk", f"{path}__asked_at")


def _answered(links: QuerySet) -> Iterator[News]:
    path = "person__concerns__steps"
    new = links.filter(**{f"{path}__kind": "answered", f"{path}__at__gt": F("made_at")})
    return _of(new, Kind.ANSWERED, "step", f"{path}__pk", f"{path}__at")


def _confirmed(links: QuerySet, at: datetime) -> Iterator[News]:
    """Clearances that every agency which must hide them has confirmed. The law says which must, so this reads it, and
    only for people about whom an agency, or someone who looked into its answer, has said something new.
    """
    policies = list(Policy.objects.in_force())
    for choice in AlertChoice.objects.filter(account__in=_heard_of(links, at).values("account")):
        link = links.select_related("person").get(account=choice.account_id)
        told = set(Alert.objects.filter(account=choice.account_id, kind=Kind.CONFIRMED).values_list("about", flat=True))
        became = what_became(link.person_id, policies, on=state_day(at), language=settings.LANGUAGE_CODE)
        settled = [charge for charge, one in became.items() if isinstance(one, Cleared) and one.settled]
        for clearance in Clearance.objects.standing().filter(charge__in=settled, at__gt=link.made_at):
            if str(clearance) not in told:
                yield News(choice.account_id, Kind.CONFIRMED, str(clearance), at)
        AlertChoice.objects.filter(pk=choice.pk).update(looked_at=at)


def _heard_of(links: QuerySet, at: datetime) -> QuerySet:
    since = F("account__alert_choice__looked_at") - MARGIN
    due = Q(account__alert_choice__looked_at=None) | Q(account__alert_choice__looked_at__lte=at - MARGIN)
    answers = Line.objects.filter(clearance__person=OuterRef("person"), outcome_at__gt=OuterRef("since"))
    lines = Line.objects.filter(clearance__person=OuterRef(OuterRef("person")))
    settled = WorkItem.objects.filter(resolved_at__gt=OuterRef("since")).filter(
        Exists(lines.filter(notice=OuterRef("notice"), number=OuterRef("line")))
    )
    new = Q(account__alert_choice__looked_at=None) | Exists(answers) | Exists(settled)
    return links.filter(due).annotate(since=since).filter(new)
