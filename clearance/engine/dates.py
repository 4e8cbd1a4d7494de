"""Calendar arithmetic on columns: always and never are dates, and nothing lies beyond never."""

from datetime import date, timedelta

import narwhals as nw

from clearance.law.requirement import ChargeDate, Period

ALWAYS = date.min
NEVER = date.max
#: More days than lie between always and never: adding as many or more comes to the same.
MOST_DAYS = (NEVER - ALWAYS).days + 1


def later_by(day: nw.Expr, period: Period) -> nw.Expr:
    """The day plus years and months by calendar, then days; always stays always, and past never is never.

    29 February plus a year is 28 February. An empty day stays empty.
    """
    later = day
    if months := period.years * 12 + period.months:
        later = later.dt.offset_by(f"{months}mo")
    if period.days:
        later = later.dt.offset_by(f"{period.days}d")
    return nw.when(day == ALWAYS).then(day).otherwise(no_later_than_never(later))


def plus_days(day: nw.Expr, days: nw.Expr) -> nw.Expr:
    """The day plus that many days; empty where either is, and never (always) where the sum lies past it."""
    later = day + days.clip(-MOST_DAYS, MOST_DAYS) * nw.lit(timedelta(days=1))
    return nw.when(later < ALWAYS).then(nw.lit(ALWAYS)).otherwise(no_later_than_never(later))


def first_known(tried: tuple[ChargeDate, ...]) -> nw.Expr:
    """The first of these dates (plus days) that is known for the charge; empty where none is."""
    days = [plus_days(nw.col(one.date), nw.col(one.plus)) if one.plus else nw.col(one.date) for one in tried]
    return nw.coalesce(*days) if len(days) > 1 else days[0]


def no_later_than_never(day: nw.Expr) -> nw.Expr:
    return nw.when(day > NEVER).then(nw.lit(NEVER)).otherwise(day)
