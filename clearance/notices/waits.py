"""What may be stuck of notices: not sealed, not delivered, not answered in time, or left for someone to look at."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse

from clearance.agencies.models import Agency
from clearance.days import over, state_day
from clearance.notices.models import Notice, WorkItem
from clearance.notices.outbox.models import NoticeQuerySet
from clearance.work.waiting import Waiting

#: While batches of a run fill it a notice stays open; a run that is applied in stages takes some days.
SEALED = timedelta(days=7)
#: What is put into a folder is there at the next sweep; what an agency fetches, within some days.
PUT, FETCHED = timedelta(hours=1), timedelta(days=7)
LOOKED_AT = timedelta(days=14)
NOW = timedelta(0)


def waiting(at: datetime) -> Iterator[Waiting]:
    on_its_way = Notice.objects.undelivered().filter(given_up_at__isnull=True)
    to_folder = Q(agency__delivery=Agency.Delivery.FOLDER)
    run = "See how far their run is. They are sealed when a stage is over."
    folder = "See that a worker runs, and that it can write the folder."
    fetch = "Ask the agency whether its client runs."
    mend = "Mend the cause, then have them delivered again."
    yield from _by_agency(Notice.objects.unsealed(), "opened_at", "are not sealed", SEALED, run)
    yield from _by_agency(on_its_way.filter(to_folder), "sealed_at", "are not in its folder", PUT, folder)
    yield from _by_agency(on_its_way.exclude(to_folder), "sealed_at", "are not fetched", FETCHED, fetch)
    yield from _by_agency(Notice.objects.given_up(), "given_up_at", "could not be delivered", NOW, mend)
    yield from _overdue(at)
    yield from _work_items()


def _by_agency(notices: NoticeQuerySet, since: str, what: str, normal: timedelta, to_do: str) -> Iterator[Waiting]:
    """Said of all of an agency together: there may be hundreds."""
    for agency, number, first in _counted(notices, since):
        # The one that was tried most often says why.
        failed = notices.filter(agency=agency).exclude(last_error="").order_by("-tries").first()
        why = f" The last error: {failed.last_error.removesuffix('.')}." if failed else ""
        yield Waiting(f"Notices to {agency} {what}: {number:,}.{why}", first, normal, to_do, _page(agency))


def _overdue(at: datetime) -> Iterator[Waiting]:
    for agency, number, first in _counted(Notice.objects.overdue(state_day(at)), "due_on"):
        what = f"Notices to {agency} are overdue, with records that have no answer: {number:,}."
        page = reverse("admin:notices_ageing_of", args=[agency.code])
        yield Waiting(what, over(first), NOW, "Ask the agency what keeps it from answering.", page)


def _work_items() -> Iterator[Waiting]:
    found = WorkItem.objects.open().order_by().aggregate(number=Count("pk"), first=Min("opened_at"))
    if found["number"]:
        what = f"Work items are open, of records that an agency did not find or found otherwise: {found['number']:,}."
        page = reverse("admin:notices_workitem_changelist")
        yield Waiting(what, found["first"], LOOKED_AT, "Look at the two sides of each, and settle it.", page)


def _counted(notices: NoticeQuerySet, since: str) -> Iterator[tuple[Agency, int, datetime]]:
    found = notices.order_by().values_list("agency").annotate(Count("pk"), Min(since))
    agencies = Agency.objects.in_bulk([agency for agency, _, _ in found])
    return ((agencies[agency], number, first) for agency, number, first in found)


def _page(agency: Agency) -> str:
    return reverse("admin:agencies_agency_change", args=[agency.pk])
