"""Impact is what separate evaluations of each changed law come to, over random laws and random people."""

from hypothesis import given, note
from hypothesis import strategies as st

from clearance.engine.impact import Change, impact, tally
from clearance.law.policy import build_policy
from tests.engine.separately import change, each_without, eligible
from tests.engine.strategies import policies
from tests.engine.strategies_people import AS_OF, frame, people
from tests.engine.test_against_naive import EXAMPLES, with_examples
from tests.engine.test_impact import impact_of


@with_examples(EXAMPLES // 40)
@given(st.data(), policies(), AS_OF)
def test_leaving_out_a_condition_is_evaluating_the_law_without_it(data, policy, as_of):
    charges = data.draw(people(policy, max_people=4))
    note(f"{policy=}\n{charges=}\n{as_of=}")

    found = impact_of(policy, *charges, as_of=as_of).all

    facts, without = frame(charges), each_without(policy)
    whole = eligible(policy, facts, as_of)
    assert found.when["now"] == change(whole.clear(), whole).gain
    assert list(found.without) == list(without)
    for condition, left in without.items():
        here = found.without[condition]
        assert Change(here.gain, here.lose) == change(whole, eligible(left, facts, as_of)), condition


@with_examples(EXAMPLES // 100)
@given(st.data(), policies(), policies(), AS_OF)
def test_against_another_law_is_evaluating_both(data, policy, other, as_of):
    charges = data.draw(people(policy, max_people=4))

    found = impact_of(policy, *charges, against=other, as_of=as_of).all

    assert found.against == change(*(eligible(one, frame(charges), as_of) for one in (other, policy)))


@with_examples(EXAMPLES // 80)
@given(st.data(), policies(), policies(), AS_OF)
def test_ranges_of_people_add_up_to_the_whole(data, policy, other, as_of):
    charges = data.draw(people(policy, max_people=4))
    here, there = build_policy(policy), build_policy(other)
    apart = frame(charges).sort("person_id").partition_by("person_id")

    found = impact(here, [tally(here, own, as_of, there) for own in apart], as_of, there)

    assert found == impact_of(policy, *charges, against=other, as_of=as_of)
