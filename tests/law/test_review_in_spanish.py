"""The review in Spanish: of every law in the library, and of the small laws that get every finding."""

import json
import re
from functools import cache
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clearance.law.files import law_names
from clearance.law.policy import Policy, load_policy, parse_policy
from clearance.law.provision import Text
from clearance.law.review import GUIDES, PRACTICES, VERDICTS, Finding, Verdict, review
from clearance.law.review.finding import listed
from clearance.law.review.text import WIDTH, as_text
from tests.law.small_laws import LAWS

#: Words that no Spanish sentence has, and most English ones.
ENGLISH = re.compile(r"\b(the|and|of|is|are|not|that|which|records?|law|to|by|for|only)\b", re.IGNORECASE)


@cache
def laws() -> list[Policy]:
    small = [parse_policy(text) for found in LAWS.values() for text in found.values()]
    return [*map(load_policy, law_names()), *small]


def explanations() -> list[tuple[Policy, Finding]]:
    return [(law, finding) for law in laws() for finding in review(law)]


def without_names(text: str, law: Policy) -> str:
    """The text without the names that the law gives to agencies, perhaps in English only."""
    names = [one.name for one in law.process.agency] + ([law.process.initiator.agency] if law.process.initiator else [])
    for name in sorted((name.in_language("es") for name in names), key=len, reverse=True):
        text = text.replace(name, "…")
    return text


def printed(policy: str, **options: str) -> str:
    out = StringIO()
    call_command("review", policy, stdout=out, **options)
    return out.getvalue()


def test_every_explanation_is_one_sentence_in_each_language():
    for law, finding in explanations():
        english, spanish = finding.explanation.en, finding.explanation.es
        assert spanish and spanish != english, (law.id, finding)
        for text in (english, spanish):
            assert text[0].isupper() and text.endswith(".") and ". " not in without_names(text, law), text


def test_no_english_is_left_in_an_explanation():
    for law, finding in explanations():
        assert not ENGLISH.search(without_names(finding.explanation.es, law)), finding.explanation.es


def test_two_findings_that_differ_in_english_differ_in_spanish():
    """But for lists of offenses, whose names are English only, and stand among the provisions."""
    pairs = {(one.explanation.en, one.explanation.es) for _, one in explanations() if one.practice not in ("A1", "D7")}
    assert len({spanish for _, spanish in pairs}) == len(pairs)


def test_practices_guides_and_verdicts_are_named_in_both_languages():
    asked = [text for practice in PRACTICES for text in (practice.title, practice.asks)]
    for text in (*asked, *GUIDES.values(), *VERDICTS.values()):
        assert text.es and text.es != text.en
    assert set(VERDICTS) == set(Verdict)
    assert all(practice.asks.en.endswith(".") and practice.asks.es.endswith(".") for practice in PRACTICES)


def test_every_flag_that_the_library_tells_convictions_apart_by_has_a_spanish_name():
    marks = [
        finding.explanation
        for law in map(load_policy, law_names())
        for finding in review(law)
        if finding.practice == "A1" and "marks" in finding.explanation.en
    ]
    for text in marks:
        english = set(re.split(", | and ", re.search(r"\(([^()]*)\)\.$", text.en)[1]))
        spanish = set(re.split(", | y ", re.search(r"\(([^()]*)\)\.$", text.es)[1]))
        assert english.isdisjoint(spanish)


@pytest.mark.parametrize(
    ("words", "english", "spanish"),
    [
        ([("fines", "multas")], "fines", "multas"),
        ([("fines", "multas"), ("fees", "cuotas"), ("fines", "multas")], "fines and fees", "multas y cuotas"),
        ([("a", "uno"), ("b", "dos"), ("c", "tres")], "a, b and c", "uno, dos y tres"),
    ],
)
def test_words_are_listed_as_people_say_them_each_once(words, english, spanish):
    found = listed(Text(en=one, es=other) for one, other in words)
    assert (found.en, found.es) == (english, spanish)


def test_a_sentence_takes_the_names_that_the_law_gives_in_spanish():
    franklin = {finding.practice: finding.explanation.es for finding in review(load_policy("franklin"))}
    assert franklin["P1"] == (
        "La ley nombra una sola agencia que inicia el trabajo: Oficina de Antecedentes Penales de Franklin."
    )
    assert franklin["A1"].endswith("(violencia familiar y arma de fuego).")
    assert franklin["P6"] == "La ley pide un informe cada año."


def test_the_text_is_in_spanish_but_for_the_wording_that_would_mend_the_law():
    lines = as_text(load_policy("utah"), "es").splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert "P4   en contra Plazos claros y un ritmo constante" in lines
    text = " ".join(" ".join(lines).split())
    assert "La ley llama metas a sus plazos; ninguna agencia está obligada por ellos." in text
    assert "Para corregirlo, en inglés: “This section applies" in text
    assert "To mend it" not in text


def test_the_command_explains_in_the_language_that_it_is_asked_for():
    assert printed("utah", language="es") == as_text(load_policy("utah"), "es") + "\n"
    english, spanish = (json.loads(printed("utah", format="json", language=one)) for one in ("en", "es"))
    found = [(one["explanation"], other["explanation"]) for one, other in zip(english, spanish, strict=True)]
    assert found == [(one.explanation.en, one.explanation.es) for one in review(load_policy("utah"))]
    assert [one["suggestion"] for one in english] == [one["suggestion"] for one in spanish]


def test_the_page_for_drafters_is_in_english_only():
    with pytest.raises(CommandError, match="The page is in English only"):
        printed("utah", format="html", language="es")
