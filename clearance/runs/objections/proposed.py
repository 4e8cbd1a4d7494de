"""What a run would clear of an agency's own cases, by the data points by which the agency finds its own records."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from clearance.agencies.areas import in_area
from clearance.agencies.models import Agency
from clearance.csv_cells import csv_line
from clearance.law.process_names import DATA_POINTS
from clearance.law.vocabulary import FACTS
from clearance.runs.eligibility.models import Decision, Run

#: How Django reaches a fact from a decision.
PATHS = {"charges": "charge__", "cases": "charge__case__", "people": "charge__person__"}
#: What an agency sees beside the data points that it declared: which charge of a case it is.
ALWAYS = ("sequence", "statute")
#: So many rows are in memory at once.
AT_ONCE = 2_000

Row = dict[str, Any]


def proposed(run: Run, agency: Agency) -> QuerySet[Decision]:
    """The decisions of the run that clear a charge in the agency's area."""
    return run.decisions.to_clear().filter(in_area(Agency.objects.filter(pk=agency.pk), "charge__case__"))


def columns(agency: Agency) -> list[str]:
    """The data points that the agency sees, in its order. Nothing else of a record leaves for it."""
    return list(dict.fromkeys((*agency.data, *ALWAYS)))


def in_words(column: str) -> str:
    return DATA_POINTS[column].en.capitalize()


def shown(decisions: QuerySet[Decision], agency: Agency) -> Iterator[tuple[int, Row]]:
    """The number of each charge with its data points, by that number, in one pass that keeps a few rows in memory."""
    names = columns(agency)
    paths = [PATHS[FACTS[name][0]] + FACTS[name][1].name for name in names]
    rows = decisions.order_by("charge_id").values_list("charge_id", *paths)
    for charge, *values in rows.iterator(chunk_size=AT_ONCE):
        yield charge, dict(zip(names, map(_plain, values), strict=True))


def as_csv(run: Run, agency: Agency) -> Iterator[str]:
    """All of them as CSV with a head; no cell is ever run as a formula."""
    yield csv_line(columns(agency))
    yield from (csv_line(row.values()) for _, row in shown(proposed(run, agency), agency))


def as_json_lines(run: Run, agency: Agency) -> Iterator[str]:
    """All of them as JSON Lines: an object for each charge; null is not known."""
    return (json.dumps(row, separators=(",", ":")) + "\n" for _, row in shown(proposed(run, agency), agency))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
