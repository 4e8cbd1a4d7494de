"""The random laws and people reach every answer, so that the comparison with the engine means something."""

import random

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

from tests.engine.naive import determinations
from tests.engine.strategies import policies
from tests.engine.strategies_people import AS_OF, people

SETTINGS = settings(
    max_examples=2_000, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)


@st.composite
def answers(draw: st.DrawFn) -> set[str]:
    """The outcomes and the policy's own reasons in one random record under one random law."""
    policy = draw(policies())
    rows = determinations(policy, draw(people(policy, max_people=1)), draw(AS_OF))
    return {row["outcome"] for row in rows} | {reason for row in rows for reason in row["reasons"]}


@pytest.mark.parametrize(
    "answer", ["eligible", "later", "undetermined", "ineligible", "policy.unit", "policy.limit", "t2.r3"]
)
def test_every_answer_is_reached(answer):
    assert answer in find(answers(), lambda found: answer in found, settings=SETTINGS, random=random.Random(1))
