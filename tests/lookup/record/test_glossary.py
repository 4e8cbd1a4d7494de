"""The words of law that a page explains."""

from clearance.law.vocabulary import FACTS
from lookup.record import words
from lookup.record.glossary import ALWAYS, WORDS, Glossary, Term

#: What says of itself what it means, or nothing that could be said.
PLAIN = {"other"}


def test_only_the_first_use_of_a_word_leads_to_its_meaning():
    glossary = Glossary()
    assert glossary.term("Felony", "felony") == Term("Felony", "felony")
    assert glossary.term("felony, again", "felony") == Term("felony, again")
    assert glossary.term("another way", "other") == Term("another way")


def test_the_words_that_were_used_are_explained_and_those_of_every_page():
    glossary = Glossary()
    glossary.term("Felony", "felony")
    assert {one.word for one in glossary.meanings()} == {*ALWAYS, "felony"}


def test_every_level_every_end_and_every_relief_is_explained():
    used = {*words.LEVELS, *words.DISPOSITIONS, *words.RELIEFS} - PLAIN
    assert used <= set(WORDS)
    assert set(WORDS) == used | set(ALWAYS)
    assert set(words.LEVELS) == set(FACTS["level"][1].codes)
