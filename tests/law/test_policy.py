"""A policy file is read whole, known by its content, and refused with words that help mend it."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from clearance.law.files import MAX_BYTES
from clearance.law.policy import PolicyError, build_policy, load_policy, parse_policy

from .laws import LAW, changed


def refusal(text: str) -> str:
    with pytest.raises(PolicyError) as refused:
        parse_policy(text, "law.toml")
    return str(refused.value)


def test_a_policy_is_read_with_its_tracks_in_order_of_preference():
    policy = parse_policy(LAW + '[[track]]\nid = "rest"\nrelief = "dismiss"\n')

    assert [track.id for track in policy.tracks] == ["misdemeanors", "rest"]
    assert [one.id for one in policy.tracks[0].requires] == ["seven-years", "one-case", "calm", "not-violent"]
    assert policy.policy.limit[0].max == 4


def test_a_text_speaks_the_readers_language_or_english():
    policy = parse_policy(LAW)

    assert policy.title.in_language("es-mx") == "Ley de ejemplo"
    assert policy.title.in_language("en") == "Example Act"
    assert policy.policy.limit[0].says.in_language("es") == "No more than four in a lifetime."


def test_a_policy_knows_every_fact_it_reads():
    assert parse_policy(LAW).columns == {
        "disposition",
        "disposition_date",
        "level",
        "sentence_date",
        "statute",
        "case_id",
    }


def test_a_policy_reads_the_facts_that_stand_in_for_missing_ones():
    instead = '{ latest = "release_date", else = [{ date = "offense_date", plus = "sentence_days" }, "paid_date"] }'
    read = parse_policy(changed('from = "sentence_date"', f"from = {instead}")).columns

    assert {"release_date", "offense_date", "sentence_days", "paid_date"} <= read


def test_a_policy_reads_the_facts_that_may_be_missing_and_those_that_a_gap_starts_at():
    start = '{ date = "release_date", else = { date = "sentence_date", plus = "sentence_days" } }'
    gap = f'gap = {{ from = {start}, by = "filed_date", '
    read = parse_policy(changed("gap = { ", gap).replace('level = "misdemeanor" }', 'missing = "plea" }')).columns

    assert {"plea", "release_date", "sentence_date", "sentence_days", "filed_date"} <= read


def test_a_track_starts_with_the_law_or_on_a_later_day_of_its_own():
    own = changed('relief = "seal"', 'relief = "seal"\neffective = 2025-07-01')

    def starts(text: str) -> date | None:
        policy = parse_policy(text)
        return policy.starts(policy.tracks[0])

    assert starts(LAW) is None
    assert starts(own) == date(2025, 7, 1)
    assert starts(own.replace("[policy.limit]", "effective = 2026-01-01\n[policy.limit]")) == date(2026, 1, 1)


def test_a_charge_may_be_redesignated_to_a_level():
    policy = parse_policy(changed('relief = "seal"', 'relief = "redesignate"\nredesignate_to = "misdemeanor"'))

    assert policy.tracks[0].redesignate_to == "misdemeanor"


def test_comments_layout_and_the_order_of_keys_do_not_change_the_hash():
    rewritten = changed('id = "example"\n', "").replace(
        'citation = "X.S. 12-34"\n', '# a comment\ncitation   =   "X.S. 12-34"\nid = "example"\n', 1
    )

    assert parse_policy(rewritten).sha256 == parse_policy(LAW).sha256


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("years = 7", "years = 8"),
        ("seven-years", "seven_years"),
        ("Example Act", "Example  Act"),
        ("max = 4", "max = 5"),
    ],
)
def test_any_change_of_content_changes_the_hash(old, new):
    assert parse_policy(changed(old, new)).sha256 != parse_policy(LAW).sha256


def test_a_date_and_the_text_of_it_are_different_content():
    dated = {"policy": {"effective": date(2024, 7, 1)}}
    texted = {"policy": {"effective": "2024-07-01"}}

    hashes = []
    for data in (dated, texted):
        base = {"id": "a", "title": "A", "jurisdiction": "US-XX", "citation": "X"}
        try:
            hashes.append(
                build_policy({"policy": base | data["policy"], "track": [{"id": "t", "relief": "seal"}]}).sha256
            )
        except PolicyError as error:
            assert "policy.effective" in str(error)
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("old", "new", "where", "found", "hint"),
    [
        (
            'from = "sentence_date"',
            'from = "sentense_date"',
            "track[1].requires[1].wait.from",
            "sentense_date",
            "sentence_date",
        ),
        ('says = "Seven', 'sayz = "Seven', "track[1].requires[1]", "sayz", "says"),
        ('offense = "violent"', 'offense = "violnt"', "track[1].requires[4]", "violnt", "violent"),
        ('level = "misdemeanor" }\n\n[off', 'levl = "misdemeanor" }\n\n[off', "policy.limit[1].of", "levl", "level"),
        ('"convicted", level', '"convictd", level', "track[1].covers.disposition", "convictd", "convicted"),
        ('relief = "seal"', 'relief = "sael"', "track[1].relief", "sael", "'seal'"),
        ("years = 7, from", 'years = "7", from', "track[1].requires[1].wait.years", "'7'", "a whole number"),
        ("years = 7, from", "years = -7, from", "track[1].requires[1].wait.years", "-7", "greater than or equal to 0"),
        ("max = 1,", "max = 1, min = 2,", "track[1].requires[2].count", "min = 2, max = 1", "not above max"),
        ("max = 1,", "", "track[1].requires[2].count", "neither", "min, max or both"),
        ("gap = { years = 7, ", "gap = { ", "track[1].requires[3].gap", "no time", "years, months or days"),
        ("gap = { years = 7, ", 'gap = { years = 7, in = "case", ', "requires[3].gap.in", "'case'", "'other_cases'"),
        (
            "gap = { years = 7, ",
            'gap = { years = 7, from = { latest = "release_date" }, ',
            "track[1].requires[3].gap.from",
            "latest",
            "date, plus, else",
        ),
        (
            'covers = { disposition = "convicted"',
            'covers = { missing = "attributes"',
            "track[1].covers.missing",
            "attributes",
            "means no flags",
        ),
        ('covers = { disposition = "convicted"', 'covers = { missing = ["levl"]', "covers.missing", "levl", "'level'"),
        ('covers = { disposition = "convicted"', "covers = { missing = []", "covers.missing", "[]", "a list of names"),
        ('covers = { disposition = "convicted"', 'covers = { missing = "case_id"', "missing", "case_id", "case_number"),
        (
            'relief = "seal"',
            'relief = "seal"\neffective = "2025-07-01"',
            "track[1].effective",
            "2025-07-01",
            "without quotes",
        ),
        (
            'distinct = "case_id"',
            'distinct = "level"',
            "track[1].requires[2].count.distinct",
            "level",
            "disposition_date",
        ),
        ('in = "person"', 'in = "persons"', "track[1].requires[2].count.in", "persons", "'person'"),
        ('id = "calm"', 'id = "one-case"', "track[1].requires", "one-case", "each id once"),
        ('statutes = ["18-3", "18-4-401(2)"]', "statutes = [3]", "offenses.violent.statutes[1]", "3", "text in quotes"),
        (
            'covers = { disposition = "convicted"',
            "covers = { deceased = 1",
            "track[1].covers.deceased",
            "1",
            "true or false",
        ),
        (
            'covers = { disposition = "convicted"',
            'covers = { age_at = { date = "offense_date" }',
            "covers.age_at",
            "date",
            "under",
        ),
        (
            'of = { level = "misdemeanor" }',
            "of = { level = { at_most = 3 } }",
            "limit[1].of.level",
            "at_most",
            "cannot be compared",
        ),
        (
            'covers = { disposition = "convicted"',
            "covers = { sequence = { before = 3 }",
            "covers.sequence",
            "before",
            "at_least",
        ),
        (
            'covers = { disposition = "convicted"',
            'covers = { offense_date = { before = "2015-02-15" }',
            "before",
            "2015-02-15",
            "without quotes",
        ),
        (
            'from = "sentence_date"',
            'from = { date = "release_date", else = ["sentence_date", "sentense_days"] }',
            "track[1].requires[1].wait.from[1].else[2].date",
            "sentense_days",
            "sentence_date",
        ),
        (
            'from = "sentence_date"',
            'from = { latest = "release_date", else = [] }',
            "wait.from[1].else",
            "[]",
            "a list of these that is not empty",
        ),
        (
            'from = "sentence_date"',
            'from = { latest = "release_date", else = { date = "sentence_date", else = "offense_date" } }',
            "wait.from[1].else[1]",
            "else",
            "date, plus",
        ),
        ('else = ["disposition_date"]', "else = []", "wait.else", "[]", "a date's name"),
        ('"18-3", "18-4', '"18-3..19-3", "18-4', "offenses.violent.statutes[1]", "18-3..19-3", "18-2701..18-2799"),
        ('"18-3", "18-4', '"18-4..18-3", "18-4', "offenses.violent.statutes[1]", "18-4..18-3", "in its order"),
        (
            'relief = "seal"',
            'relief = "seal"\nredesignate_to = "misdemeanor"',
            "track[1]",
            "redesignate_to with relief = 'seal'",
            'only with relief = "redesignate"',
        ),
        (
            'relief = "seal"',
            'relief = "redesignate"\nredesignate_to = "misdemeaner"',
            "track[1].redesignate_to",
            "misdemeaner",
            "'misdemeanor'",
        ),
        ('id = "example"\n', "", "policy.id", "missing", ""),
        ('jurisdiction = "US-XX"', 'jurisdiction = "Franklin"', "policy.jurisdiction", "Franklin", "US-"),
    ],
)
def test_a_wrong_key_is_named_with_its_path_what_was_found_and_what_is_allowed(old, new, where, found, hint):
    message = refusal(changed(old, new))

    assert message.startswith("law.toml: ")
    assert where in message
    assert found in message
    assert hint in message


def test_every_problem_is_named_at_once():
    assert len(refusal(changed('relief = "seal"', 'relief = "x"').replace("max = 4", "max = -1")).splitlines()) == 2


def test_two_forms_in_one_requirement_are_one_too_many():
    message = refusal(changed('id = "seven-years"', 'id = "seven-years"\nis = { level = "felony" }'))

    assert "is and wait" in message
    assert "exactly one of is, count, wait, gap" in message


def test_a_law_of_the_library_is_found_by_its_name_and_a_wrong_name_is_answered_with_those_there_are():
    assert load_policy("franklin").id == "franklin"
    with pytest.raises(PolicyError, match="franklin"):
        load_policy("frankling")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "policy: is missing"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"id = \x00", "not TOML"),
        (b"[policy", "not TOML"),
        (b"policy = 3", "policy: found 3; allowed: a table"),
        (b"policy = []\ntrack = 1", "policy"),
        (b"a = " + b"[" * 50_000, "too deep"),
        (b"[policy]\nid = 'x'\nid = 'y'", "not TOML"),
        (b"sha256 = 'abc'", "computed, never given"),
        (b"x = " + b"9" * 5000, "not TOML"),
        (b"#" + b"x" * MAX_BYTES, "is this a policy"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_in_words(tmp_path: Path, content: bytes, says: str):
    path = tmp_path / "law.toml"
    path.write_bytes(content)

    with pytest.raises(PolicyError) as refused:
        load_policy(path)

    assert says.lower() in str(refused.value).lower()
    assert "law.toml" in str(refused.value)


def test_selectors_that_stand_too_deep_are_refused():
    deep: dict = {}
    for _ in range(100_000):
        deep = {"not": deep}
    header = {"id": "a", "title": "A", "jurisdiction": "US-XX", "citation": "X"}

    with pytest.raises(PolicyError, match="too deep"):
        build_policy({"policy": header, "track": [{"id": "t", "relief": "seal", "covers": deep}]})


def test_the_law_and_the_engine_load_without_django():
    modules = "clearance.law.policy, clearance.engine.explain, clearance.engine.output"
    code = f"import sys, {modules}; print('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
