"""Everything that writes incidents: somebody says that a record is not theirs, and staff find out whose it is."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clearance.audit import actions as audit
from clearance.runs.refusals import Refused
from lookup.identity import claims, links
from lookup.identity.access import Access
from lookup.identity.disown import BECAUSE, disown
from lookup.identity.models import Claim, Link
from lookup.record.incidents.models import Incident
from lookup.record.recognise.cases import Seen, first_sight

#: What leads to a record as surely as a strong identifier: the agency named the person itself, or the rule of matching
#: that asks for one. After anything else it takes two people to open the record again.
SURE = ("agency", "beyond_doubt")


@transaction.atomic
def not_mine(*, access: Access, by: str, at: datetime) -> Incident:
    """Hide everything at once, and open an incident for staff."""
    person = access.person
    claim, link = disown(what=access.by, by=by, at=at)
    incident, _ = Incident.objects.get_or_create(
        claim=claim, resolved_at=None, defaults={"person": person, "link": link, "opened_at": at}
    )
    audit.record(by=by, action="incident.opened", subject=f"person:{person.pk}", detail={"incident": str(incident)})
    return incident


@dataclass(frozen=True)
class Whose:
    """What staff see of an incident: how it came to be linked, and of the record what its first screen shows."""

    led_by: str
    verified: str
    seen: list[Seen]


@transaction.atomic
def look(*, by: str, incident: Incident) -> Whose:
    """What staff see of an incident. Whoever looks is written down with the person whose record it is."""
    identity = incident.claim.identity if incident.claim else None
    whose = Whose(
        led_by=incident.claim.made_by if incident.claim else "",
        verified=f"{identity.get_method_display()}: {identity.get_level_display()}" if identity else "",
        seen=first_sight(incident.person),
    )
    _record(by, incident, "viewed")
    return whose


@transaction.atomic
def take(*, by: str, incident: Incident, at: datetime) -> None:
    """Work on it. Raises Refused for one that is resolved."""
    _lock(incident, by)
    incident.taken_by, incident.taken_at = by, at
    incident.save(update_fields=["taken_by", "taken_at"])
    _record(by, incident, "taken")


@transaction.atomic
def open_again(*, by: str, incident: Incident, reason: str, at: datetime) -> None:
    """It is theirs after all. Where nothing sure led to the record, the first who says so only says so, and someone
    else opens it. A visitor without an account then gets a new code at a counter. Raises Refused.
    """
    _lock(incident, by)
    if incident.claim is None:
        raise Refused("The account was deleted, so there is nothing to open again. End it instead.")
    _said(reason)
    if needs_two(incident) and not incident.first_by:
        incident.first_by, incident.first_at = by, at
        incident.save(update_fields=["first_by", "first_at"])
        _record(by, incident, "first_judged")
        return
    if incident.first_by == by:
        raise Refused(f"You have said so already. {incident} takes two people: someone else opens the record again.")
    if incident.link:
        links.thaw(link=incident.link, by=by, at=at)
    else:
        person = incident.person
        claims.settle(claim=incident.claim, outcome=Claim.Outcome.LINK, because="theirs", person=person, by=by, at=at)
    _resolve(by, incident, Incident.Outcome.THEIRS, reason, at)


@transaction.atomic
def end(*, by: str, incident: Incident, reason: str, at: datetime) -> None:
    """It is not theirs: what led to the record ends for good. Raises Refused."""
    _lock(incident, by)
    _said(reason)
    if incident.link:
        links.end(link=incident.link, because=BECAUSE, by=by, at=at)
    elif incident.claim:
        claims.settle(claim=incident.claim, outcome=Claim.Outcome.NONE, because=BECAUSE, by=by, at=at)
    _resolve(by, incident, Incident.Outcome.ENDED, reason, at)


def needs_two(incident: Incident) -> bool:
    """Whether two people must say that it is theirs. A claim that went to review has lost what led to it."""
    return incident.claim is not None and incident.claim.because not in SURE


def _lock(incident: Incident, by: str) -> None:
    incident.refresh_from_db(from_queryset=Incident.objects.select_for_update())
    if incident.resolved_at:
        raise Refused(f"{incident} is resolved: {incident.get_outcome_display()}. Nothing is left to do.")
    if incident.claim and incident.claim.made_by == by:
        raise Refused("You typed the claim that led to this record. Someone else works on it.")
    if incident.link:
        Link.objects.select_for_update().get(pk=incident.link.pk)


def _said(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say what was found, in a sentence without names.")


def _resolve(by: str, incident: Incident, outcome: str, reason: str, at: datetime) -> None:
    incident.outcome, incident.reason, incident.resolved_by, incident.resolved_at = outcome, reason.strip(), by, at
    incident.save(update_fields=["outcome", "reason", "resolved_by", "resolved_at"])
    _record(by, incident, outcome)


def _record(by: str, incident: Incident, what: str) -> None:
    detail = {"incident": str(incident)}
    audit.record(by=by, action=f"incident.{what}", subject=f"person:{incident.person_id}", detail=detail)
