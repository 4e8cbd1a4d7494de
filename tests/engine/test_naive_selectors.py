"""The plain reading of selectors, scopes and statutes is itself right, by hand from clearance/law/README.md."""

from datetime import date

import pytest

from tests.engine.naive_selectors import covers, in_scope, matches, normalised
from tests.engine.small_laws import charge, law

A_DAY, THE_NEXT = date(2020, 1, 1), date(2020, 1, 2)


def dated(number: int, day: date | None, **facts: object) -> dict:
    return charge(number, disposition_date=day, **facts)


@pytest.mark.parametrize(
    ("scope", "itself", "same_case", "same_day", "next_day", "undated"),
    [
        ("charge", True, False, False, False, False),
        ("case", True, True, False, False, False),
        ("person", True, True, True, True, True),
        ("others", False, True, True, True, True),
        ("other_cases", False, False, True, True, True),
        ("same_disposition_date", True, False, True, False, None),
        ("earlier", False, False, False, False, None),
        ("later", False, True, False, True, None),
    ],
)
def test_each_scope_has_its_charges(scope, itself, same_case, same_day, next_day, undated):
    this = dated(1, A_DAY)
    others = [
        this,
        dated(2, THE_NEXT, case_id="case 1"),
        dated(3, A_DAY),
        dated(4, THE_NEXT),
        dated(5, None),
    ]
    found = [in_scope(other, this, scope, "disposition_date").value for other in others]
    assert found == [itself, same_case, same_day, next_day, undated]


@pytest.mark.parametrize("date_column", ["offense_date", "arrest_date", "disposition_date"])
def test_an_undated_charge_is_on_its_own_day_and_perhaps_on_any_other(date_column):
    this, another = charge(1, **{date_column: None}), charge(2, **{date_column: A_DAY})
    assert in_scope(this, this, f"same_{date_column}", "").value is True
    assert in_scope(another, this, f"same_{date_column}", "").missing == {date_column}
    assert in_scope(another, charge(3, **{date_column: A_DAY}), f"same_{date_column}", "").value is True


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({}, True),
        ({"level": "felony"}, True),
        ({"level": ["felony", "misdemeanor"]}, True),
        ({"not": {"level": "felony"}}, False),
        ({"grade": "A"}, None),
        ({"not": {"grade": "A"}}, None),
        ({"grade": "A", "level": "misdemeanor"}, False),
        ({"any": [{"grade": "A"}, {"level": "felony"}]}, True),
        ({"any": []}, False),
        ({"all": []}, True),
        ({"sequence": {"at_least": 2, "below": 3}}, True),
        ({"sequence": {"above": 2}}, False),
        ({"attribute": ["firearm", "victim_minor"]}, True),
        ({"attribute": "victim"}, False),
        ({"age_at": {"date": "offense_date", "under": 21}}, False),
        ({"age_at": {"date": "offense_date", "at_least": 21}}, True),
        ({"age_at": {"date": "arrest_date", "at_least": 21}}, None),
        ({"missing": "grade"}, True),
        ({"missing": "arrest_date"}, True),
        ({"missing": "level"}, False),
        ({"missing": ["level", "grade"]}, True),
        ({"missing": ["level", "sequence"]}, False),
        ({"not": {"missing": "grade"}}, False),
        ({"grade": "A", "not": {"missing": "grade"}}, False),
    ],
)
def test_selectors_have_three_answers(selector, expected):
    one = charge(
        1,
        level="felony",
        grade=None,
        sequence=2,
        attributes="firearm;victim_minor",
        birth_date=date(2000, 2, 29),
        offense_date=date(2021, 2, 28),
    )
    assert matches(selector, one, law()).value is expected


def test_no_flags_is_not_the_same_as_unknown_flags():
    assert matches({"attribute": "firearm"}, charge(1, attributes=""), law()).value is False
    assert matches({"attribute": "firearm"}, charge(1), law()).missing == {"attributes"}


def test_doubt_that_changes_nothing_is_not_named():
    doubtful = {"any": [{"grade": "A"}, {"level": "felony", "plea": "guilty"}]}
    assert matches(doubtful, charge(1, level="misdemeanor"), law()).missing == {"grade"}


@pytest.mark.parametrize(
    ("listed", "cited", "expected"),
    [
        ("18-3", "18-3-202(1)(a)", True),
        ("18-3", "18-3", True),
        ("18-3", "18-30", False),
        ("18-3", "18-3.5-101", False),
        ("18-3-202(1)", "18-3-202", False),
        ("163.427", "163.427 (1)(A)", True),
        ("18.2-266", "A.18.2-266", True),
        ("a.18.2-266", "§ 18.2-266", True),
        ("13", "13A-5", False),
        ("13", "13:4", True),
    ],
)
def test_statutes_match_by_hierarchy(listed, cited, expected):
    assert covers(normalised(listed), normalised(cited)) is expected


@pytest.mark.parametrize(
    ("listed", "cited", "expected"),
    [
        ("18-2701..18-2799", "18-2701", True),
        ("18-2701..18-2799", "18-2799(b)", True),
        ("18-2701..18-2799", "18-2799A", False),
        ("18-2701..18-2799", "18-2799.1", False),
        ("18-2701..18-2799", "18-2701.1", True),
        ("18-2701..18-2799", "18.2-2750", False),
        ("18-2701..18-2799", "19-2750", False),
        ("2710..2711", "2710A", True),
        ("2710Z..2711", "2710AA", True),
        ("2710A..2711", "2710", False),
        ("57.1..58", "57.01", False),
        ("57..58", "57.01", True),
        ("57..58", "", False),
        ("11300..11400", "664-11359", False),
    ],
)
def test_a_range_lists_what_lies_between_its_ends(listed, cited, expected):
    policy = law(offenses={"listed": {"statutes": [listed]}})
    assert matches({"offense": "listed"}, charge(1, statute=cited), policy).value is expected


@pytest.mark.parametrize("cited", ["664-11359", "664/11359(a)"])
def test_an_attempt_matches_only_where_the_list_includes_attempts(cited):
    def found(**offense: object) -> bool | None:
        policy = law(offenses={"drugs": {"statutes": ["11359"], **offense}})
        return matches({"offense": "drugs"}, charge(1, statute=cited), policy).value

    assert found(include_attempts=True) is True
    assert found() is False
