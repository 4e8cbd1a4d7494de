"""For one person: every track and requirement, whether it holds, from when, and what is missing."""

from datetime import date

import narwhals as nw
from hypothesis import given, note
from hypothesis import strategies as st

from clearance.engine.evaluate import evaluate
from clearance.engine.explain import OF_CASE, ChargeExplanation, explain, explain_charge
from clearance.engine.plan import order, plan_for
from clearance.engine.tracks import Columns
from clearance.law.policy import Policy, build_policy, load_policy
from tests.engine.kept import THEFT, facts, stored
from tests.engine.strategies import policies
from tests.engine.strategies_people import AS_OF, DAYS, frame, people
from tests.engine.test_against_naive import EXAMPLES, with_examples

TODAY = date(2026, 1, 1)
DAY = st.one_of(AS_OF, st.sampled_from([*DAYS, date(1900, 1, 1), date(2031, 3, 1), date(2999, 1, 1)]))


def test_a_charge_says_when_it_becomes_eligible_and_what_stands_in_the_way_until_then():
    [charge] = explain(load_policy("franklin"), facts(THEFT), TODAY)

    [track] = [track for track in charge.tracks if track.id == charge.track]
    waits = {one.id: (one.holds, one.on) for one in track.requirements if one.holds is False}
    assert (charge.outcome, charge.eligible_on, track.on) == ("later", date(2027, 5, 3), date(2027, 5, 3))
    assert waits == {
        "seven-years": (False, date(2027, 5, 3)),
        "seven-years-clean": (False, date(2027, 5, 3)),
    }


def test_a_requirement_speaks_the_laws_own_words_in_the_readers_language():
    [english] = explain(load_policy("franklin"), facts(THEFT), TODAY)
    [spanish] = explain(load_policy("franklin"), facts(THEFT), TODAY, "es")

    says = [[one.says for one in charge.tracks[0].requirements] for charge in (english, spanish)]
    assert says[0][0] == "Seven years have passed since the sentence."
    assert says[1][0] == "Han pasado siete años desde la sentencia."


def test_what_is_missing_is_named_for_the_requirement_that_needs_it():
    [charge] = explain(load_policy("franklin"), facts(THEFT | {"statute": None}), TODAY)

    [track] = [track for track in charge.tracks if track.id == "misdemeanors"]
    missing = {one.id: one.missing for one in track.requirements if one.missing}
    assert (charge.outcome, charge.missing) == ("undetermined", ("statute",))
    assert missing == {"not-excluded": ("statute",)}
    assert [one.holds for one in track.requirements if one.id == "not-excluded"] == [None]


def test_a_requirement_that_can_never_hold_is_told_from_one_that_waits():
    [charge] = explain(load_policy("franklin"), facts(THEFT | {"statute": "18-3-202(1)(a)"}), TODAY)

    [track] = charge.tracks
    assert [one.id for one in track.requirements if one.never] == ["not-excluded"]
    assert charge.outcome == "ineligible"


def test_a_charge_that_no_track_covers_has_none():
    [charge] = explain(load_policy("franklin"), facts(THEFT | {"disposition": "pending"}), TODAY)

    assert (charge.outcome, charge.tracks, charge.track) == ("ineligible", (), None)


def reasons(law: Policy, explained: ChargeExplanation) -> str:
    """As a determination names them."""
    if explained.outcome == "eligible":
        return ""
    own = [f"{track.id}.{one.id}" for track in explained.tracks for one in track.requirements if not one.holds]
    limits = {limit.says.en for limit in law.policy.limit}
    unit = ["policy.unit"] if OF_CASE.en in explained.held_by else []
    limit = ["policy.limit"] if limits.intersection(explained.held_by) else []
    return ";".join(own + unit + limit)


@with_examples(EXAMPLES // 20)
@given(st.data(), policies(), st.lists(DAY, min_size=3, max_size=3, unique=True))
def test_what_is_stored_once_explains_every_day_as_the_engine_determines_it(data, policy, days):
    law, charges = build_policy(policy), frame(data.draw(people(policy)))
    note(f"{policy=}\n{charges.rows(named=True)=}")
    once = stored(law, charges)

    for day in days:
        explained = [explain_charge(law, one, day) for one in once]
        found = [
            (one.charge_id, one.outcome, one.eligible_on, one.track, reasons(law, one), ";".join(one.missing))
            for one in explained
        ]
        assert found == evaluate(law, charges, day).drop("person_id").rows()
    assert explained == explain(law, charges, days[-1])


@with_examples(EXAMPLES // 40)
@given(st.data(), policies())
def test_every_requirement_is_explained_with_the_engines_own_date_and_causes(data, policy):
    law, charges = build_policy(policy), order(frame(data.draw(people(policy))))
    note(f"{policy=}\n{charges.rows(named=True)=}")
    columns = Columns(law)

    computed = plan_for(law, missing_in=charges).run(charges, None, [nw.all()]).rows(named=True)

    for row, explained in zip(computed, explain(law, charges, TODAY), strict=True):
        covering = [t for t in columns.tracks if row[columns.covers(t)] is not False]
        assert [law.tracks[t].id for t in covering] == [track.id for track in explained.tracks]
        for t, track in zip(covering, explained.tracks, strict=True):
            assert track.covers == row[columns.covers(t)]
            assert track.on == (None if row[columns.open(t)] else row[columns.on(t)])
            for r, one in enumerate(track.requirements):
                causes = [fact for fact in sorted(law.columns) if row.get(columns.requirement_cause(t, r, fact))]
                assert (one.on, one.missing) == (row[columns.day(t, r)], tuple(causes))
