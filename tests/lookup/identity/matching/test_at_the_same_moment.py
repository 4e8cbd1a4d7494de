"""Two workers that match at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from clearance.audit.models import Event
from lookup.identity.matching import tasks
from lookup.identity.models import Claim, Link
from tests.lookup import people
from tests.lookup.identity.claiming import account, attested, claim_of, identifiers, on_record

pytestmark = pytest.mark.django_db(transaction=True)

LASTS = ("Adler", "Birch", "Clay", "Dove", "Elmot", "Prunty", "Wolcott", "Zimber")


def sweep(_):
    try:
        tasks.match_claims.call()
    finally:
        connection.close()


def test_each_claim_is_settled_once():
    for last in LASTS:
        on_record(people.person(person_id=last), f"{last}, Wren", state_id=last)
        claim_of(account(last), attested=attested(last, identifiers=identifiers(state_id=last)))
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(sweep, range(2)))
    assert set(Claim.objects.values_list("outcome", "because")) == {("link", "beyond_doubt")}
    assert Link.objects.count() == Event.objects.of_kind("claim.settled").count() == len(LASTS)
