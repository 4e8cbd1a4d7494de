"""Charts as inline SVG, for pages that stand alone: bars with their numbers, columns over time; also when narrow."""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

#: In pixels: text does not grow or shrink with the chart, only bars do.
FONT, LINE, BAR, SPACE = 15, 20, 16, 14
#: The longest bar, in percent of the width; its number stands beside it.
LONGEST = 74
#: Characters of a label that fit on one line of a page 360 pixels wide.
LABEL = 42
#: The highest column, in pixels, and how much of its share of the width a group of columns fills.
HIGHEST, FILLED = 160, 0.8
#: Of columns side by side. Each stands out from white by 3 to 1 at least, and from the other.
COLORS = ("#8d9297", "#005ea2")


class Bar(NamedTuple):
    """One bar. `shown` is its number as it is written; values are not negative."""

    label: str
    value: float
    shown: str


def bar_chart(title: str, bars: Iterable[Bar]) -> SafeString:
    """A figure: bars one below the other, each under its label, the longest as wide as there is room for.

    Who does not see it gets the title only: put a table with the same numbers beside it.
    """
    bars = list(bars)
    most = max((bar.value for bar in bars), default=0) or 1
    drawn, top = [], 0
    for bar in bars:
        lines = wrap(bar.label, LABEL)
        drawn.append(_bar(bar, lines, top, LONGEST * bar.value / most))
        top += len(lines) * LINE + BAR + SPACE
    return format_html(
        '<figure><figcaption>{2}</figcaption><svg aria-hidden="true" width="100%" height="{0}" style="height:{0}px" '
        'font-size="{1}" fill="#1b1b1b">{3}</svg></figure>',
        top,
        FONT,
        title,
        format_html_join("", "{}", ((one,) for one in drawn)),
    )


def _bar(bar: Bar, lines: list[str], top: int, percent: float) -> SafeString:
    label = format_html_join(
        "", '<text y="{}">{}</text>', ((top + number * LINE - 6, line) for number, line in enumerate(lines, 1))
    )
    top += len(lines) * LINE
    return format_html(
        '{}<rect y="{}" width="{}%" height="{}" fill="#005ea2"/><text x="{}%" dx="6" y="{}">{}</text>',
        label,
        top,
        f"{percent:.2f}",
        BAR,
        f"{percent:.2f}",
        top + BAR - 3,
        bar.shown,
    )


class Group(NamedTuple):
    """Columns that stand side by side under one short label, such as a month: a value of each series."""

    label: str
    values: tuple[int, ...]


def column_chart(title: str, series: Sequence[str], groups: Iterable[Group]) -> SafeString:
    """A figure: groups of columns from left to right, of at most two series, with the largest value written out.

    Who does not see it gets the title only: put a table with the same numbers beside it.
    """
    groups = list(groups)
    most = max((value for group in groups for value in group.values), default=0)
    legend = [(place * 40, COLORS[place], name) for place, name in enumerate(series)]
    return format_html(
        '<figure><figcaption>{}</figcaption><svg aria-hidden="true" width="100%" height="{}" style="height:{}px" '
        'font-size="{}" fill="#1b1b1b">{}<text y="{}">{}</text>{}{}</svg></figure>',
        title,
        HIGHEST + 4 * LINE,
        HIGHEST + 4 * LINE,
        FONT,
        format_html_join(
            "",
            '<rect x="{0}%" y="2" width="12" height="12" fill="{1}"/><text x="{0}%" dx="18" y="14">{2}</text>',
            legend,
        ),
        2 * LINE - 4,
        f"{most:,}",
        format_html('<line x2="100%" y1="{0}" y2="{0}" stroke="#dfe1e2"/>', 2 * LINE),
        format_html_join(
            "", "{}", ((_group(group, place, len(groups), most or 1),) for place, group in enumerate(groups))
        ),
    )


def _group(group: Group, place: int, groups: int, most: int) -> SafeString:
    share = 100 / groups
    width = share * FILLED / len(group.values)
    left, bottom = place * share, 2 * LINE + HIGHEST
    columns = format_html_join(
        "",
        '<rect x="{}%" y="{}" width="{}%" height="{}" fill="{}"/>',
        (
            (f"{left + width * number:.2f}", bottom - height, f"{width:.2f}", height, COLORS[number])
            for number, height in enumerate(round(HIGHEST * value / most) for value in group.values)
        ),
    )
    return format_html(
        '{}<text x="{}%" y="{}" font-size="12" text-anchor="middle">{}</text>',
        columns,
        f"{left + share * FILLED / 2:.2f}",
        bottom + LINE,
        group.label,
    )
