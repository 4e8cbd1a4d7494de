"""A law in plain words."""

import pytest

from clearance.law.files import law_names
from clearance.law.policy import load_policy, parse_policy
from clearance.law.words import in_words
from tests.law.laws import LAW, changed

UNSTATED = """
[[unstated]]
id = "interstate"
says = { en = "Compacts between states.", es = "Los pactos entre estados." }
citation = "X.S. 12-35"
verified = false
source = "general knowledge"
"""


def test_a_law_says_what_it_clears_and_what_it_asks():
    law = in_words(parse_policy(LAW))
    [track] = law.tracks
    assert (law.title.says, law.title.citation) == ("Example Act", "X.S. 12-34")
    assert (track.relief, track.line.citation) == ("seal", "X.S. 12-34(2)")
    assert track.requirements[0].says == "Seven years have passed since the sentence."
    assert [line.says for line in law.limits] == ["No more than four in a lifetime."]


def test_a_requirement_without_a_citation_stands_where_its_track_stands():
    [track] = in_words(parse_policy(LAW)).tracks
    assert {line.citation for line in track.requirements} == {"X.S. 12-34(2)"}


def test_a_law_is_told_in_spanish_where_it_is_given_in_spanish():
    law = in_words(parse_policy(LAW), "es")
    assert law.title.says == "Ley de ejemplo"
    assert law.tracks[0].relief == "sellar"
    assert law.tracks[0].requirements[0].says == "Seven years have passed since the sentence."


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "violent: 18-3, 18-4-401(2)"),
        ("include_attempts = true", "violent: 18-3, 18-4-401(2); attempts count too"),
        ('described = "crimes of violence"', "violent: 18-3, 18-4-401(2). The law describes: crimes of violence"),
    ],
)
def test_a_list_of_offenses_names_its_statutes(line, says):
    listed = changed('statutes = ["18-3", "18-4-401(2)"]', f'statutes = ["18-3", "18-4-401(2)"]\n{line}')
    assert in_words(parse_policy(listed)).offenses[0].says == says


def test_what_is_not_verified_is_marked_with_where_it_was_seen():
    [line] = in_words(parse_policy(LAW + UNSTATED), "es").unstated
    assert (line.says, line.unverified, line.source) == ("Los pactos entre estados.", True, "general knowledge")


def test_a_law_that_says_nothing_of_its_process_is_silent_on_it():
    law = in_words(parse_policy(LAW + "[process.petition]\nneeded = false"))
    assert [line.says for line in law.process] == ["Nobody has to ask for it."]
    assert "whether a person must ask" not in law.silent_on
    assert "who finds the eligible records" in law.silent_on


@pytest.mark.parametrize("name", law_names())
def test_every_provision_of_the_library_has_words_in_both_languages(name):
    law = load_policy(name)
    for language in ("en", "es"):
        words = in_words(law, language)
        parts = [*words.limits, *words.offenses, *words.process, *words.people, *words.unstated, words.title]
        parts += [line for track in words.tracks for line in (track.line, *track.requirements)]
        assert len(parts) == len(list(law.provisions()))
        assert all(line.says.strip() for line in parts)


def test_a_law_says_from_when_it_clears_and_so_does_a_track_that_starts_later():
    later = changed("[[track]]", "[[track]]\neffective = 2030-01-01").replace(
        "[policy]", "[policy]\nunit = 'case'\neffective = 2024-07-01"
    )
    words = in_words(parse_policy(later))
    assert words.notes == (
        "Nothing is cleared before 2024-07-01.",
        "The charges of a case are cleared together, once each of them can be.",
    )
    assert words.tracks[0].starts == "Nothing is cleared before 2030-01-01."
    assert in_words(parse_policy(LAW)).tracks[0].starts == ""
