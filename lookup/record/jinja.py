"""The engine of a person's own page: Jinja2, which makes its cards five times as fast as Django's templates do.

The frame of the page, as every other page, is Django's.
"""

import re

from django.urls import reverse
from django.utils.translation import gettext
from jinja2 import Environment, StrictUndefined
from jinja2.ext import Extension

from lookup.record.templatetags import plain

INDENTED = re.compile(r"^ +", re.MULTILINE)


class Flat(Extension):
    """Takes away, once, what only the eye of whoever edits a template needs: its lines are not indented on the page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENTED.sub("", source)


def environment(**options) -> Environment:
    """The engine, as the settings ask for it. Every value is escaped; a name that is not given is an error."""
    engine = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "extensions": [Flat]})
    engine.globals |= {"_": gettext, "url": reverse}
    engine.filters |= {"day": plain.day, "clock": plain.clock}
    return engine
