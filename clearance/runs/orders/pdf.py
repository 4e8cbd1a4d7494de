"""An order as a PDF to sign: tagged for screen readers (PDF/UA-1), and the same bytes each time it is made."""

from datetime import date
from pathlib import Path

from django.conf import settings

from clearance.law.process_names import DATA_POINTS
from clearance.law.words import RELIEFS
from clearance.runs.laws import law_of
from clearance.runs.orders import schedule
from clearance.runs.orders.models import Order
from clearance.typeset import pdf, showable

TEMPLATE = Path(__file__).with_name("order.typ")
HEADINGS = {point: name.en[0].upper() + name.en[1:] for point, name in DATA_POINTS.items()} | {
    "line": "Line",
    "relief": "Relief",
    "sequence": "Charge",
}


def as_pdf(order: Order) -> bytes:
    """The order with its schedule. Title and metadata name the run and the number, nothing else."""
    return pdf(TEMPLATE, _values(order))


def _values(order: Order) -> dict[str, object]:
    law = law_of(order.run.policy)
    shown = [name for name in schedule.columns(order) if name != "order"]
    return {
        "title": str(order),
        "file": f"{order.file_name}.jsonl",
        "state": settings.STATE_NAME,
        "court": showable(order.court or order.agency.name),
        "law": showable(law.title.in_language("en")),
        "citation": showable(law.policy.citation),
        "order_citation": law.process.order.citation and showable(law.process.order.citation),
        "found": _found(order),
        "charges": _charges(order),
        "sha256": order.sha256,
        "headings": [HEADINGS[name] for name in shown],
        "rows": [[_cell(name, row[name]) for name in shown] for row in schedule.rows(order)],
    }


def _found(order: Order) -> str:
    meets, is_ = ("meets", "is") if order.lines == 1 else ("meet", "are")
    return (
        f"The records of the {settings.STATE_NAME} were compared with this law, as of {_day(order.run.as_of)}. "
        f"{_charges(order)} of cases of this court {meets} every requirement of the law, and {is_} listed in the "
        "schedule below. Two people who did not prepare the list approved it."
    )


def _charges(order: Order) -> str:
    return "1 charge" if order.lines == 1 else f"{order.lines:,} charges"


def _cell(name: str, value: object) -> str:
    if name == "relief":
        return RELIEFS[value].en
    return "" if value is None else showable(str(value))


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
