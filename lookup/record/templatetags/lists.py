"""The two lists that a long page repeats most, joined here: as templates they took half of the time of the page."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from lookup.record.agencies import AgencyLine
from lookup.record.charge import Requirement

register = template.Library()


@register.filter
def requirements(asked: Iterable[Requirement]) -> SafeString:
    return _list("why", (f'<li class="why--{one.state}">{_requirement(one)}</li>' for one in asked))


@register.filter
def agencies(lines: Iterable[AgencyLine]) -> SafeString:
    return _list(
        "who",
        (
            f'<li class="who--{one.sign}"><b>{escape(one.agency)}</b> <span>{escape(one.says)}</span></li>'
            for one in lines
        ),
    )


def _requirement(one: Requirement) -> str:
    """What it asks, where that stands, and how it stands. What is met stands under a heading that says so."""
    citation = f' <span class="citation">{escape(one.citation)}</span>' if one.citation else ""
    stands = "" if one.state == "met" else f" <b>{escape(one.stands)}</b>"
    return f"{escape(one.says)}{citation}{stands}"


def _list(name: str, items: Iterable[str]) -> SafeString:
    """The items as a list. Every text in them is escaped."""
    return mark_safe(f'<ul class="{name}">{"".join(items)}</ul>')
