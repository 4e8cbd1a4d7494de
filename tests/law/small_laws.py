"""Small laws for the tests of the review: for each practice, one for every finding that it can have."""

HEADER = """
[policy]
id = "example"
title = "Example Act"
jurisdiction = "US-XX"
citation = "X.S. 1"
"""
CONVICTIONS = """
[[track]]
id = "convictions"
relief = "seal"
citation = "X.S. 2"
covers = { disposition = "convicted" }
"""
CANNABIS = """
[offenses.cannabis]
statutes = ["18-18"]
"""
INITIATOR = """
[process.initiator]
agency = "State Police"
kind = "repository"
"""


def asks(condition: str, name: str = "asked") -> str:
    return f'[[track.requires]]\nid = "{name}"\nsays = "A condition."\n{condition}\n'


def general(*parts: str) -> str:
    return "\n".join((HEADER, CONVICTIONS, *parts))


def decriminalizing(covers: str, *parts: str, relief: str = "expunge") -> str:
    track = f'[[track]]\nid = "cannabis"\nrelief = "{relief}"\ncovers = {{ {covers} }}\n'
    return "\n".join((HEADER, 'purpose = "decriminalization"', CANNABIS, track, *parts))


def agencies(role: str, *kinds: str, more: str = "") -> str:
    return "\n".join(
        f'[[process.agency]]\nid = "{kind}"\nname = "The {kind}"\nkind = "{kind}"\nrole = "{role}"\n{more}'
        for kind in kinds
    )


def lookup(**qualities: bool) -> str:
    said = "\n".join(f"{name} = {str(value).lower()}" for name, value in qualities.items())
    return f'[process.lookup]\nopen_to = "person"\n{said}'


def reporting(*items: str, every: str = 'every = "quarterly"') -> str:
    return f"[process.reporting]\n{every}\nitems = {list(items)}"


VIOLENT = '[offenses.violent]\nstatutes = ["18-3"]\n'
DESCRIBED = '[offenses.grave]\nstatutes = ["18-3"]\ndescribed = "A grave crime."\n'
CLEAN = "wait = { years = 7, from = { latest = 'disposition_date', of = { disposition = 'convicted' } } }"
CLEAN_HERE = (
    "wait = { years = 7, from = { latest = 'disposition_date', "
    "of = { disposition = 'convicted', jurisdiction = 'US-XX' } } }"
)
RECKONED = "{ date = 'sentence_date', plus = 'sentence_days' }"
EVERY_QUALITY = {"free": True, "confidential": True, "up_to_date": True, "on_demand": True}
ONE_TRACK_MORE = '[[track]]\nid = "minor"\nrelief = "seal"\ncovers = { disposition = "convicted", level = "petty" }\n'
OBJECTIONS = '[process.objections]\nallowed = true\nby = ["prosecutor"]\n'
NOT_ELIGIBLE = '[[process.objections.ground]]\nid = "not-eligible"\nsays = "It is not eligible."\n'
SAFETY = '[[process.objections.ground]]\nid = "safety"\nsays = "Public safety."\ndiscretion = true\n'
DEADLINE = '[[process.deadline]]\nid = "list"\nsays = "The list is made."\nby = 2027-01-01\n'
SEVEN_YEARS = asks("wait = { years = 7, from = 'disposition_date' }")

#: For each practice, a law for every finding that the practice can have.
LAWS: dict[str, dict[str, str]] = {
    "A1": {
        "meets": general(asks("is = { not = { offense = 'violent' } }"), VIOLENT),
        "partly": general(
            asks("is = { not = { any = [{ offense = 'violent' }, { attribute = 'family_violence' }] } }"), VIOLENT
        ),
        "conflicts": general(asks("is = { not = { offense = 'grave' } }"), DESCRIBED),
        "silent": general(),
    },
    "A2": {
        "meets": general('[process.records]\nmedium = "electronic"'),
        "partly": general(asks("is = { offense_date = { on_or_after = 1986-01-01 } }")),
        "conflicts": general('[process.records]\nmedium = "all"'),
        "silent": general(),
    },
    "A3": {
        "meets": general(asks(f"wait = {{ years = 7, from = {RECKONED}, else = ['release_date'] }}")),
        "partly": general(asks("wait = { years = 7, from = 'completion_date', else = ['disposition_date'] }")),
        "conflicts": general(asks("wait = { years = 7, from = ['disposition_date', 'completion_date'] }")),
    },
    "A4": {
        "meets": general(SEVEN_YEARS),
        "partly": general(asks("wait = { years = 7, from = { date = 'release_date', else = 'sentence_date' } }")),
        "conflicts": general(asks("is = { supervised = false }")),
    },
    "A5": {
        "meets": general(),
        "partly": general(asks("is = { not = { attribute = 'cdl_holder' } }")),
        "conflicts": general(asks("is = { registered = false }")),
    },
    "A6": {
        "meets": general(asks(CLEAN_HERE)),
        "partly": general(asks(CLEAN), asks(CLEAN_HERE, "here")),
        "conflicts": general(asks(CLEAN), '[process.records]\nout_of_state = "checked"'),
        "silent": general(asks(CLEAN)),
    },
    "A7": {
        "meets": general(asks("wait = { from = 'completion_date' }"), "[process.money]\nbars = false"),
        "partly": general(OBJECTIONS, f"{NOT_ELIGIBLE}money = true"),
        "conflicts": general(asks("is = { restitution_owed = { at_most = 0 } }")),
        "silent": general(asks("wait = { from = 'completion_date' }")),
    },
    "P1": {
        "meets": general(INITIATOR),
        "partly": general(INITIATOR, 'level = "several"'),
        "conflicts": general('[process.initiator]\nagency = "The State"'),
        "silent": general(),
    },
    "P2": {
        "meets": general(agencies("must_shield", "court", "repository"), agencies("notified_only", "police")),
        "partly": general(agencies("notified_only", "court", "police", "corrections")),
        "conflicts": general(agencies("must_shield", "court", more="certifies = true")),
        "silent": general(),
    },
    "P3": {
        "meets": general(agencies("must_shield", "court", "repository")),
        "partly": general(agencies("must_shield", "court", "police")),
        "conflicts": general(agencies("must_shield", "court", "police", "prosecutor", "corrections", "probation")),
        "silent": general(agencies("notified_only", "police")),
    },
    "P4": {
        "meets": general('[process.timeline]\nstarts = 2027-01-01\nevery = "monthly"'),
        "partly": general('[process.timeline]\nstarts = 2027-01-01\nevery = "annually"'),
        "conflicts": general('[process.timeline]\nstarts = 2027-01-01\nevery = "monthly"\nbinding = false'),
        "silent": general(),
    },
    "P5": {
        "meets": general(lookup(**EVERY_QUALITY)),
        "partly": general('[process.notice]\nto_person = "campaign"'),
        "conflicts": general('[process.notice]\nto_person = "none"'),
        "silent": general(),
    },
    "P6": {
        "meets": general(reporting("cleared", "objections", "demographics")),
        "partly": general(reporting("cleared")),
        "silent": general(),
    },
    "D1": {
        "meets": general("[process.petition]\nneeded = false"),
        "partly": general("[process.petition]\nneeded = false", OBJECTIONS, 'on_silence = "held"'),
        "conflicts": general("[process.petition]\nneeded = true"),
        "silent": general(),
    },
    "D2": {
        "meets": general(INITIATOR),
        "partly": general('[process.initiator]\nagency = "State’s Attorney"\nkind = "prosecutor"'),
        "conflicts": general(INITIATOR, 'level = "local"'),
        "silent": general(),
    },
    "D3": {
        "meets": general(DEADLINE),
        "partly": general("[process.timeline]\nstarts = 2027-01-01"),
        "conflicts": general(DEADLINE, "[process.timeline]\nbinding = false"),
        "silent": general(),
    },
    "D4": {
        "meets": general(reporting("demographics", "impact")),
        "partly": general(reporting("cleared", "agency_times")),
        "silent": general(),
    },
    "D5": {
        "meets": decriminalizing("offense = 'cannabis'", asks("is = { offense_date = { before = 2021-01-01 } }")),
        "partly": decriminalizing("offense = 'cannabis', quantity = { at_most = 30 }"),
        "conflicts": decriminalizing("offense = 'cannabis', disposition = 'dismissed'"),
        "silent": general(SEVEN_YEARS),
    },
    "D6": {
        "meets": decriminalizing("offense = 'cannabis'"),
        "partly": decriminalizing("offense = 'cannabis'", asks("count = { of = { offense = 'cannabis' }, max = 1 }")),
        "conflicts": decriminalizing("offense = 'cannabis'", SEVEN_YEARS),
        "silent": decriminalizing("offense = 'cannabis', disposition = 'dismissed'"),
    },
    "D7": {
        "meets": decriminalizing("offense = 'cannabis'"),
        "partly": decriminalizing("any = [{ offense = 'cannabis' }, { attribute = 'decriminalized' }]"),
        "conflicts": general(asks("is = { attribute = 'decriminalized' }")),
        "silent": general(),
    },
    "D8": {
        "meets": general(OBJECTIONS, NOT_ELIGIBLE),
        "partly": general(OBJECTIONS, 'on_silence = "cleared"', SAFETY),
        "conflicts": general(OBJECTIONS, 'on_silence = "held"', SAFETY),
        "silent": general(),
    },
    "D9": {
        "meets": general(lookup(**EVERY_QUALITY)),
        "partly": general(lookup(**EVERY_QUALITY | {"free": False})),
        "conflicts": general(lookup(free=False, on_demand=False)),
        "silent": general(),
    },
    "D10": {
        "meets": general('[process.retention]\nkept = "sealed"'),
        "conflicts": general('[process.retention]\nkept = "destroyed"'),
        "silent": general(),
    },
    "D11": {
        "meets": general("[process.jurisdiction]\npreserved = true"),
        "conflicts": general("[process.jurisdiction]\npreserved = false"),
        "silent": general(),
    },
}
