from datetime import date, timedelta

import pytest
from django.utils import translation

from clearance.law import vocabulary
from lookup.record import words


def test_every_fact_and_code_of_the_vocabulary_has_words_and_no_others():
    assert set(words.FACTS) == set(vocabulary.FACTS)
    assert set(words.LEVELS) == set(vocabulary.LEVELS)
    assert set(words.DISPOSITIONS) == set(vocabulary.DISPOSITIONS)
    assert set(words.RELIEFS) == set(vocabulary.RELIEFS)


def test_no_two_facts_have_the_same_words():
    for language in ("en", "es"):
        with translation.override(language):
            assert len({str(label) for label in words.FACTS.values()}) == len(words.FACTS)


@pytest.mark.parametrize(
    ("language", "long", "short"), [("en", "3 May 2027", "3 May"), ("es", "3 de mayo de 2027", "3 may")]
)
def test_days_are_said_as_people_say_them(language, long, short):
    with translation.override(language):
        assert words.day(date(2027, 5, 3)) == long
        assert words.short_day(date(2027, 5, 3)) == short


def test_short_days_stay_short_enough_for_a_phone():
    for language in ("en", "es"):
        with translation.override(language):
            assert max(len(words.short_day(date(2027, 1, 1) + timedelta(days))) for days in range(365)) <= 7


def test_numbers_are_words_up_to_ten():
    assert [words.number(n) for n in (1, 10, 11)] == ["one", "ten", "11"]
    with translation.override("es"):
        assert [words.number(n) for n in (1, 10, 11)] == ["uno", "diez", "11"]
