"""Parts of a page that Jinja2 makes (lookup/record/jinja.py)."""

from django import template
from django.template import RequestContext
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def jinja(context: RequestContext, name: str) -> SafeString:
    """The part of that name, with all that the page has. Every value in it is escaped there."""
    return mark_safe(get_template(name, using="jinja2").render(context.flatten()))
