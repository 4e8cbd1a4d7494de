"""Bar charts as inline SVG, for pages that stand alone: one color, every bar with its number, readable when narrow."""

from collections.abc import Iterable
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
