"""What a policy is warned of: each way in which it contradicts itself, and nothing else."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearance.engine.explain import explain
from clearance.law.files import law_names
from clearance.law.policy import build_policy, load_policy, parse_policy
from clearance.law.warnings import warnings
from tests.engine.small_laws import law, track
from tests.engine.strategies import policies
from tests.engine.strategies_people import frame, people
from tests.law.laws import LAW

CONVICTED = {"disposition": "convicted"}
FELONY = {"level": "felony"}
THEFT = {"theft": {"statutes": ["18-4-401"]}}
START = date(2025, 7, 1)
EARLIER = date(2025, 1, 1)


def warned(*tracks: dict, process: dict | None = None, offenses: dict | None = None, **head: Any) -> list[str]:
    return warnings(build_policy(law(*tracks, offenses=offenses, **head) | {"process": process or {}}))


@pytest.mark.parametrize("name", law_names())
def test_no_law_of_the_library_contradicts_itself(name):
    assert warnings(load_policy(name)) == []


def test_there_is_nothing_to_warn_of_in_a_law_that_can_work():
    assert warnings(parse_policy(LAW)) == []


def test_a_track_that_no_charge_can_enter():
    [warning] = warned(track(covers={"all": [FELONY, {"level": "misdemeanor"}]}))
    assert warning.startswith("track.relief: no charge can enter it")


@pytest.mark.parametrize(
    "requirement",
    [
        {"is": {"level": "misdemeanor"}},
        {"is": {"not": CONVICTED}},
        {"count": {"of": CONVICTED, "in": "person", "max": 0}},
        {"count": {"of": CONVICTED, "in": "same_arrest_date", "max": 0}},
        {"is": {"missing": "level"}},
        {"count": {"of": {"any": [FELONY, {"level": "petty"}]}, "in": "case", "max": 0}},
        {"count": {"in": "charge", "min": 2}},
        {"count": {"in": "case", "distinct": "case_id", "min": 2}},
    ],
)
def test_a_requirement_that_no_charge_of_its_track_can_meet(requirement):
    [warning] = warned(track(requirement, covers=CONVICTED | FELONY))
    assert warning.startswith("track.relief.r1: no charge that the track covers can ever meet it")


@pytest.mark.parametrize(
    "requirement",
    [
        {"is": {}},
        {"is": {"not": {"level": ["misdemeanor", "petty"]}}},
        {"is": {"disposition": ["convicted", "pardoned"]}},
        {"is": {"not": {"missing": "level"}}},
        {"count": {"of": CONVICTED, "in": "person", "min": 1}},
        {"count": {"of": {"disposition": "pending"}, "in": "charge", "max": 1}},
        {"count": {"in": "others", "min": 0}},
    ],
)
def test_a_requirement_that_asks_what_the_track_covers_already(requirement):
    [warning] = warned(track(requirement, covers=CONVICTED | FELONY))
    assert warning.startswith("track.relief.r1: every charge that the track covers meets it")


@pytest.mark.parametrize(
    "requirement",
    [
        {"is": {"grade": "1"}},
        {"count": {"of": CONVICTED, "in": "others", "max": 0}},
        {"count": {"of": CONVICTED, "in": "earlier", "max": 0}},
        {"count": {"of": CONVICTED, "in": "person", "max": 1}},
        {"count": {"of": CONVICTED | {"grade": "1"}, "in": "person", "max": 0}},
        {"count": {"of": CONVICTED, "in": "person", "min": 2}},
        {"count": {"of": CONVICTED, "in": "person", "distinct": "case_id", "max": 1}},
        {"wait": {"years": 100, "from": "disposition_date"}},
        {"gap": {"years": 1, "to": "next", "of": CONVICTED}},
        {"is": {"level": "misdemeanor"}, "when_missing": "holds"},
        {"is": FELONY, "when_missing": "fails"},
        {"is": {"missing": "grade"}},
        {"count": {"of": CONVICTED, "in": "same_arrest_date", "max": 1}},
    ],
)
def test_a_requirement_that_some_charges_meet_and_others_do_not(requirement):
    assert warned(track(requirement, covers=CONVICTED | FELONY)) == []


def test_a_requirement_that_asks_what_is_in_a_cell_that_may_be_empty_in_its_track():
    open_cases = {"any": [{"missing": "disposition"}, {"disposition": "pending"}]}
    assert warned(track({"is": {"disposition": "pending"}}, covers=open_cases)) == []
    assert (
        warned(track({"count": {"of": {"disposition": "pending"}, "in": "charge", "min": 1}}, covers=open_cases)) == []
    )


def test_requirements_that_contradict_each_other():
    [warning] = warned(
        track({"is": {"grade": "1"}}, {"is": {"status": "closed"}}, {"is": {"not": {"grade": ["1", "2"]}}})
    )
    assert warning.startswith("track.relief: no charge can meet these of its requirements at once: r1, r2, r3")


@pytest.mark.parametrize(
    "form",
    [
        {"count": {"of": FELONY | {"any": []}, "max": 0}},
        {"gap": {"years": 1, "to": "next", "of": {"any": []}}},
        {"wait": {"years": 7, "from": {"latest": "disposition_date", "of": {"any": []}}}},
    ],
)
def test_a_requirement_that_looks_for_charges_that_cannot_be(form):
    [warning] = warned(track(form))
    assert warning.startswith('track.relief.r1: no charge can match its "of"')


def test_a_wait_that_nobody_lives_to_see():
    [warning] = warned(track({"wait": {"years": 700, "from": "disposition_date"}}))
    assert warning.startswith("track.relief.r1: it waits 700 years")


def test_an_offense_list_that_nobody_uses():
    [warning] = warned(track(), offenses=THEFT)
    assert warning.startswith("offenses.theft: no track, requirement or limit uses this list")


@pytest.mark.parametrize(
    ("tracks", "head"),
    [
        ([track(covers={"offense": "theft"})], {}),
        ([track({"is": {"not": {"offense": "theft"}}})], {}),
        ([track({"wait": {"from": {"latest": "disposition_date", "of": {"offense": "theft"}}}})], {}),
        ([track()], {"limit": {"max": 1, "of": {"offense": "theft"}}}),
    ],
)
def test_an_offense_list_is_used_wherever_a_selector_names_it(tracks, head):
    assert warned(*tracks, offenses=THEFT, **head) == []


def test_a_limit_on_charges_that_cannot_be():
    [warning] = warned(track(), limit={"max": 1, "of": {"any": []}})
    assert warning.startswith("policy.limit.limit:")


@pytest.mark.parametrize("starts", [{"effective": START}, {"process": {"timeline": {"starts": START}}}])
@pytest.mark.parametrize(
    ("process", "path"),
    [
        ({"deadline": [{"id": "backlog", "says": "All of it.", "by": EARLIER}]}, "process.deadline.backlog"),
        ({"wave": [{"by": START}, {"by": EARLIER}]}, "process.wave.2"),
        ({"timeline": {"suspended": [{"from": EARLIER}]}}, "process.timeline.suspended"),
    ],
)
def test_a_day_before_the_start(starts, process, path):
    timeline = {"timeline": process.get("timeline", {}) | starts.get("process", {}).get("timeline", {})}
    [warning] = warned(track(), process=process | timeline, **{key: starts[key] for key in starts if key != "process"})
    assert warning.startswith(f"{path}: 2025-01-01 lies before the start")


@pytest.mark.parametrize("effective", [EARLIER, START])
def test_a_first_day_of_a_track_that_is_not_after_that_of_the_law(effective):
    [warning] = warned(track() | {"effective": effective}, effective=START)
    assert warning.startswith(f"track.relief.effective: {effective} changes nothing")


def test_an_amended_law_may_have_started_before_its_newest_version_took_effect():
    process = {"timeline": {"starts": EARLIER}, "wave": [{"by": EARLIER}]}
    assert warned(track(), process=process, effective=START) == []


def test_a_wave_that_ends_before_it_begins():
    [warning] = warned(track(), process={"wave": [{"records_from": START, "records_to": EARLIER, "by": START}]})
    assert warning.startswith("process.wave.1: records_to, 2025-01-01, lies before records_from, 2025-07-01")


SEVEN_YEARS = {"wait": {"years": 7, "from": "disposition_date"}}
CLEAN = {"count": {"of": CONVICTED, "in": "others", "max": 0}}


def test_two_tracks_alike():
    [warning] = warned(track(SEVEN_YEARS, covers=FELONY), track(SEVEN_YEARS, covers=FELONY, id="twin"))
    assert warning.startswith("track.twin: never taken, because track.relief, before it, is the same")


def test_a_track_alike_that_starts_later():
    [warning] = warned(track(SEVEN_YEARS), track(SEVEN_YEARS, id="twin") | {"effective": START})
    assert warning.startswith("track.twin: never taken, because track.relief, before it, covers all")


def test_a_track_after_one_that_covers_more_and_asks_less():
    [warning] = warned(
        track(SEVEN_YEARS, covers=CONVICTED), track(CLEAN, SEVEN_YEARS, covers=CONVICTED | FELONY, id="stricter")
    )
    assert warning.startswith("track.stricter: never taken, because track.relief, before it, covers all")


@pytest.mark.parametrize(
    "tracks",
    [
        [track(CLEAN, SEVEN_YEARS, covers=CONVICTED), track(SEVEN_YEARS, covers=CONVICTED, id="easier")],
        [track(SEVEN_YEARS, covers=FELONY), track(SEVEN_YEARS, covers=CONVICTED, id="others")],
        [track(SEVEN_YEARS | {"when_missing": "fails"}), track(SEVEN_YEARS, id="lenient")],
        [track() | {"effective": START}, track(id="earlier")],
        [track() | {"effective": START}, track(CLEAN, id="earlier")],
    ],
)
def test_a_track_that_may_still_be_taken(tracks):
    assert warned(*tracks) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data(), policies())
def test_every_warning_is_true_of_every_charge(data, table):
    policy = build_policy(table)
    found = dict(warning.split(": ", 1) for warning in warnings(policy) if warning.startswith("track."))
    if not found:
        return
    for charge in explain(policy, frame(data.draw(people(table))), date(2024, 3, 1)):
        assert charge.track is None or not found.get(f"track.{charge.track}", "").startswith("never taken")
        for one in charge.tracks:
            if found.get(f"track.{one.id}", "").startswith("no charge can enter"):
                assert one.covers is None
            for requirement in one.requirements:
                warning = found.get(f"track.{one.id}.{requirement.id}", "")
                if warning.startswith("no charge that") and one.covers:
                    assert requirement.on is None or requirement.never
                if warning.startswith("every charge") and one.covers:
                    assert not requirement.never
