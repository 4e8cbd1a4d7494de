"""Days and times as people say them, in the state's time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from lookup.record import words

register = template.Library()


def _here(value: datetime) -> datetime:
    return timezone.localtime(value, ZoneInfo(settings.STATE_TIME_ZONE))


@register.filter
def day(value: date) -> str:
    """3 May 2027."""
    return words.day(_here(value) if isinstance(value, datetime) else value)


@register.filter
def clock(value: datetime) -> str:
    """10:42 a.m."""
    # Translators: a time format of Django, for times such as 10:42 a.m.
    return date_format(_here(value), gettext("g:i a"))
