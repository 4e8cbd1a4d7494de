"""The quality sample: drawn by a seed, looked at by others than who prepared the run, answered once."""

from collections import Counter
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clearance.audit.models import Event
from clearance.engine.explain import ChargeExplanation
from clearance.runs.actions import put_in_force
from clearance.runs.ledger.models import Hold
from clearance.runs.models import Policy
from clearance.runs.refusals import Refused
from clearance.runs.sample import actions
from clearance.runs.sample.drawing import OUTCOMES, draw_decisions
from clearance.runs.sample.models import Sample, SampledDecision
from tests.lookup import people
from tests.runs.computed import AT, PREPARER, clear, run_of, run_with
from tests.runs.laws import LAW, in_force

pytestmark = pytest.mark.django_db
REVIEWER = "staff:2"


@pytest.fixture
def franklin() -> Policy:
    """Asks for fifty decisions of each outcome."""
    return put_in_force(by="staff:1", policy="franklin", at=AT)


@pytest.fixture
def law(tmp_path) -> Policy:
    """Asks for no sample."""
    return in_force(tmp_path, LAW)


@pytest.fixture
def sample(franklin) -> Sample:
    """Of P1, who has five charges of all outcomes: everything."""
    people.someone_with_everything()
    return actions.draw(by=PREPARER, run=run_of(franklin), at=AT)


def sampled(sample: Sample, charge_id: str) -> SampledDecision:
    return sample.decisions.get(charge__charge_id=charge_id)


def answer(one: SampledDecision, answer: str = "agree", by: str = REVIEWER, **said) -> SampledDecision:
    return actions.answer(by=by, sampled=one, answer=answer, at=AT, **said)


# ---- Drawing


class Drawing(TestCase):
    """Whatever the decisions of a run."""

    @settings(deadline=None)
    @given(
        outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=40),
        per_outcome=st.integers(1, 8),
        seed=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    )
    def test_each_outcome_has_as_many_as_there_are_up_to_the_number(self, outcomes, per_outcome, seed):
        run = run_with(put_in_force(by="staff:1", policy="franklin", at=AT), outcomes)
        drawn = draw_decisions(run, per_outcome=per_outcome, seed=seed)
        there = Counter(outcomes)
        assert Counter(one.outcome for one in drawn) == Counter(
            {outcome: min(per_outcome, there[outcome]) for outcome in there}
        )
        assert len({one.charge for one in drawn}) == len(drawn)
        assert drawn == draw_decisions(run, per_outcome=per_outcome, seed=seed)
        of_run = dict(run.decisions.values_list("charge_id", "outcome"))
        assert all(of_run[one.charge] == one.outcome for one in drawn)


def test_another_seed_draws_others(law):
    run = run_with(law, ["eligible"] * 200)
    drawn = [{one.charge for one in draw_decisions(run, per_outcome=50, seed=seed)} for seed in ("a", "b")]
    assert 0 < len(drawn[0] & drawn[1]) < 50


def test_no_charge_is_drawn_more_often_than_chance_has_it(law):
    run = run_with(law, ["eligible"] * 20)
    times = Counter(one.charge for seed in range(400) for one in draw_decisions(run, per_outcome=5, seed=str(seed)))
    assert len(times) == 20
    # 100 times each on average; five standard deviations are 43.
    assert all(57 <= drawn <= 143 for drawn in times.values())


def test_the_seed_and_the_ids_of_the_records_alone_say_what_is_drawn(law):
    """As an auditor would draw again from a list of charge_ids: neither the database nor the numbers of rows matter."""
    run = run_with(law, ["eligible", "ineligible"] * 30)
    by_outcome = [[f"X{number}" for number in range(first, 61, 2)] for first in (1, 2)]
    first = [charge_id for ids in by_outcome for charge_id in sorted(ids, key=hash_of)[:3]]
    drawn = draw_decisions(run, per_outcome=3, seed="ñ")
    charges = dict(run.decisions.values_list("charge_id", "charge__charge_id"))
    assert [charges[one.charge] for one in drawn] == sorted(first, key=hash_of)


def hash_of(charge_id: str) -> str:
    return sha256(f"ñ {charge_id}".encode()).hexdigest()


def test_a_thousand_decisions_are_drawn_with_one_query_for_each_outcome(law, django_assert_num_queries):
    run = run_with(law, ["eligible", "later"] * 500)
    with django_assert_num_queries(len(OUTCOMES)):
        assert len(draw_decisions(run, per_outcome=100, seed="s")) == 200


def test_what_was_cleared_before_is_not_drawn_and_what_is_held_is(law):
    run = run_with(law, ["eligible"] * 3, {"X1": "already", "X2": "held"})
    drawn = actions.draw(by=PREPARER, run=run, at=AT, per_outcome=10)
    assert set(drawn.decisions.values_list("charge__charge_id", flat=True)) == {"X2", "X3"}


def test_as_many_are_drawn_as_the_law_asks_for_by_a_seed_that_nobody_chose(franklin):
    run = run_with(franklin, ["eligible"] * 60)
    sample = actions.draw(by="staff:1", run=run, at=AT)
    assert sample.per_outcome == 50
    assert list(sample.decisions.values_list("number", flat=True)) == list(range(1, 51))
    assert len(sample.seed) == 32
    event = Event.objects.of_kind("sample.drawn").get()
    assert (event.subject, event.actor) == (f"run:{run.pk}", "staff:1")
    assert event.detail == {"seed": sample.seed, "per_outcome": 50, "drawn": 50}


def test_a_recorded_seed_draws_the_same_sample_again(franklin):
    run = run_with(franklin, ["eligible", "later"] * 60)
    sample = actions.draw(by="staff:1", run=run, at=AT)
    again = draw_decisions(run, per_outcome=sample.per_outcome, seed=sample.seed)
    assert [one.charge for one in again] == list(sample.decisions.values_list("charge", flat=True))


def test_no_fewer_are_drawn_than_the_law_asks_for_but_more_may_be(franklin):
    run = run_with(franklin, ["eligible"] * 60)
    with pytest.raises(Refused, match=r"49 .* too few. The law asks for 50 at least \(F.S. 12-34\(11\)\(e\)\)"):
        actions.draw(by="staff:1", run=run, at=AT, per_outcome=49)
    assert actions.draw(by="staff:1", run=run, at=AT, per_outcome=55).decisions.count() == 55


def test_where_the_law_names_no_number_whoever_draws_does(law):
    run = run_with(law, ["eligible"])
    with pytest.raises(Refused, match="The law names no number; give 1 or more"):
        actions.draw(by="staff:1", run=run, at=AT)
    assert actions.draw(by="staff:1", run=run, at=AT, per_outcome=1).decisions.count() == 1


def test_a_sample_is_drawn_once(sample):
    with pytest.raises(Refused, match="drawn already"):
        actions.draw(by=PREPARER, run=sample.run, at=AT)


@pytest.mark.parametrize("state", ["preparing", "withdrawn", "failed"])
def test_a_sample_is_drawn_of_a_run_that_is_computed(law, state):
    run = run_with(law, ["eligible"])
    run.state = state
    run.save()
    with pytest.raises(Refused, match="Its decisions are checked after it is computed"):
        actions.draw(by=PREPARER, run=run, at=AT, per_outcome=1)


def test_nothing_is_checked_any_more_once_someone_has_approved(sample):
    settled(sample.run)
    answer(sample.decisions.get(number=1))
    sample.run.approvals.create(by="staff:3", digest=sample.run.digest, signed_in_at=AT, at=AT)
    with pytest.raises(Refused, match="before anyone approves it"):
        answer(sample.decisions.get(number=2))


def settled(run) -> None:
    run.state, run.settled_at = "ready", AT
    run.save()


# ---- Looking


def test_a_reviewer_sees_what_the_law_reads_and_what_it_makes_of_it(sample):
    shown = actions.look(by=REVIEWER, sampled=sampled(sample, "P1-C2-1"))
    assert shown.found_by == [("court", "Franklin Superior Court"), ("case number", "20-CR-0912"), ("sequence", "1")]
    assert shown.of_person == [("birth date", "1980-01-01")]
    marked = next(row for row in shown.rows if row.marked)
    facts = dict(zip(shown.columns, marked.cells, strict=True))
    assert (len(shown.rows), marked.name) == (5, "Case 2, charge 1")
    assert facts["statute"] == "18-4-401(2)(b)"
    assert (facts["disposition date"], facts["attributes"]) == ("2020-05-03", "none")
    assert facts["supervision end date"] == "not known"
    assert "description" not in facts
    assert isinstance(shown.explanation, ChargeExplanation)
    assert (shown.explanation.outcome, shown.explanation.charge_id) == ("later", "P1-C2-1")
    assert shown.explanation.tracks[0].says.startswith("Misdemeanor convictions are sealed")
    assert shown.decision.outcome == "later"
    assert not shown.changed


def test_a_look_is_written_down(sample):
    one = sampled(sample, "P1-C2-1")
    actions.look(by=REVIEWER, sampled=one)
    event = Event.objects.of_kind("sample.viewed").get()
    assert (event.actor, event.subject) == (REVIEWER, f"person:{one.charge.person_id}")
    assert event.detail == {"run": sample.run_id, "number": one.number}


def test_a_look_that_cannot_be_written_down_shows_nothing(sample, monkeypatch):
    def refuse(**_):
        raise OSError("the event log is gone")

    monkeypatch.setattr("clearance.audit.actions.record", refuse)
    with pytest.raises(OSError, match="gone"):
        actions.look(by=REVIEWER, sampled=sampled(sample, "P1-C2-1"))


def test_who_prepared_the_run_does_not_look(sample):
    with pytest.raises(Refused, match="You prepared run"):
        actions.look(by=PREPARER, sampled=sampled(sample, "P1-C2-1"))
    assert not Event.objects.of_kind("sample.viewed").exists()


def test_a_charge_that_is_cleared_is_sealed_for_the_reviewer_too(sample):
    clear(sample.run, "P1-C2-1")
    assert actions.look(by=REVIEWER, sampled=sampled(sample, "P1-C2-1")) is None
    other = actions.look(by=REVIEWER, sampled=sampled(sample, "P1-C2-2"))
    assert (len(other.rows), other.sealed) == (4, 1)
    assert Event.objects.of_kind("sample.viewed").count() == 1


def test_what_is_answered_is_not_shown_again(sample):
    one = answer(sampled(sample, "P1-C2-1"))
    assert actions.look(by="staff:3", sampled=one) is None
    assert not Event.objects.of_kind("sample.viewed").exists()


def test_records_that_changed_after_the_run_are_shown_as_changed(sample):
    other = people.someone_left_out()
    one = sampled(sample, "P1-C2-1")
    one.charge.person.last_import_id = other.last_import_id
    one.charge.person.save()
    assert actions.look(by=REVIEWER, sampled=sampled(sample, "P1-C2-1")).changed


# ---- Answering


def test_a_decision_is_answered_once(sample):
    one = answer(sampled(sample, "P1-C2-1"), note=" Checked against the file. ")
    assert (one.answer, one.note, one.answered_by, one.answered_at) == (
        "agree",
        "Checked against the file.",
        REVIEWER,
        AT,
    )
    event = Event.objects.of_kind("sample.answered").get()
    assert (event.subject, event.detail) == (
        f"run:{sample.run_id}",
        {"number": one.number, "answer": "agree", "code": ""},
    )
    with pytest.raises(Refused, match="is answered already"):
        answer(one, "cannot_tell", by="staff:3")
    assert not Hold.objects.exists()


def test_who_prepared_the_run_does_not_answer(sample):
    with pytest.raises(Refused, match="Someone else checks its decisions"):
        answer(sampled(sample, "P1-C2-1"), by=PREPARER)


def test_a_disagreement_has_a_code_and_nothing_else_does(sample):
    one = sampled(sample, "P1-C2-1")
    for said, code in (("disagree", ""), ("agree", "other"), ("cannot_tell", "wrong_data")):
        with pytest.raises(Refused, match="by one of the codes"):
            answer(one, said, code=code)
    assert not SampledDecision.objects.answered().exists()


def test_a_disagreement_holds_the_charge_back(sample):
    one = answer(sampled(sample, "P1-C2-2"), "disagree", code="wrong_data")
    hold = Hold.objects.open().get()
    assert (hold.charge, hold.because, hold.reference, hold.placed_by) == (
        one.charge,
        "sample",
        f"sampled:{one.pk}",
        REVIEWER,
    )
    event = Event.objects.of_kind("hold.placed").get()
    assert event.subject == f"charge:{one.charge_id}"


def test_a_charge_that_is_held_already_stays_held_as_it_was(sample):
    one = sampled(sample, "P1-C2-2")
    before = Hold.objects.create(
        charge=one.charge, because="sample", reference="sampled:0", placed_at=AT, placed_by="x"
    )
    answer(one, "disagree", code="wrong_data")
    assert Hold.objects.get() == before


def test_a_hold_that_was_lifted_does_not_stand_in_for_a_new_one(sample):
    one = sampled(sample, "P1-C2-2")
    lifted = {"lifted_at": AT + timedelta(1), "lifted_by": "staff:4", "reason": "mended"}
    Hold.objects.create(charge=one.charge, because="sample", reference="x", placed_at=AT, placed_by="x", **lifted)
    answer(one, "disagree", code="wrong_data")
    assert Hold.objects.open().count() == 1


def test_of_a_sealed_charge_nobody_can_tell(sample):
    clear(sample.run, "P1-C2-1")
    one = sampled(sample, "P1-C2-1")
    with pytest.raises(Refused, match=r"sealed\. Answer that you cannot tell"):
        answer(one)
    assert answer(one, "cannot_tell").answer == "cannot_tell"
