import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookup.identity import codes

drawn = st.builds(codes.draw)


def test_a_code_has_ten_characters_that_cannot_be_mistaken_for_others():
    code = codes.draw()
    assert len(code) == 10
    assert not set(code) & set("ILOU")
    assert set(code) <= set(codes.ALPHABET)


def test_codes_are_drawn_by_chance():
    assert len({codes.draw() for _ in range(1000)}) == 1000


def test_a_code_is_shown_in_groups():
    assert codes.shown("7KQ2M4XD9T") == "7KQ2-M4XD-9T"


@given(drawn)
def test_a_code_is_read_as_it_is_shown(code):
    assert codes.read(codes.shown(code)) == code


@pytest.mark.parametrize(
    "typed",
    ["7KQ2-M4XD-9T", "7kq2m4xd9t", " 7kq2 m4xd 9t ", "7KQ2–M4XD—9T", "7kq2.m4xd.9t", "7KQ2\u00a0M4XD\t9T"],
)
def test_small_letters_spaces_and_dashes_do_not_matter(typed):
    assert codes.read(typed) == "7KQ2M4XD9T"


def test_letters_that_look_like_digits_are_read_as_digits():
    assert codes.read("OoIi-Ll00-11") == "0011110011"


@pytest.mark.parametrize("typed", ["", "7KQ2-M4XD-9", "7KQ2-M4XD-9TT", "7KQ2-M4XD-9U", "7KQ2-M4XD-9ß", "７KQ2-M4XD-9T"])
def test_what_cannot_be_a_code_is_not_read_as_one(typed):
    assert codes.read(typed) is None


@given(st.text())
def test_anything_can_be_typed(typed):
    code = codes.read(typed)
    assert code is None or codes.read(code) == code


def test_the_first_four_characters_find_the_code_and_the_rest_is_the_secret():
    assert codes.split("7KQ2M4XD9T") == ("7KQ2", "M4XD9T")
