"""Counts of what agencies were told, what they answered, and how long the rest has been overdue."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from clearance.agencies.models import Agency
from clearance.days import state_day
from clearance.notices.models import Acknowledgement, Notice, WorkItem
from clearance.notices.outbox.models import OUTCOMES, answered

#: For how many days a record has been overdue, from and to; the last has no end.
LATE: dict[str, tuple[int, int | None]] = {
    "late_30": (1, 30),
    "late_60": (31, 60),
    "late_90": (61, 90),
    "late_more": (91, None),
}
#: Months of the trend, the last one with the day that is asked about.
MONTHS = 12


@dataclass(frozen=True)
class Standing:
    """How the notices of an agency stand, or of all. Counts are of records, but `notices`, `work_items`, `given_up`."""

    notices: int = 0
    sent: int = 0
    done: int = 0
    not_found: int = 0
    conflict: int = 0
    refused: int = 0
    #: Without an answer; of these the ones that are not due yet, or have no due date, and the others by their lateness.
    waiting: int = 0
    not_due: int = 0
    late_30: int = 0
    late_60: int = 0
    late_90: int = 0
    late_more: int = 0
    #: Lines that someone here must look at, and notices that could not be delivered.
    work_items: int = 0
    given_up: int = 0

    @property
    def overdue(self) -> int:
        return sum(getattr(self, name) for name in LATE)

    @property
    def percent_done(self) -> float:
        return round(100 * self.done / self.sent, 1) if self.sent else 0.0

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


@dataclass(frozen=True)
class Oldest:
    """The oldest notice of an agency of which a record has no answer. `due_on` None: the law sets no time."""

    number: int
    sent_on: date
    due_on: date | None


@dataclass(frozen=True)
class AgencyAgeing:
    agency: Agency
    standing: Standing
    oldest: Oldest | None


@dataclass(frozen=True)
class Month:
    """Records sent in a month, and confirmed in it as done, whenever they were sent."""

    first: date
    sent: int
    done: int


@dataclass(frozen=True)
class Ageing:
    """Of all agencies, or of one. Lateness is as of the day; answers are those that have come until now."""

    on: date
    agencies: list[AgencyAgeing]
    months: list[Month]

    @property
    def total(self) -> Standing:
        return sum((one.standing for one in self.agencies), Standing())

    def as_data(self) -> dict[str, Any]:
        """As JSON knows it."""
        return {
            "on": self.on.isoformat(),
            "agencies": [
                {
                    "code": one.agency.code,
                    "name": one.agency.name,
                    **_counts(one.standing),
                    "oldest": _oldest(one.oldest),
                }
                for one in self.agencies
            ],
            "total": _counts(self.total),
            "months": [{"month": f"{one.first:%Y-%m}", "sent": one.sent, "done": one.done} for one in self.months],
        }


def ageing(on: date, agency: Agency | None = None) -> Ageing:
    """How notices stand that were sent by the end of that day; every agency that takes part or was told something."""
    notices = Notice.objects.sealed().filter(sealed_at__lt=_end(on))
    items = WorkItem.objects.open()
    answers = Acknowledgement.objects.filter(taken_at__lt=_end(on))
    agencies = Agency.objects.all()
    if agency:
        notices, agencies = notices.filter(agency=agency), agencies.filter(pk=agency.pk)
        items, answers = items.filter(notice__agency=agency), answers.filter(notice__agency=agency)
    rows = {row["agency"]: row for row in notices.order_by().values("agency").annotate(**_sums(on))}
    items_open = dict(items.order_by().values_list("notice__agency").annotate(Count("pk")))
    shown = agencies.filter(Q(closed_at__isnull=True) | Q(pk__in=rows)).order_by("name")
    oldest = _all_oldest(notices, rows)
    return Ageing(
        on,
        [
            AgencyAgeing(one, _standing(rows.get(one.pk, {}), items_open.get(one.pk, 0)), oldest.get(one.pk))
            for one in shown
        ],
        list(_months(on, notices, answers)),
    )


def _end(on: date) -> datetime:
    """The first moment after that day in the state."""
    return datetime.combine(on + timedelta(days=1), time(), ZoneInfo(settings.STATE_TIME_ZONE)).astimezone(UTC)


def _sums(on: date) -> dict[str, Any]:
    """What is counted over the notices of an agency, in one query."""
    waiting = F("lines") - answered()
    late = {name: Sum(waiting, filter=_late(on, *days), default=0) for name, days in LATE.items()}
    return {
        "of_notices": Count("pk"),
        "of_sent": Sum("lines"),
        **{f"of_{outcome}": Sum(outcome) for outcome in OUTCOMES},
        "of_waiting": Sum(waiting),
        **{f"of_{name}": count for name, count in late.items()},
        "of_given_up": Count("pk", filter=Q(given_up_at__isnull=False, delivered_at__isnull=True)),
        "oldest": Min("number", filter=Q(acknowledged_at__isnull=True)),
    }


def _late(on: date, least: int, most: int | None) -> Q:
    late = Q(due_on__lte=on - timedelta(days=least))
    return late & Q(due_on__gte=on - timedelta(days=most)) if most else late


def _standing(row: dict[str, int], work_items: int) -> Standing:
    counts = {name.removeprefix("of_"): count for name, count in row.items() if name.startswith("of_")}
    not_due = counts.get("waiting", 0) - sum(counts.get(name, 0) for name in LATE)
    return Standing(**counts, not_due=not_due, work_items=work_items)


def _all_oldest(notices: QuerySet[Notice], rows: dict[int, dict[str, int]]) -> dict[int, Oldest]:
    which = Q(pk__in=[])
    for agency, row in rows.items():
        which |= Q(agency=agency, number=row["oldest"])
    return {
        one.agency_id: Oldest(one.number, state_day(one.sealed_at), one.due_on)
        for one in notices.filter(which).only("agency", "number", "sealed_at", "due_on")
    }


def _months(on: date, notices: QuerySet[Notice], answers: QuerySet[Acknowledgement]) -> Iterator[Month]:
    zone = ZoneInfo(settings.STATE_TIME_ZONE)
    firsts = [_months_before(on, number) for number in reversed(range(MONTHS))]
    since = datetime.combine(firsts[0], time(), zone)
    by_month = {"sent": notices.filter(sealed_at__gte=since), "done": answers.filter(taken_at__gte=since)}
    columns = {"sent": ("sealed_at", "lines"), "done": ("taken_at", "confirmed")}
    found = {}
    for name, (at, count) in columns.items():
        months = by_month[name].order_by().annotate(month=TruncMonth(at, tzinfo=zone)).values_list("month")
        found[name] = {month.date(): total for month, total in months.annotate(Sum(count))}
    for first in firsts:
        yield Month(first, found["sent"].get(first, 0), found["done"].get(first, 0))


def _months_before(on: date, number: int) -> date:
    """The first day of the month so many months before that of the day."""
    years, month = divmod(on.year * 12 + on.month - 1 - number, 12)
    return date(years, month + 1, 1)


def _counts(standing: Standing) -> dict[str, int]:
    return asdict(standing) | {"overdue": standing.overdue}


def _oldest(oldest: Oldest | None) -> dict[str, Any] | None:
    if oldest is None:
        return None
    due = oldest.due_on and oldest.due_on.isoformat()
    return {"number": oldest.number, "sent_on": oldest.sent_on.isoformat(), "due_on": due}
