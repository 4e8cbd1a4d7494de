"""Whoever claims, and whoever is like them: nobody is linked to someone else's record."""

import os
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from lookup.identity.matching.decide import Outcome, decide
from tests.lookup.identity.matching.invented import claim, people
from tests.lookup.identity.matching.memory import Memory, claimed

EXAMPLES = int(os.environ.get("CLEARANCE_EXAMPLES", "300"))
#: So few names and birthdays that people are taken for one another all the time.
CROWDED = {"lasts": 4, "firsts": 3, "days": 40}


def outcomes(chance, number, **crowding):
    """What comes of a claim by each of so many people: (what they said, the decision, who is behind the record)."""
    memory, everyone = Memory(), []
    for someone, records in people(chance, number, **crowding):
        everyone.append(someone)
        for one in records:
            memory.add(one)
    for someone in everyone:
        said = claim(chance, someone)
        asked = claimed(said)
        decision = decide(asked, memory.candidates(asked))
        yield said, decision, memory.of[decision.person] if decision.outcome == Outcome.LINK else None


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**32))
def test_in_no_crowd_is_anyone_linked_to_someone_else(seed):
    for said, _, behind in outcomes(random.Random(seed), 40, **CROWDED):
        assert behind is None or behind == {said.by.number}


def test_most_who_claim_with_a_number_are_linked_by_themselves():
    """The short version of `python -m tests.bench match`."""
    found = list(outcomes(random.Random(1), 20_000))
    wrong = [said for said, _, behind in found if behind is not None and behind != {said.by.number}]
    strong = [decision.outcome for said, decision, _ in found if said.is_strong and not said.by.has_double]
    assert wrong == []
    assert strong.count(Outcome.LINK) / len(strong) > 0.8
