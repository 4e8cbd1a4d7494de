"""Once a day: that no two standing links share a person or an account, and that each stands on a claim that is linked.

The database refuses that anyhow; this finds it where its constraints were lifted. The result is signed with the key of
the installation, which the database does not hold.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from clearance.audit import actions as audit
from clearance.days import state_day
from clearance.installation_key import installation_key
from clearance.signing import canonical_json, is_signed_by, public_key, sign
from lookup.identity.models import Claim, Link
from lookup.identity.review.models import LinkCheck

logger = logging.getLogger(__name__)
#: So many links are named with each fault.
NAMED = 20


@transaction.atomic
def check_links(*, by: str, at: datetime) -> LinkCheck | None:
    """Check all links, unless that was done today; what came of it is signed, and an event. A fault is an error in the
    log besides, and stands among what is stuck until a later check finds none. None where it was done.
    """
    day = state_day(at)
    if LinkCheck.objects.filter(day=day).exists():
        return None
    found = list(faults())
    key = installation_key()
    said = _said(day, at, Link.objects.standing().count(), found)
    signature = sign(key, canonical_json(said | {"key": public_key(key)}))
    one = LinkCheck.objects.create(
        day=day, at=at, links=said["links"], faults=found, key=public_key(key), signature=signature
    )
    if found:
        logger.error("%s: %s faults. Look at them at once: someone may see the page of someone else.", one, len(found))
    action = "links.faults_found" if found else "links.checked"
    audit.record(by=by, action=action, subject="links", detail=said | {"key": one.key, "signature": signature})
    return one


def is_signed(one: LinkCheck, key: str) -> bool:
    """Whether the owner of this public key signed what stands in the row. An outsider does the same with its event."""
    said = _said(one.day, one.at, one.links, one.faults) | {"key": one.key}
    return is_signed_by(key, canonical_json(said), one.signature)


def faults() -> Iterator[dict[str, Any]]:
    """What must never be: a code, and the links of which it is so."""
    standing = Link.objects.standing()
    for code, column in (("person_twice", "person"), ("account_twice", "account")):
        twice = standing.values(column).annotate(times=Count("pk")).filter(times__gt=1).values(column)
        yield from _fault(code, standing.filter(**{f"{column}__in": twice}))
    otherwise = (
        ~Q(claim__outcome=Claim.Outcome.LINK)
        | ~Q(claim__person=F("person"))
        | ~Q(claim__identity__account=F("account"))
        | Q(claim__outcome=None)
        | Q(claim__identity__account=None)
    )
    yield from _fault("claim_is_not_linked", standing.filter(otherwise))


def _fault(code: str, links) -> Iterator[dict[str, Any]]:
    found = sorted(set(links.values_list("pk", flat=True)))
    if found:
        yield {"fault": code, "links": len(found), "first": [f"link:{number}" for number in found[:NAMED]]}


def _said(day, at: datetime, links: int, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"day": day.isoformat(), "at": at.isoformat(), "links": links, "faults": found}
