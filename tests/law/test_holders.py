"""Who holds which fact: a word on each of them."""

from clearance.law.holders import HOLDERS
from clearance.law.vocabulary import FACTS


def test_every_fact_but_the_ids_has_a_holder_and_no_other_word_has():
    assert set(HOLDERS) == {fact for fact in FACTS if not fact.endswith("_id")}


def test_what_is_said_of_each_is_a_sentence():
    assert all(holder.says.endswith(".") for holder in HOLDERS.values())
