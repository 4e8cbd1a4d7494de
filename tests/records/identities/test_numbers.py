import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance import keyring
from clearance.records.identities.numbers import is_number, normalised, to_find

TEXTS = st.text(max_size=60)


@pytest.mark.parametrize(("value", "plain"), [
    ("FR-0012 345", "fr0012345"), ("fr 0012345 ", "fr0012345"), ("(123) 45.67/89", "123456789"), ("Ñ-12", "n12"),
    ("STRAẞE 7", "strasse7"), ("İ1", "i1"), ("１２３", "123"), ("_-_", ""), ("", ""), ("=1+1", "11"), ("a\0b", "ab"),
    ("\u202e12", "12"), ("שלום1", "שלום1"),
])  # fmt: skip
def test_a_number_is_compared_by_its_letters_and_digits(value, plain):
    assert normalised(value) == plain


@given(TEXTS)
def test_what_is_normalised_holds_letters_and_digits_only_and_stays_as_it_is(value):
    plain = normalised(value)
    assert plain == "" or plain.isalnum()
    assert normalised(plain) == plain


@given(st.lists(st.sampled_from("abzABZ019"), min_size=1).map("".join), st.data())
def test_case_spaces_and_punctuation_make_no_difference(value, data):
    between = st.sampled_from(["", " ", "-", ".", "/", "\u00a0", "_", "\t"])
    written = "".join(data.draw(between) + data.draw(st.sampled_from([sign, sign.swapcase()])) for sign in value)
    assert normalised(written) == value.lower()


@pytest.mark.parametrize(("kind", "value", "good"), [
    ("state_id", "FR-1", True), ("state_id", "none", False), ("state_id", "0000000", False), ("state_id", "", False),
    ("license", "FR 12345678", True), ("license", "unknown", False), ("ssn", "078-05-1120", True),
    ("ssn", "999999999", False), ("ssn", "78051120", False), ("ssn", "0780511201", False),
    ("state_id", "1" + "2" * 100, False),
])  # fmt: skip
def test_what_can_be_nobodys_own_number_is_no_number(kind, value, good):
    assert is_number(kind, normalised(value)) is good
    assert (to_find(kind, value) is not None) is good


@given(TEXTS)
def test_a_number_to_find_is_a_digest_of_the_number_as_it_is_compared(value):
    found = to_find("state_id", value)
    if found:
        assert re.search(r"\d", normalised(value))
        assert found == keyring.digest(normalised(value), key=keyring.first(keyring.IDENTIFIERS))
