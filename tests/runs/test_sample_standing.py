"""The rate of errors in a sample, with its interval, and when it stands in the way of approval."""

from decimal import Decimal
from pathlib import Path

import pytest

from clearance.runs.models import Policy
from clearance.runs.sample import actions
from clearance.runs.sample.interval import wilson
from clearance.runs.sample.models import Sample
from clearance.runs.sample.standing import SampleStanding, standing
from tests.runs.computed import AT, PREPARER, hold_back, run_with
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db
SAFEGUARDS = """
[process.safeguards]
citation = "X.S. 12-34(9)"
sample = 10
most_errors = 0.3
"""


@pytest.fixture
def law(tmp_path: Path) -> Policy:
    """Asks for ten decisions of each outcome, with errors of up to 30 %."""
    return in_force(tmp_path, LAW + SAFEGUARDS)


def drawn(law: Policy, *, eligible: int = 0, ineligible: int = 0, **options) -> Sample:
    run = run_with(law, ["eligible"] * eligible + ["ineligible"] * ineligible)
    return actions.draw(by=PREPARER, run=run, at=AT, **options)


def answered(sample: Sample, *, errors: int = 0, cannot_tell: int = 0, agree: int | None = None, of="eligible") -> None:
    """So many of an outcome are wrong, of so many nobody can tell, and the others, or so many of them, are right."""
    waiting = list(sample.decisions.unanswered().filter(outcome=of))
    right = len(waiting) - errors - cannot_tell if agree is None else agree
    answers = ["disagree"] * errors + ["cannot_tell"] * cannot_tell + ["agree"] * right
    for one, answer in zip(waiting, answers, strict=False):
        code = "wrong_rule" if answer == "disagree" else ""
        actions.answer(by="staff:2", sampled=one, answer=answer, code=code, at=AT)
        if answer == "disagree":
            hold_back(sample.run, one.charge.charge_id)


def of(sample: Sample) -> SampleStanding:
    return standing(sample.run)


def test_nothing_stands_in_the_way_where_the_law_asks_for_no_sample(tmp_path):
    run = run_with(in_force(tmp_path, LAW), ["eligible"])
    found = standing(run)
    assert (found.asked, found.answered, found.errors) == (0, 0, 0)
    assert (found.rate, found.low, found.high, found.blocks) == (None, None, None, None)


def test_a_sample_that_the_law_asks_for_must_be_drawn(law):
    run = run_with(law, ["eligible"])
    assert standing(run).blocks == (
        "The law asks that 10 decisions of each outcome are checked by hand (X.S. 12-34(9)), and no sample of run "
        f"{run.pk} is drawn. Draw it, and have people other than who prepared the run check it."
    )


def test_every_decision_of_it_must_be_checked(law):
    sample = drawn(law, eligible=20, ineligible=20)
    answered(sample, agree=9)
    answered(sample, of="ineligible")
    found = of(sample)
    assert (found.asked, found.answered) == (20, 19)
    assert found.blocks.startswith("19 of the 20 decisions in the sample of run")
    answered(sample)
    assert of(sample).blocks is None


def test_a_sample_that_nobody_asked_for_is_checked_to_the_end_too(tmp_path):
    sample = drawn(in_force(tmp_path, LAW), eligible=5, per_outcome=3)
    assert of(sample).blocks.startswith("0 of the 3")
    answered(sample, errors=3)
    assert of(sample).blocks is None


def test_the_rate_of_errors_comes_with_its_interval_by_outcome_and_over_all(law):
    sample = drawn(law, eligible=20, ineligible=20)
    answered(sample, errors=2, cannot_tell=1)
    answered(sample, of="ineligible")
    found = of(sample)
    assert (found.errors, found.rate) == (2, Decimal(2) / 19)
    assert (found.low, found.high) == wilson(2, 19)
    eligible, ineligible = found.by_outcome
    assert (eligible.of, eligible.errors, eligible.right, eligible.rate) == ("eligible", 2, 7, Decimal(2) / 9)
    assert eligible.interval == wilson(2, 9)
    assert (ineligible.rate, ineligible.interval) == (0, wilson(0, 10))


def test_who_cannot_tell_is_neither_right_nor_wrong(law):
    sample = drawn(law, eligible=20)
    answered(sample, cannot_tell=10)
    found = of(sample)
    assert (found.rate, found.low, found.high) == (None, 0, 1)
    assert "eligible, 0 of 0 wrong, so up to 100.00 %" in found.blocks


def test_too_many_errors_stand_in_the_way(law):
    sample = drawn(law, eligible=20)
    answered(sample, errors=1)
    assert of(sample).blocks == (
        "There may be more errors than the law allows, 30.00 % at the upper end (X.S. 12-34(9)): all, 1 of 10 wrong, "
        "so up to 40.42 %; eligible, 1 of 10 wrong, so up to 40.42 %. Withdraw the run, mend what the reviewers found, "
        "and prepare a new one."
    )


def test_no_errors_in_ten_are_few_enough_for_this_law(law):
    sample = drawn(law, eligible=20)
    answered(sample)
    assert of(sample).high == wilson(0, 10).high < Decimal("0.3")
    assert of(sample).blocks is None


def test_errors_in_what_would_be_cleared_are_not_hidden_by_many_other_decisions(law):
    sample = drawn(law, eligible=20, ineligible=200, per_outcome=15)
    answered(sample, errors=3)
    answered(sample, of="ineligible")
    found = of(sample)
    assert found.high < Decimal("0.3")
    assert "eligible, 3 of 15 wrong" in found.blocks
    assert "all," not in found.blocks


def test_where_all_there_are_were_checked_chance_has_no_part_in_it(law):
    """Three of three are right: there is no fourth that could be wrong."""
    sample = drawn(law, eligible=3)
    answered(sample)
    found = of(sample)
    assert (found.rate, found.low, found.high) == (0, 0, 0)
    assert found.blocks is None


@pytest.mark.parametrize(("errors", "cannot_tell", "high", "blocks"), [(1, 0, "0.2", False), (0, 2, "0.4", True)])
def test_then_only_what_nobody_can_tell_is_open(law, errors, cannot_tell, high, blocks):
    sample = drawn(law, eligible=5)
    answered(sample, errors=errors, cannot_tell=cannot_tell)
    found = of(sample)
    assert (found.low, found.high) == (Decimal(errors) / 5, Decimal(high))
    assert bool(found.blocks) == blocks


def test_just_as_many_errors_as_the_law_allows_are_allowed(tmp_path):
    law = in_force(tmp_path, LAW + SAFEGUARDS.replace("0.3", "0.2"))
    sample = drawn(law, eligible=5)
    answered(sample, errors=1)
    assert of(sample).high == Decimal("0.2")
    assert of(sample).blocks is None


def test_a_run_in_which_nothing_can_be_drawn_is_not_held_up(law):
    run = run_with(law, ["eligible"], {"X1": "already"})
    assert of(actions.draw(by=PREPARER, run=run, at=AT)).blocks is None


def test_a_charge_that_someone_disagrees_with_is_not_cleared_by_this_run(tmp_path):
    sample = drawn(in_force(tmp_path, LAW), eligible=5, per_outcome=3)
    first, *others = sample.decisions.all()
    actions.answer(by="staff:2", sampled=first, answer="disagree", code="wrong_rule", at=AT)
    for one in others:
        actions.answer(by="staff:2", sampled=one, answer="agree", at=AT)
    assert of(sample).blocks.startswith(
        f"Of the charges that run {sample.run_id} would clear, reviewers disagree with 1."
    )
    hold_back(sample.run, first.charge.charge_id)
    assert of(sample).blocks is None
