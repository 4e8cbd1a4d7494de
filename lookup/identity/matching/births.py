"""Birth dates that are often written for one another."""

from datetime import date

DAY_MONTH, DIGIT = "day_month", "digit"


def mistaken(birth: date) -> dict[date, str]:
    """The dates that may stand for this one by mistake: day and month swapped, or one figure of it wrong."""
    slips = dict.fromkeys(_one_digit_off(birth), DIGIT)
    swapped = _date(birth.year, birth.day, birth.month)
    return slips | ({swapped: DAY_MONTH} if swapped and swapped != birth else {})


def _one_digit_off(birth: date) -> list[date]:
    year, month, day = birth.year, birth.month, birth.day
    years, months, days = (_slips(part, width) for part, width in ((year, 4), (month, 2), (day, 2)))
    parts = [*((y, month, day) for y in years), *((year, m, day) for m in months), *((year, month, d) for d in days)]
    found = (_date(*one) for one in parts)
    return [one for one in found if one]


def _slips(part: int, width: int) -> list[int]:
    """The numbers that differ from this one in one of its figures."""
    figures = [(10**place, part // 10**place % 10) for place in range(width)]
    return [part + (other - figure) * unit for unit, figure in figures for other in range(10) if other != figure]


def _date(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= 31:  # most of what is asked for: an error takes longer
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
