"""How agencies keep up, as one page that can be printed, and as lines of text."""

from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format

from clearance.charts import Bar, Group, bar_chart, column_chart
from clearance.notices.deadlines.ageing import Ageing, AgencyAgeing


def ageing_page(found: Ageing) -> str:
    """The page, as HTML that needs nothing else. Of one agency where only one was asked for."""
    late = sorted((one for one in found.agencies if one.standing.overdue), key=lambda one: -one.standing.overdue)
    context = {
        "state_name": settings.STATE_NAME,
        "ageing": found,
        "total": found.total,
        "only": found.agencies[0].agency if len(found.agencies) == 1 else None,
        "longest": _longest_overdue(found),
        "late_chart": bar_chart("Records that are overdue", [_bar(one) for one in late]) if late else "",
        "months_chart": column_chart(
            "Records by month",
            ["sent", "confirmed"],
            [Group(date_format(one.first, "M"), (one.sent, one.done)) for one in found.months],
        ),
        "stuck": [one for one in found.agencies if one.standing.work_items or one.standing.given_up],
    }
    return render_to_string("report/ageing.html", context)


def _bar(one: AgencyAgeing) -> Bar:
    return Bar(one.agency.name, one.standing.overdue, f"{one.standing.overdue:,}")


def _longest_overdue(found: Ageing) -> AgencyAgeing | None:
    """The agency whose oldest notice is longest overdue."""
    late = [one for one in found.agencies if one.oldest and one.oldest.due_on and one.oldest.due_on < found.on]
    return min(late, key=lambda one: one.oldest.due_on, default=None)


#: The columns of the table in text: heading, and what of a standing stands below it.
COLUMNS = {
    "sent": "sent",
    "done": "done",
    "not found": "not_found",
    "conflict": "conflict",
    "refused": "refused",
    "no answer": "waiting",
    "late 1-30": "late_30",
    "31-60": "late_60",
    "61-90": "late_90",
    "more": "late_more",
}


def ageing_lines(found: Ageing) -> Iterator[str]:
    """The same figures for a terminal."""
    yield f"Records that agencies were told of, on {found.on}; late by so many days"
    yield f"{'':32}" + "".join(f"{heading:>11}" for heading in COLUMNS)
    rows = [(one.agency.code, one.standing) for one in found.agencies]
    for name, standing in [*rows, ("all", found.total)]:
        yield f"{name[:31]:32}" + "".join(f"{getattr(standing, count):>11,}" for count in COLUMNS.values())
    for code, oldest in [(one.agency.code, one.oldest) for one in found.agencies if one.oldest]:
        due = f"due on {oldest.due_on}" if oldest.due_on else "without a due date"
        yield f"{code}: oldest without an answer is notice {oldest.number}, sent on {oldest.sent_on}, {due}"
    total = found.total
    yield f"Open work items: {total.work_items:,}. Notices that could not be delivered: {total.given_up:,}."
