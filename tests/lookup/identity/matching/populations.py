"""Populations in which people are easily taken for one another, drawn by Hypothesis, and how both rules see them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from lookup.identity.matching.compare import is_candidate
from lookup.identity.matching.decide import Decision, decide
from lookup.identity.matching.facts import Claimed, OnRecord
from lookup.identity.matching.normalise import case_number, name

DAY = date(1980, 3, 11)
#: Days that are taken for one another: the next, ten years on, day and month swapped, and one that is far from all.
DAYS = [DAY, DAY + timedelta(days=1), date(1990, 3, 11), date(1980, 11, 3), date(1961, 7, 20)]

LASTS = "García Márquez|Márquez-García|Garcia|Marques|O'Neil|O Neil|Oneill|De La Cruz|Delacruz|Jr Cruz|Cruz Jr|Wren||Le"
lasts = st.sampled_from(LASTS.split("|"))
firsts = st.sampled_from(["Wren", "Wrenn", "W.", "Wren Jr", "Garcia", "Ana María", "Anamaria", "Robin", ""])
middles = st.sampled_from(["", "", "A", "Avery", "Bay", "A. Bay", "Sr"])
suffixes = st.sampled_from(["", "", "", "Jr.", "JUNIOR", "Sr", "II"])
names = st.tuples(lasts, firsts, middles, suffixes)
ids = st.frozensets(
    st.tuples(st.sampled_from(["state_id", "license", "ssn"]), st.sampled_from(["1", "2", "3"])), max_size=3
)
cases = st.lists(st.sampled_from(["20-CR-1", "20 cr 1", "20-CR-2", "20-CR-3", "--"]), max_size=3)

people = st.fixed_dictionaries(
    {
        "names": st.lists(names, min_size=0, max_size=2),
        "born": st.sampled_from([*DAYS, None]),
        "ids": ids,
        "cases": cases,
        "deceased": st.sampled_from([False, False, False, True]),
    }
)
claims = st.fixed_dictionaries(
    {
        "name": names,
        "others": st.lists(names, max_size=1),
        "born": st.sampled_from(DAYS),
        "ids": ids,
        "cases": cases,
    }
)


@st.composite
def claim_and_people(draw):
    """A claim, and people of whom some are copied from it with little changed, so that every rule is met."""
    claim = draw(claims)
    population = draw(st.lists(people, max_size=2))
    for _ in range(draw(st.integers(0, 2))):
        like = {
            "names": [claim["name"]],
            "born": claim["born"],
            "ids": claim["ids"],
            "cases": claim["cases"],
            "deceased": False,
        }
        for field in draw(st.sets(st.sampled_from(sorted(like)), max_size=2)):
            like[field] = draw(people)[field]
        population.append(like)
    return claim, population


def facts_of(claim: dict) -> Claimed:
    return Claimed(
        name=name(*claim["name"]),
        birth_date=claim["born"],
        other_names=tuple(name(*one) for one in claim["others"]),
        identifiers=digested(claim["ids"]),
        case_numbers=frozenset(map(case_number, claim["cases"])) - {""},
    )


def on_record(population: list[dict]) -> list[OnRecord]:
    return [
        OnRecord(
            person=place,
            birth_date=person["born"],
            names=tuple(name(*one) for one in person["names"]),
            identifiers=digested(person["ids"]),
            case_numbers=frozenset(map(case_number, person["cases"])) - {""},
            shared=any(not person["ids"].isdisjoint(other["ids"]) for n, other in enumerate(population) if n != place),
            deceased=person["deceased"],
        )
        for place, person in enumerate(population)
    ]


def decided(claim: dict, population: list[dict]) -> Decision:
    claimed = facts_of(claim)
    return decide(claimed, [one for one in on_record(population) if is_candidate(claimed, one)])


def digested(numbers: frozenset[tuple[str, str]]) -> frozenset[tuple[str, bytes]]:
    return frozenset((kind, value.encode()) for kind, value in numbers)
