"""What may be stuck of notices: those that stay open, that do not reach their agency, and work items."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.urls import reverse

from clearance.agencies.models import Agency
from clearance.notices.outbox.models import Notice
from clearance.notices.outbox.sealing import LONGEST_OPEN
from clearance.notices.work_items.models import WorkItem
from clearance.work.waiting import Waiting

NOW = timedelta(0)
#: The sweep comes every minute; a large run takes a while to seal and to write.
SEALED, DELIVERED = LONGEST_OPEN + timedelta(minutes=15), timedelta(hours=1)
#: Someone has to find out, often by asking the agency.
SETTLED = timedelta(days=14)
SEE_WORKERS = "See whether a worker is at it, and whether the sweep of notices fails."
MEND = "Mend its folder, the address or the rights. Then have the delivery tried again, on the page of the notice."


def waiting(at: datetime) -> Iterator[Waiting]:
    yield from _open()
    yield from _undelivered()
    yield from _work_items()


def _open() -> Iterator[Waiting]:
    found = Notice.objects.unsealed().aggregate(number=Count("pk"), first=Min("opened_at"))
    if found["number"]:
        url = f"{reverse('admin:notices_notice_changelist')}?delivery=open"
        yield Waiting(f"{found['number']} notices are still being filled.", found["first"], SEALED, SEE_WORKERS, url)


def _undelivered() -> Iterator[Waiting]:
    """The first that each agency with a folder lacks; what follows waits for it."""
    waiting = Notice.objects.undelivered().filter(agency__delivery=Agency.Delivery.FOLDER).in_order()
    first = {notice.agency_id: notice for notice in reversed(waiting.select_related("agency"))}
    for notice in first.values():
        url = reverse("admin:notices_notice_change", args=[notice.pk])
        if notice.given_up_at:
            yield Waiting(f"{notice} could not be delivered: {notice.last_error}.", notice.given_up_at, NOW, MEND, url)
        else:
            tried = f", tried {notice.tries} times" if notice.tries else ""
            what = f"{notice} is not in its folder yet{tried}."
            yield Waiting(what, notice.sealed_at, DELIVERED, MEND if notice.tries else SEE_WORKERS, url)


def _work_items() -> Iterator[Waiting]:
    found = WorkItem.objects.open().order_by("notice__agency__name").values("notice__agency", "notice__agency__name")
    for one in found.annotate(number=Count("pk"), first=Min("opened_at")):
        agency = f"notice__agency__id__exact={one['notice__agency']}"
        url = f"{reverse('admin:notices_workitem_changelist')}?resolution__exact=&{agency}"
        what = f"{one['number']} records that {one['notice__agency__name']} does not find, or has otherwise."
        yield Waiting(what, one["first"], SETTLED, "Look at both sides of each, and settle it.", url)
