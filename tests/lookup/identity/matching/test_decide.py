"""The decision table of the design, cell by cell."""

from datetime import date

import pytest

from lookup.identity.matching.compare import findings, is_candidate
from lookup.identity.matching.decide import Decision, Outcome, decide
from lookup.identity.models import Claim
from tests.lookup.identity.matching.facts import claim, record

LINK = (Outcome.LINK, 1, "beyond_doubt")


def review(because):
    return (Outcome.REVIEW, None, because)


#: What is claimed, who is on record, what comes of it.
ONE_CANDIDATE = {
    "name, birth date and state ID": (claim(state_id="1"), record(state_id="1"), LINK),
    "name, birth date and license": (claim(license="1"), record(license="1"), LINK),
    "name, birth date and SSN": (claim(ssn="1"), record(ssn="1"), LINK),
    "name, birth date and two case numbers": (claim(cases="a b"), record(cases="b c a"), LINK),
    "three case numbers of which two are theirs": (claim(cases="a b x"), record(cases="a b"), LINK),
    "a state ID and an SSN": (claim(state_id="1", ssn="2"), record(state_id="1", ssn="2"), LINK),
    "a kind of number that is not on record": (claim(state_id="1", ssn="2"), record(state_id="1"), LINK),
    "a kind of number that is not claimed": (claim(state_id="1"), record(state_id="1", ssn="2"), LINK),
    "one case number beside an SSN": (claim(ssn="1", cases="a"), record(ssn="1", cases="a b"), LINK),
    "an alias on record": (claim("Wing, Robin", ssn="1"), record("Quill, Wren", "Wing, Robin", ssn="1"), LINK),
    "a double surname in the other order": (
        claim("García Márquez, Ana", ssn="1"),
        record("Marquez-Garcia, Ana", ssn="1"),
        LINK,
    ),
    "an initial for a middle name": (claim("Quill, Wren A", ssn="1"), record("Quill, Wren Avery", ssn="1"), LINK),
    "no middle name": (claim("Quill, Wren", ssn="1"), record("Quill, Wren Avery", ssn="1"), LINK),
    "the same suffix": (claim("Quill, Wren, Jr", ssn="1"), record("Quill Junior, Wren", ssn="1"), LINK),
    "a suffix on record alone": (claim("Quill, Wren", ssn="1"), record("Quill, Wren, Jr", ssn="1"), LINK),
    "a suffix in the claim alone": (claim("Quill, Wren, Jr", ssn="1"), record("Quill, Wren", ssn="1"), LINK),
    "a name that they added, on record too": (
        claim("Quill, Wren", added=("Wing, Robin",), ssn="1"),
        record("Quill, Wren", "Wing, Robin", ssn="1"),
        LINK,
    ),
    "name and birth date alone": (claim(), record(), review("no_identifier")),
    "name and birth date, numbers on record alone": (claim(), record(ssn="1", cases="a b"), review("no_identifier")),
    "name and birth date, numbers claimed alone": (claim(ssn="1", cases="a b"), record(), review("no_identifier")),
    "one case number": (claim(cases="a"), record(cases="a b"), review("no_identifier")),
    "two case numbers of which one is theirs": (claim(cases="a x"), record(cases="a b"), review("no_identifier")),
    "a number of no strong kind": (claim(fbi="1"), record(fbi="1"), review("no_identifier")),
    "a number of another kind": (claim(ssn="1"), record(license="1"), review("no_identifier")),
    "another state ID": (claim(state_id="2", ssn="1"), record(state_id="1", ssn="1"), review("state_id_differs")),
    "another license": (claim(license="2", ssn="1"), record(license="1", ssn="1"), review("license_differs")),
    "another SSN": (claim(ssn="2", state_id="1"), record(ssn="1", state_id="1"), review("ssn_differs")),
    "two licenses claimed, one theirs": (claim(license="1,2"), record(license="1"), review("license_differs")),
    "another SSN, and two case numbers": (
        claim(ssn="2", cases="a b"),
        record(ssn="1", cases="a b"),
        review("ssn_differs"),
    ),
    "two state IDs on record": (claim(state_id="1"), record(state_id="1,2"), review("identifiers_several")),
    "two licenses on record": (claim(license="1"), record(license="1,2"), review("identifiers_several")),
    "two SSNs on record, and the state ID": (
        claim(state_id="1"),
        record(state_id="1", ssn="1,2"),
        review("identifiers_several"),
    ),
    "an identifier that someone else has too": (
        claim(ssn="1"),
        record(ssn="1", shared=True),
        review("identifier_shared"),
    ),
    "someone who died": (claim(ssn="1"), record(ssn="1", deceased=True), review("deceased")),
    "Jr and Sr": (claim("Quill, Wren, Jr", ssn="1"), record("Quill, Wren, Sr", ssn="1"), review("suffix_differs")),
    "Jr and Sr on one record": (
        claim(ssn="1"),
        record("Quill, Wren, Jr", "Quill, Wren, Sr", ssn="1"),
        review("suffix_differs"),
    ),
    "Jr, and Sr under an alias": (
        claim("Quill, Wren, Jr", ssn="1"),
        record("Quill, Wren", "Wing, Wren, Sr", ssn="1"),
        review("suffix_differs"),
    ),
    "another middle name": (
        claim("Quill, Wren A", ssn="1"),
        record("Quill, Wren Bay", ssn="1"),
        review("middle_differs"),
    ),
    "another first name": (claim("Quill, Robin", ssn="1"), record("Quill, Wren", ssn="1"), review("name_differs")),
    "another last name": (claim("Wing, Wren", ssn="1"), record("Quill, Wren", ssn="1"), review("name_differs")),
    "half of a double surname": (
        claim("Quill, Wren", ssn="1"),
        record("Quill-Wing, Wren", ssn="1"),
        review("name_differs"),
    ),
    "no last name on record": (claim(ssn="1"), record(", Wren", ssn="1"), review("name_differs")),
    "no first name on record": (claim(ssn="1"), record("Quill", ssn="1"), review("name_differs")),
    "no first name anywhere": (claim("Quill", ssn="1"), record("Quill", ssn="1"), review("name_differs")),
    "no last name anywhere": (claim(", Wren", ssn="1"), record(", Wren", ssn="1"), review("name_differs")),
    "only a name that they added": (
        claim("Wing, Robin", added=("Quill, Wren",), ssn="1"),
        record("Quill, Wren", ssn="1"),
        review("name_differs"),
    ),
    "a surname that sounds alike": (
        claim("Quil, Wren", ssn="1"),
        record("Quill, Wren", ssn="1"),
        review("sounds_alike"),
    ),
    "first and last name swapped": (
        claim("Wren, Quill", ssn="1"),
        record("Quill, Wren", ssn="1"),
        review("names_swapped"),
    ),
    "another birth date": (claim(ssn="1"), record(born=date(1961, 7, 20), ssn="1"), review("birth_date_differs")),
    "day and month swapped": (claim(ssn="1"), record(born=date(1980, 11, 3), ssn="1"), review("day_month")),
    "one figure of the birth date": (claim(ssn="1"), record(born=date(1981, 3, 11), ssn="1"), review("digit")),
    "no birth date on record": (claim(ssn="1"), record(born=None, ssn="1"), review("no_birth_date")),
    "a doubt without an identifier": (claim("Quill, Wren A"), record("Quill, Wren B"), review("middle_differs")),
    "of two doubts the graver": (
        claim("Quill, Robin, Jr", ssn="1"),
        record("Quill, Wren, Sr", born=date(1981, 3, 11), ssn="1", deceased=True),
        review("suffix_differs"),
    ),
}


@pytest.mark.parametrize("case", ONE_CANDIDATE)
def test_of_one_candidate(case):
    claimed, one, decision = ONE_CANDIDATE[case]
    assert decide(claimed, [one]) == decision


def test_of_nobody():
    assert decide(claim(ssn="1"), []) == Decision(Outcome.NONE, None, "nobody")


@pytest.mark.parametrize(
    "other",
    [
        record(number=2),
        record(number=2, ssn="1"),
        record("Smythe, Robin", number=2, ssn="1"),
        record("Quil, Wren", number=2),
        record(number=2, born=date(1981, 3, 11)),
        record(number=2, born=date(1980, 11, 3)),
        record("Quill, Wren, Sr", number=2),
    ],
)
def test_of_two_that_may_be_meant_never_one_is_taken(other):
    claimed, one = claim("Quill, Wren, Jr", ssn="1"), record("Quill, Wren, Jr", ssn="1")
    assert is_candidate(claimed, other)
    for both in ([one, other], [other, one]):
        assert decide(claimed, both) == review("several")


def test_the_outcomes_are_those_of_claims():
    assert {str(one) for one in Outcome} == set(Claim.Outcome.values)


def test_every_reason_fits_where_it_is_kept():
    longest = Claim._meta.get_field("because").max_length
    reasons = {decide(claimed, [one]).because for claimed, one, _ in ONE_CANDIDATE.values()}
    assert max(map(len, reasons)) <= longest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claim(), record(born=date(1980, 3, 11))),
        (claim("Quill, Robin"), record("Quill, Wren")),
        (claim("Quill-Wing, Robin"), record("Wing, Wren")),
        (claim("Quill, Wren"), record("Wing, Robin", "Quill, Robin")),
        (claim("Wing, Robin", added=("Quill, Robin",)), record()),
        (claim("Quil, Wren"), record()),
        (claim("Quil, W"), record()),
        (claim("Wren, Quill"), record()),
        (claim(born=date(1980, 11, 3)), record()),
        (claim(born=date(1980, 3, 12)), record()),
        (claim("Quill, Wr", born=date(1980, 3, 12)), record()),
        (claim("Wing, Robin", born=date(1950, 1, 1), ssn="1"), record(ssn="1")),
        (claim("Wing, Robin", ssn="1"), record(ssn="1", born=None)),
    ],
)
def test_who_may_be_meant(one, other):
    assert is_candidate(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claim("Wing, Wren"), record()),
        (claim("De La Cruz, Wren"), record("De La Rosa, Wren")),
        (claim(born=date(1961, 7, 20)), record()),
        (claim("Quill, Robin", born=date(1980, 3, 12)), record()),
        (claim("Quil, Wren", born=date(1980, 3, 12)), record()),
        (claim("Quil, Robin"), record()),
        (claim("Wren, Robin"), record()),
        (claim(), record(born=None)),
        (claim("Wing, Robin", ssn="1"), record(license="1")),
        (claim("Wing, Robin", ssn="1"), record(ssn="2")),
        (claim("Wing, Robin", cases="a b"), record(cases="a b")),
        (claim(), record("")),
    ],
)
def test_who_may_not(one, other):
    assert not is_candidate(one, other)


def test_everything_that_can_be_said_of_a_claim_and_a_candidate_is():
    one = claim("Quill, Wren", added=("Wing, Robin",), state_id="1", license="2", ssn="3", cases="a")
    other = record("Quill, Wren", "Wing, Robin", state_id="1", license="2", ssn="4", cases="a b")
    assert findings(one, other) == {
        "name",
        "added_name",
        "birth_date",
        "state_id",
        "license",
        "ssn_differs",
        "case_number",
    }
