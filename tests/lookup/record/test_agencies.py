"""The lines of agencies, in sentences."""

from datetime import date

import pytest

from clearance.law.people import People
from lookup.record.agencies import agency_lines
from lookup.record.cleared import Cleared, Told
from tests.lookup.people import NOW

DAY = date(2026, 9, 23)
STATES = {
    "confirmed": ("settled", "Confirmed on 22 November 2026."),
    "no_record": ("settled", "It has no record of this charge."),
    "destroyed": ("settled", "It has no record of this charge."),
    "waiting": ("waiting", "Told on 23 September 2026. Not confirmed yet."),
    "soon": ("waiting", "Not told yet."),
    "late": ("open", "Told on 23 September 2026. Its answer was due on 23 September 2026, and has not come."),
    "not_found": (
        "open",
        "On 22 November 2026 it said that it could not find this charge. Someone is looking into that.",
    ),
    "conflict": (
        "open",
        "On 22 November 2026 it said that its file says something else. Someone is looking into that.",
    ),
    "no_duty": ("open", "It says that the law does not ask it to hide this charge."),
    "lawsuit": ("open", "It says that it needs this record for a lawsuit."),
    "refused": ("open", "It did not hide this charge, and gave the state a reason."),
}


def lines(*states: str, must: bool = True, name: str = "The Bureau"):
    told = tuple(Told(name, must, state, None if state == "soon" else DAY, NOW, DAY) for state in states)
    return agency_lines(Cleared(DAY, NOW, "seal", "Law", "", "1", People(), told))


@pytest.mark.parametrize(("state", "expected"), STATES.items())
def test_every_state_has_its_sign_and_its_sentence(state, expected):
    [line] = lines(state).must
    assert (line.sign, line.says) == expected


def test_an_agency_that_need_not_answer_was_only_told():
    [line] = lines("waiting", must=False).also
    assert (line.sign, line.says) == ("waiting", "Told on 23 September 2026.")


@pytest.mark.parametrize(
    ("states", "progress", "means"),
    [
        (["confirmed"], "The agency that must hide it has done so", "A background check that asks these"),
        (["confirmed", "no_record"], "All agencies that must hide it have done so", "A background check that asks"),
        (["confirmed", "late"], "1 of 2 agencies have confirmed that they no longer show it", "Until all of them"),
        (["waiting", "soon"], "No agency has confirmed yet that it no longer shows this charge", "Until all of them"),
    ],
)
def test_how_many_have_confirmed_and_what_that_means(states, progress, means):
    found = lines(*states)
    assert found.progress == progress
    assert found.means.startswith(means)


def test_before_anyone_was_told_it_says_so():
    assert lines().means.startswith("The agencies are being told.")
