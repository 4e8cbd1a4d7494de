"""The histories that the decision table is checked with: each has the facts of its row, and none is too long."""

from itertools import combinations_with_replacement, product

import pytest

from tests.virginia.histories import LAST_YEAR, Charge, Facts, facts_of, history_of, why_impossible

LEVELS = ("Misdemeanor", "Felony")
DISPOSITIONS = ("Conviction", "Dismissed", "Deferral Dismissal")
GROUPS = (
    "covered in 19.2-392.6 - A",
    "covered in 19.2-392.6 - B",
    "excluded by 19.2-392.12",
    "covered elsewhere",
)
YES_OR_NO = [(False, True)] * 9


@pytest.fixture(scope="module")
def possible() -> list[Facts]:
    """All combinations of the twelve facts that are not called impossible."""
    every = [Facts(*row) for row in product(LEVELS, DISPOSITIONS, GROUPS, *YES_OR_NO)]
    assert len(every) == 12_288
    return [row for row in every if not why_impossible(row)]


def test_each_history_has_exactly_the_facts_of_its_row(possible):
    assert [facts_of(history_of(row, number)) for number, row in enumerate(possible)] == possible


def test_no_charge_could_be_left_out_of_a_history(possible):
    for place, row in enumerate(possible):
        history = history_of(row, place)
        for number in range(1, len(history)):
            assert facts_of(history[:number] + history[number + 1 :]) != row


def test_no_history_of_three_charges_has_facts_that_are_called_impossible():
    endings = [(level, "Dismissed", "U") for level in LEVELS]
    endings += [("Misdemeanor", "Conviction", "1"), *(("Felony", "Conviction", grade) for grade in ("U", "2", "4"))]
    for year, ending in product((2010, 2011, 2013, 2014), [*endings, ("Felony", "Deferral Dismissal", "U")]):
        years = [year + distance for distance in (-10, -9, -3, -2, 0, 6, 7, 9) if year + distance <= LAST_YEAR]
        others = [Charge(*one) for one in ((when, *how) for when in years for how in endings)]
        for pair in combinations_with_replacement(others, 2):
            facts = facts_of((Charge(year, *ending), *pair))
            assert why_impossible(facts) is None, facts
