"""The rule and a naive reading of the same text agree, whatever is claimed and whoever is on record."""

import os

from hypothesis import given, settings

from tests.lookup.identity.matching import naive
from tests.lookup.identity.matching.populations import claim_and_people, decided

EXAMPLES = int(os.environ.get("CLEARANCE_EXAMPLES", 2000))


@settings(max_examples=EXAMPLES, deadline=None)
@given(claim_and_people())
def test_both_decide_the_same(drawn):
    claim, population = drawn
    outcome, person, _ = decided(claim, population)
    assert (outcome, person) == naive.verdict(claim, population)
