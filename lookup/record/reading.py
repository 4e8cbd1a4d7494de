"""Reads all that the page about someone's own record shows, for whoever has the right to see it."""

from datetime import datetime

from django.db.models import BigIntegerField
from django.utils.translation import get_language

from clearance.database.prepared import Given, Prepared
from clearance.days import state_day
from clearance.records.models import Charge
from clearance.runs.laws import law_of
from clearance.runs.models import Policy
from clearance.runs.reading import explain_person
from lookup.identity.access import Access
from lookup.identity.links import look
from lookup.identity.models import Link
from lookup.record.cleared import what_became
from lookup.record.my_record import MyRecord, my_record
from lookup.record.news import news
from lookup.unavailable import NotReady

CHARGES = Prepared(
    Charge.objects.filter(person=Given("person", BigIntegerField())).newest_case_first().with_landing_times()
)
IN_FORCE = Prepared(Policy.objects.in_force())


def read_record(access: Access, at: datetime) -> MyRecord:
    """The person's own record as it is at that moment, in the language in use; for the caller's transaction, in which
    the look is written down. Raises NotReady where what the law says is not of the same records.
    """
    person, on, language = access.by.person_id, state_day(at), get_language()
    charges = CHARGES(person=person)
    policies = IN_FORCE()
    explanations = explain_person(person, policies, on=on, language=language)
    if {charge.charge_id for charge in charges} != {explanation.charge_id for explanation in explanations}:
        raise NotReady("no policy is in force, or an import landed between the two readings")
    became = what_became(person, policies, on=on, language=language)
    since = _last_looked(access, at)
    return my_record(
        charges,
        explanations,
        became,
        people=[law_of(policy).people for policy in policies],
        news=news(charges, explanations, became, since) if since else None,
        today=on,
    )


def _last_looked(access: Access, at: datetime) -> datetime | None:
    """When the sitting before this one ended. A visit without an account knows of none."""
    return look(link=access.by, at=at) if isinstance(access.by, Link) else None
