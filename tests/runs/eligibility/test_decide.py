"""How the decisions of a range of people are cut into parts."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from clearance.runs.eligibility import decide
from clearance.runs.eligibility.decide import DECISIONS_PER_PART, FIRST_STAGE, SECOND_STAGE, in_parts

#: Of each person, how many charges are cleared and how many are not.
people = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 40)).filter(any), min_size=1, max_size=80)


def decisions(of: list[tuple[int, int]], first_person: int = 1) -> pl.DataFrame:
    rows = [
        (person, effect)
        for person, (clears, others) in enumerate(of, first_person)
        for effect in ["clear"] * clears + ["none"] * others
    ]
    return pl.DataFrame(rows, schema={"person_id": pl.Int64, "effect": pl.String}, orient="row").with_row_index(
        "charge_id"
    )


def clears(part: pl.DataFrame) -> int:
    return part.filter(effect="clear").height


@given(of=people)
def test_parts_hold_whole_people_in_order_and_few_enough_clearances(of):
    cut = in_parts(decisions(of), 0, 0)
    assert cut["charge_id"].to_list() == list(range(cut.height))
    assert cut["part"].to_list() == sorted(cut["part"])
    assert sorted(set(cut["part"])) == list(range(1, cut["part"].max() + 1))
    assert cut.group_by("person_id").agg(pl.col("part").n_unique())["part"].max() == 1
    first, *others = cut.partition_by("part", maintain_order=True)
    assert clears(first) <= FIRST_STAGE
    assert all(clears(part) < SECOND_STAGE + 90 for part in others)


@given(of=people, at=st.integers(0, 80))
def test_ranges_that_follow_one_another_keep_counting(of, at):
    first = in_parts(decisions(of[:at]), 0, 0) if of[:at] else None
    before = (first["part"].max(), clears(first)) if first is not None else (0, 0)
    if not of[at:]:
        return
    second = in_parts(decisions(of[at:], at + 1), *before)
    assert second["part"].min() == before[0] + 1
    assert second.group_by("person_id").agg(pl.col("part").n_unique())["part"].max() == 1


def test_a_part_holds_no_more_decisions_than_its_bound(monkeypatch):
    monkeypatch.setattr(decide, "DECISIONS_PER_PART", 10)
    cut = in_parts(decisions([(0, 4)] * 9), 0, 0)
    assert cut.group_by("part").len()["len"].max() <= 12
    assert cut["part"].max() >= 3
    assert DECISIONS_PER_PART == 10_000


def test_someone_with_more_charges_than_a_part_holds_stays_whole():
    cut = in_parts(decisions([(1, 0), (150, 0), (1, 0)]), 0, 0)
    assert cut.group_by("part", maintain_order=True).len()["len"].to_list() == [1, 151]
