"""Works out the readiness or the impact of a law on the imported records, range by range, in bounded memory."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import polars as pl

from clearance.database import Bulk, bulk
from clearance.engine import impact, readiness
from clearance.engine.output import in_order
from clearance.law.policy import Policy as Law
from clearance.law.policy import parse_policy
from clearance.runs.analysis.models import Analysis
from clearance.runs.commands import THREADS
from clearance.runs.facts import of_everyone
from clearance.runs.impact_page import impact_page
from clearance.runs.readiness_page import readiness_page

#: Called with how many more charges are done.
Done = Callable[[int], None]
Tally = Callable[[pl.DataFrame], pl.DataFrame]


class Report(NamedTuple):
    """What an analysis comes to: the JSON that the command of that name prints, and the page that it writes."""

    result: str
    page: str


def analyze(analysis: Analysis, done: Done) -> Report:
    """The report that was asked for, of all charges on record; there must be one at least.

    An error that `done` raises ends it. Raises PolicyError for a law that can no longer be read.
    """
    law = parse_policy(analysis.text, "the law")
    with bulk("determine") as second:
        return WORK[analysis.kind](analysis, law, second, done)


def _readiness(analysis: Analysis, law: Law, second: Bulk, done: Done) -> Report:
    tally = partial(readiness.tally, law, as_of=analysis.as_of)
    tallies = _tallies(second, readiness.columns_read(law), tally, done)
    found = readiness.readiness(law, tallies, analysis.as_of)
    return Report(_as_json(found), readiness_page(found))


def _impact(analysis: Analysis, law: Law, second: Bulk, done: Done) -> Report:
    other = parse_policy(analysis.against_text, "the other law") if analysis.against_text else None
    tally = partial(impact.tally, law, as_of=analysis.as_of, against=other)
    tallies = _tallies(second, impact.columns_read(law, other), tally, done)
    found = impact.impact(law, tallies, analysis.as_of, other)
    return Report(_as_json(found), impact_page(found))


WORK: dict[str, Callable[[Analysis, Law, Bulk, Done], Report]] = {
    Analysis.Kind.READINESS: _readiness,
    Analysis.Kind.IMPACT: _impact,
}


def _tallies(second: Bulk, columns: frozenset[str], tally: Tally, done: Done) -> Iterator[pl.DataFrame]:
    def counted(facts: pl.DataFrame) -> tuple[int, pl.DataFrame]:
        return facts.height, tally(facts)

    for charges, one in in_order(counted, of_everyone(second, columns), THREADS):
        done(charges)
        yield one


def _as_json(found: readiness.Readiness | impact.Impact) -> str:
    return json.dumps(found.as_data(), indent=2, ensure_ascii=False)
