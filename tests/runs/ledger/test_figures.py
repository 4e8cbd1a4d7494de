"""The public counts of clearances and reversals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.runs.ledger.figures import Figure, figures, published
from tests.runs.eligibility.state import a_state, applied, simple_law


@pytest.mark.parametrize(
    ("count", "figure"),
    [
        (0, Figure(0, few=False)),
        (1, Figure(0, few=True)),
        (10, Figure(0, few=True)),
        (11, Figure(10, few=False)),
        (19, Figure(10, few=False)),
        (20, Figure(20, few=False)),
        (312_009, Figure(312_000, few=False)),
    ],
)
def test_small_counts_are_not_told_and_others_are_coarse(count, figure):
    assert published(count) == figure


@given(count=st.integers(0, 10**7))
def test_nobody_can_tell_a_count_from_one_that_is_a_little_larger(count):
    assert published(count).count <= count
    assert published(count // 10 * 10 + 9) == published(max(count // 10 * 10, 1)) or count < 20


@pytest.mark.django_db(transaction=True)
def test_what_took_effect_is_counted_without_what_was_left_out(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.CHECKPOINTS = tmp_path / "checkpoints.jsonl"
    a_state(tmp_path, people=60)
    policy = simple_law(tmp_path)
    assert figures("franklin").cleared == Figure(0, few=False)
    run = applied(policy)
    assert figures("franklin").cleared == published(run.cleared)
    assert figures("franklin").undone == Figure(0, few=False)
    assert figures("another").cleared == Figure(0, few=False)
