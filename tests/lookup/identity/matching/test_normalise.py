import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookup.identity.matching.normalise import (
    case_number,
    firsts_alike,
    middles_agree,
    name,
    same_first,
    same_surname,
    sound,
    surname_sounds,
    surname_tokens,
    words,
)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("O'Neil-García", "oneil garcia"),
        ("O’NEIL", "oneil"),
        ("St. John", "st john"),
        ("  Quill ,", "quill"),
        ("Nuñez", "nunez"),
        ("Nun\u0303ez", "nunez"),
        ("STRAẞE", "strasse"),
        ("Łukasz Sørensen", "lukasz sorensen"),
        ("İnci", "inci"),
        ("A.J.", "aj"),
        ("Smith/Jones", "smith jones"),
        ("Ｑｕｉｌｌ", "quill"),
        ("李", "李"),
        ("- ,", ""),
    ],
)
def test_words_are_small_letters_without_marks_or_punctuation(written, found):
    assert " ".join(words(written)) == found


@given(st.text())
def test_words_are_found_again_in_what_was_found(text):
    assert words(" ".join(words(text))) == words(text)


@pytest.mark.parametrize(
    ("parts", "suffix"),
    [
        (("Quill", "Wren", "", "Jr."), "jr"),
        (("Quill", "Wren", "", "JUNIOR"), "jr"),
        (("Quill", "Wren", "", "J.R."), "jr"),
        (("Quill Jr", "Wren"), "jr"),
        (("Quill, Sr.", "Wren"), "sr"),
        (("Quill", "Wren III"), "iii"),
        (("Quill", "Wren", "Avery IV"), "iv"),
        (("Quill", "Wren", "II"), "ii"),
        (("Quill", "Wren", "", "2nd"), "ii"),
        (("Quill", "Wren", "", "3rd"), "iii"),
        (("Quill", "Wren", "", "4th"), "iv"),
        (("Quill Senior", "Wren"), "sr"),
        (("Quill", "Wren", "", "Esq."), "esq"),
        (("Quill Jr", "Wren", "", "Jr"), "jr"),
        (("Quill Sr", "Wren", "", "Jr"), "jr sr"),
        (("Quill", "Junior"), ""),
        (("Senior", "Wren"), ""),
        (("Quill", "Wren", None, None), ""),
    ],
)
def test_a_suffix_has_its_own_field(parts, suffix):
    assert name(*parts).suffixes == set(suffix.split())


def test_a_suffix_leaves_the_part_it_stood_in():
    found = name("Quill Jr", "Wren Sr", "Avery II")
    assert (found.last, found.first, found.middle) == (("quill",), ("wren",), ("avery",))


def surname(text):
    return name(text, "Wren")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("García Márquez", "Marquez-Garcia"),
        ("García-Márquez", "GARCIA MARQUEZ"),
        ("De La Cruz", "Delacruz"),
        ("Mc Donald", "McDonald"),
        ("O'Neil", "O Neil"),
    ],
)
def test_surnames_are_the_same_in_both_orders_and_with_or_without_a_space(one, other):
    assert same_surname(surname(one), surname(other))


@pytest.mark.parametrize(("one", "other"), [("García Márquez", "García"), ("Quill", "Quills"), ("", "")])
def test_other_surnames_are_not(one, other):
    assert not same_surname(surname(one), surname(other))


def test_a_first_name_is_the_same_with_or_without_a_space_and_never_where_there_is_none():
    assert same_first(name("Q", "Mary Ann"), name("Q", "Mary-Ann"))
    assert same_first(name("Q", "Mary Ann"), name("Q", "Maryann"))
    assert not same_first(name("Q", "Mary"), name("Q", "Mary Ann"))
    assert not same_first(name("Q", ""), name("Q", ""))


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Avery", "Avery", True),
        ("Avery", "", True),
        ("A", "Avery", True),
        ("Avery", "A.", True),
        ("Avery", "B", False),
        ("B", "Avery", False),
        ("Avery", "Ava", False),
        ("Avery Bell", "A B", True),
        ("Avery Bell", "Avery", True),
        ("Avery Bell", "A C", False),
    ],
)
def test_middle_names_agree_unless_one_speaks_against_the_other(one, other, agree):
    assert middles_agree(name("Q", "Wren", one), name("Q", "Wren", other)) is agree


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("García de la Márquez", {"garcia", "marquez", "garciadelamarquez"}),
        ("De La Cruz", {"cruz", "delacruz"}),
        ("O Neil", {"neil", "oneil"}),
        ("Xi Wu", {"xi", "wu", "xiwu"}),
        ("Le", {"le"}),
        ("", set()),
    ],
)
def test_a_surname_is_found_by_the_words_that_say_something(written, tokens):
    assert surname_tokens(surname(written)) == tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("smith", "smyth"),
        ("jimenez", "gimenez"),
        ("jimenez", "ximenez"),
        ("vega", "bega"),
        ("kathy", "cathy"),
        ("gonzalez", "gonsales"),
        ("hernandez", "ernandes"),
        ("pfister", "fister"),
        ("ashcraft", "ascraft"),
    ],
)
def test_what_sounds_alike_in_english_or_spanish_has_one_code(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("smith", "253"),
        ("tymczak", "3522"),
        ("lee", "4"),
        ("oak", "02"),
        ("washington", "0252"),
        ("hh", "hh"),
        ("李", "李"),
    ],
)
def test_a_sound_is_four_figures_at_most(word, code):
    assert sound(word) == code


def test_a_surname_sounds_as_the_words_it_is_found_by():
    assert surname_sounds(surname("Smith-Lee")) == {sound("smith"), sound("lee"), sound("smithlee")}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Dan", "Daniel", True),
        ("W", "Wren", True),
        ("Jon", "John", True),
        ("Wren", "Robin", False),
        ("", "", False),
        ("", "Wren", False),
    ],
)
def test_first_names_are_alike_that_are_short_for_one_another_or_sound_so(one, other, alike):
    assert firsts_alike(name("Q", one), name("Q", other)) is alike
    assert firsts_alike(name("Q", other), name("Q", one)) is alike


def test_a_case_number_is_its_letters_and_figures():
    assert case_number("20-CR-0912") == case_number("20 cr 0912") == "20cr0912"
    assert case_number("--") == ""
