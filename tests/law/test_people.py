"""What a law means for people: texts and legal aid offices in the policy file."""

import pytest

from clearance.law.policy import PolicyError, load_policy, parse_policy
from clearance.law.words import in_words
from tests.law.laws import LAW

OFFICES = """
[[people.legal_aid]]
name = "Legal Aid of Greene"
counties = ["Greene"]
phone = "555-0100"

[[people.legal_aid]]
name = "Legal Aid Line"
phone = "+1 (555) 0177"
web = "aid.example/line"
"""
MAY_ANSWER = '[people.may_answer]\ncitation = "X.S. 9"\nsays = { en = "You may say no.", es = "Puede decir que no." }\n'


def near(*counties: str) -> list[str]:
    return [one.name for one in parse_policy(LAW + OFFICES).people.legal_aid_near(frozenset(counties))]


def test_legal_aid_is_that_of_the_county_and_that_for_all():
    assert near("Greene", "Harlan") == ["Legal Aid of Greene", "Legal Aid Line"]
    assert near("Harlan") == near() == ["Legal Aid Line"]


def test_the_texts_are_parts_of_the_law_with_a_citation_and_change_its_hash():
    law = parse_policy(LAW + MAY_ANSWER)
    assert [(path, one.citation) for path, one in law.provisions()][-1] == ("people.may_answer", "X.S. 9")
    assert law.sha256 != parse_policy(LAW).sha256


def test_the_law_in_words_tells_of_them_in_both_languages():
    law = parse_policy(LAW + MAY_ANSWER + OFFICES)
    assert [line.says for line in in_words(law).people] == ["You may say no."]
    spanish = in_words(law, "es")
    assert [line.says for line in spanish.people] == ["Puede decir que no."]
    assert spanish.legal_aid == (
        "Legal Aid of Greene (Greene), 555-0100",
        "Legal Aid Line (todos los condados), +1 (555) 0177, aid.example/line",
    )


@pytest.mark.parametrize(
    ("found", "instead", "says"),
    [
        ('"555-0100"', '"call us"', "people.legal_aid[1].phone: found 'call us'; allowed: a telephone number"),
        ('"aid.example/line"', '"https://aid.example"', "people.legal_aid[2].web: found 'https://aid.example'"),
        ("phone", "fone", "people.legal_aid[1]: found 'fone'; allowed: name, counties, phone, web"),
        ("[[people.legal_aid]]", "[[people.legalaid]]", "people: found 'legalaid'; allowed: may_answer"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_what_is_allowed(found, instead, says):
    with pytest.raises(PolicyError) as refused:
        parse_policy(LAW + OFFICES.replace(found, instead), "example.toml")
    assert f"example.toml: {says}" in str(refused.value)


def test_the_invented_law_tells_people_everything():
    assert [name for name, _ in load_policy("franklin").people.provisions()] == [
        "may_answer",
        "still_visible",
        "other_relief",
    ]
