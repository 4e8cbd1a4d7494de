"""Birth dates that are often written for one another."""

from datetime import date

DAY_MONTH, DIGIT = "day_month", "digit"


def mistaken(birth: date) -> dict[date, str]:
    """The dates that may stand for this one by mistake: day and month swapped, or one figure of it wrong."""
    slips = dict.fromkeys(_one_digit_off(birth), DIGIT)
    swapped = _date(birth.year, birth.day, birth.month)
    return slips | ({swapped: DAY_MONTH} if swapped and swapped != birth else {})


def _one_digit_off(birth: date) -> list[date]:
    written = birth.isoformat().replace("-", "")
    texts = (
        f"{written[:place]}{figure}{written[place + 1 :]}"
        for place in range(8)
        for figure in "0123456789"
        if figure != written[place]
    )
    found = (_date(int(text[:4]), int(text[4:6]), int(text[6:])) for text in texts)
    return [one for one in found if one]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
