"""Impact on the real charges of Suffolk County is what separate evaluations of each changed law come to."""

import tomllib

import polars as pl
import pytest

from clearance.engine.impact import Change, columns_read, impact, tally
from clearance.engine.records import open_records
from clearance.law.policy import build_policy
from clearance.records.profile import load_profile
from tests.engine.separately import change, each_without, eligible
from tests.suffolk.test_suffolk import AS_OF, DATA, policy_file

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not in ../shared/data"),
]

#: Every form of requirement, a case that is cleared as a whole, and two lifetime limits.
ALL_FORMS = """
[policy]
id = "all-forms"
title = "All forms"
jurisdiction = "US-MA"
citation = "none"
unit = "case"
limit = [
    { id = "two-days", says = "No more than two days in court.", max = 2, of = { disposition = "convicted" } },
    { id = "five", says = "No more than five charges.", max = 5, distinct = "charge_id" },
]

[[track]]
id = "not-convicted"
relief = "seal"
covers = { disposition = ["acquitted", "dismissed", "nolle_prosequi", "deferred"] }

[[track.requires]]
id = "nothing-pending"
says = "No charge is pending."
count = { of = { disposition = "pending" }, in = "person", max = 0 }

[[track]]
id = "convictions"
relief = "seal"
covers = { disposition = "convicted" }

[[track.requires]]
id = "five-years"
says = "Five years have passed since the conviction."
wait = { years = 5, from = "disposition_date", else = ["filed_date"] }

[[track.requires]]
id = "three-years-clean"
says = "Three years have passed since the last offense."
wait = { years = 3, from = { latest = "offense_date", in = "person" } }

[[track.requires]]
id = "no-felony"
says = "It is not a felony."
is = { not = { level = "felony" } }
when_missing = "holds"

[[track.requires]]
id = "expungeable"
says = "Section 100J does not exclude it."
is = { attribute = "expungeable" }

[[track.requires]]
id = "nothing-new"
says = "No other offense came within six months."
gap = { months = 6, to = "next", by = "offense_date" }
"""


def text_of(law: str) -> str:
    return ALL_FORMS if law == "all forms" else policy_file(law).read_text()


#: Between them, the two of the study have each of its requirements.
LAWS = {name: tomllib.loads(text_of(name)) for name in ("all forms", "Q3B.2-over7", "Q3A.2-over3")}


@pytest.fixture(scope="module")
def facts() -> pl.DataFrame:
    columns = frozenset().union(*(columns_read(build_policy(law)) for law in LAWS.values()))
    with open_records(DATA / "charges.csv.gz", profile=load_profile("suffolk_ma")) as opened:
        return pl.concat(opened.facts(columns))


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_leaving_out_each_condition_is_evaluating_the_law_without_it(law, facts):
    policy = build_policy(law)

    found = impact(policy, [tally(policy, facts, AS_OF)], AS_OF).all.without

    whole = eligible(law, facts, AS_OF)
    apart = {condition: change(whole, eligible(rest, facts, AS_OF)) for condition, rest in each_without(law).items()}
    assert {condition: Change(one.gain, one.lose) for condition, one in found.items()} == apart
    assert all(one.gain.charges for one in apart.values())
