"""The record as cards (templates/lookup/record.jinja), made by Jinja2: of a long page it is by far the most."""

import re

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from jinja2 import Environment, StrictUndefined
from jinja2.ext import Extension

from lookup.record.my_record import MyRecord

INDENTED = re.compile(r"^ +", re.MULTILINE)


class Flat(Extension):
    """Takes away, once, what only the eye of whoever edits a template needs: its lines are not indented on the page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENTED.sub("", source)


def environment(**options) -> Environment:
    """The engine, as the settings ask for it. Every value is escaped; a name that is not given is an error."""
    engine = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "extensions": [Flat]})
    engine.globals |= {"_": gettext, "url": reverse}
    return engine


def cards(page: MyRecord, *, on_paper: bool) -> SafeString:
    """The cases with their charges, what they mean, and the words used. On paper all is open, with nothing to press."""
    return mark_safe(render_to_string("lookup/record.jinja", {"page": page, "on_paper": on_paper}, using="jinja2"))
