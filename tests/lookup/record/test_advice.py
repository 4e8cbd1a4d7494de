"""What a law means for this person, and who helps near them."""

import pytest
from django.utils import translation

from clearance.law.people import LegalAid, People
from clearance.law.policy import load_policy
from lookup.record.advice import Office, Said, advice
from lookup.record.cleared import Cleared
from tests.lookup.people import NOW, TODAY

FRANKLIN = load_policy("franklin").people
SILENT = People()
GREENE = frozenset({"Greene"})


def cleared(people: People) -> Cleared:
    return Cleared(TODAY, NOW, "seal", "Law", "", "1", people, ())


def topics(cleared_under=(), in_force=(FRANKLIN,), others=True):
    found = advice([cleared(one) for one in cleared_under], list(in_force), GREENE, others=others)
    return {topic.id: topic for topic in found.topics}


def test_who_has_something_cleared_reads_what_they_may_answer_and_who_still_sees_it():
    found = topics([FRANKLIN, FRANKLIN], others=False)
    assert list(found) == ["answer-a-form", "who-sees"]
    [said] = found["answer-a-form"].texts
    assert said == Said(FRANKLIN.may_answer.says.en, "F.S. 12-34(19)(a)", "")
    assert found["answer-a-form"].after == ["Not sure? Ask a legal aid office before you answer."]


def test_who_has_other_charges_reads_what_a_court_can_still_do():
    found = topics()
    assert list(found) == ["a-court"]
    assert [text.citation for text in found["a-court"].texts] == ["F.S. 12-36"]


def test_where_the_law_is_silent_only_what_holds_everywhere_is_said():
    found = topics([SILENT], [SILENT])
    assert [topic.texts for topic in found.values()] == [[], [], []]
    assert found["answer-a-form"].after[0] == "What you may answer depends on the law, and on who asks."
    assert found["a-court"].after == ["There may be other ways to get help. A legal aid office can tell you, for free."]


@pytest.mark.parametrize(("spanish", "language"), [("Puede decir que no.", ""), (None, "en")])
def test_a_text_that_is_not_given_in_spanish_is_marked_as_english(spanish, language):
    law = People.model_validate({"may_answer": {"says": {"en": "You may say no.", "es": spanish}}})
    with translation.override("es"):
        assert topics([law])["answer-a-form"].texts == [Said(spanish or "You may say no.", "", language)]


def test_legal_aid_of_the_county_comes_with_a_number_to_dial():
    offices = advice([], [FRANKLIN, FRANKLIN], GREENE, others=True).offices
    assert [one.name for one in offices] == ["Legal Aid of Greene and Alder", "Franklin Legal Aid Line"]
    law = People(legal_aid=(LegalAid(name="Aid", phone="+1 (555) 010-0"),))
    assert advice([], [law], GREENE, others=True).offices == [Office("Aid", "+1 (555) 010-0", "+15550100", "")]
