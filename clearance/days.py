"""The state's calendar days: which one a moment falls on, and which one comes a period later."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from clearance.law.requirement import Period


def state_day(at: datetime) -> date:
    """The calendar day in the state at that moment."""
    return timezone.localdate(at, ZoneInfo(settings.STATE_TIME_ZONE))


def later(day: date, period: Period) -> date:
    """The day plus years and months by calendar, then days. 31 January plus a month is the last day of February."""
    months = day.year * 12 + day.month - 1 + period.years * 12 + period.months
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=period.days)


def over(day: date) -> datetime:
    """The moment at which the day is over in the state."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(settings.STATE_TIME_ZONE))


def working_days_later(at: datetime, days: int) -> datetime:
    """The moment so many working days after; Saturdays and Sundays of the state do not count."""
    while days:
        at += timedelta(days=1)
        days -= state_day(at).weekday() < 5
    return at
