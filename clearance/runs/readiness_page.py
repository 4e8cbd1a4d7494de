"""The readiness of a law as one page: what can be decided, what is incomplete and where, and what would help."""

from django.template.loader import render_to_string

from clearance.charts import Bar, bar_chart
from clearance.engine.readiness import Complete, Readiness

#: Below this many percent a cell of the tables is marked as incomplete, or as mostly empty.
INCOMPLETE, MOSTLY_EMPTY = 90, 50


def readiness_page(readiness: Readiness) -> str:
    """The page, as HTML that needs no other file."""
    points = readiness.data_points
    needed = [point for point in points if point.complete.charges]
    bars = [Bar(point.fact, point.complete.percent, f"{point.complete.percent} %") for point in needed]
    partial = [point for point in points if point.complete.filled < point.complete.charges]
    context = {
        "law": readiness.policy,
        "readiness": readiness,
        "decided": readiness.charges - readiness.undetermined,
        "chart": bar_chart("How complete each data point is, in percent", bars),
        "partial": [point.fact for point in partial],
        "places": [
            ("By county of the case", "County", _rows([point.by_county for point in partial])),
            ("By year of the charge", "Year", _rows([point.by_year for point in partial])),
        ],
        "incomplete": INCOMPLETE,
        "mostly_empty": MOSTLY_EMPTY,
    }
    return render_to_string("report/readiness.html", context)


def _rows(points: list[tuple[Complete, ...]]) -> list[tuple[str | int | None, list[tuple[float | None, str]]]]:
    """For each county or year how complete each of the data points is there, with the mark of the cell."""
    cells = [{one.name: one.percent for one in point} for point in points]
    names = {name for column in cells for name in column}
    known = sorted(name for name in names if name is not None)
    return [
        (name, [(column.get(name), _mark(column.get(name))) for column in cells])
        for name in (*known, *(names - set(known)))
    ]


def _mark(percent: float | None) -> str:
    if percent is None or percent >= INCOMPLETE:
        return ""
    return "incomplete" if percent >= MOSTLY_EMPTY else "mostly-empty"
