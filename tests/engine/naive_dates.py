"""Calendar arithmetic, plainly: always, never, and a day plus a period."""

from calendar import monthrange
from datetime import date, timedelta

ALWAYS = date.min
NEVER = date.max


def later_by(day: date, *, years: int = 0, months: int = 0, days: int = 0) -> date:
    """`day` plus years and months by the calendar, then days. Past the last date there is: never."""
    if day in (ALWAYS, NEVER):
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + years * 12 + months, 12)
    try:
        last = monthrange(year, month + 1)[1] if year <= NEVER.year else 0
        return date(year, month + 1, min(day.day, last)) + timedelta(days=days)
    except (ValueError, OverflowError):
        return NEVER


def period(table: dict) -> dict[str, int]:
    """The length of time that a `wait` or `gap` names."""
    return {unit: table[unit] for unit in ("years", "months", "days") if unit in table}
