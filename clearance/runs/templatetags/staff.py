"""Members of staff by name, where staff read of one another."""

from django import template

from clearance import staff

register = template.Library()


@register.filter
def name(reference: str) -> str:
    """The user name behind a reference such as staff:7; what is no member of staff stays as it is."""
    return staff.name_of(reference)
