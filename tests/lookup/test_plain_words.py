"""The English of the pages can be read by someone who left school at fourteen (Flesch-Kincaid grade 8 or below)."""

import re

import pytest

from tests.lookup.test_translations import entries

HIGHEST_GRADE = 8


def syllables(word: str) -> int:
    """As one hears them, nearly: groups of vowels, but for a silent e at the end."""
    word = re.sub(r"(?<![^aeiouy]l)e$", "", word.lower()) or word
    word = re.sub(r"(?<=[^dt])ed$", "d", word)
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(text: str) -> float:
    sentences = max(1, len(re.findall(r"[.?!:]+(?:\s|$)", text)))
    words = re.findall(r"[A-Za-z’']+", text)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def texts() -> list[str]:
    """Every sentence that the pages may show."""
    said = [entry[name] for entry in entries() for name in ("msgid", "msgid_plural") if name in entry]
    said = [re.sub(r"%\(\w+\)s|<.*?>", "it", text) for text in said]
    return [text for text in said if len(re.findall(r"[A-Za-z]+", text)) > 7]


def test_the_measure_knows_hard_from_easy():
    easy = "The cat sat on the mat. It was warm. The cat was glad."
    hard = "Notwithstanding any provision herein, expungement eligibility determinations constitute adjudication."
    assert grade(easy) < 2
    assert grade(hard) > 15


@pytest.mark.parametrize(("word", "count"), [("make", 1), ("table", 2), ("cleared", 1), ("record", 2), ("eligible", 4)])
def test_syllables_are_counted_as_one_hears_them(word, count):
    assert syllables(word) == count


def test_the_pages_as_a_whole_read_easily():
    said = texts()
    assert len(said) > 60
    assert grade(" ".join(text if text[-1] in ".?!:" else f"{text}." for text in said)) <= HIGHEST_GRADE


def test_no_single_text_is_hard():
    assert {text: round(grade(text), 1) for text in texts() if grade(text) > HIGHEST_GRADE + 2} == {}
