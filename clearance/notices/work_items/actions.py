"""Opening work items, looking at the two sides of one, and settling it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from clearance.audit import actions as audit
from clearance.notices.acknowledgements.models import Acknowledgement
from clearance.notices.messages import Item
from clearance.notices.outbox.following import follow
from clearance.notices.outbox.models import Line, Notice
from clearance.notices.outbox.recipients import data_of
from clearance.notices.work_items.models import WorkItem
from clearance.runs.models import Clearance
from clearance.runs.refusals import Refused


class Side(NamedTuple):
    """One data point on both sides: as it was sent, as the records here have it now, as the agency has it."""

    point: str
    sent: object
    now: object
    theirs: object


def open_items(*, acknowledgement: Acknowledgement, items: Iterable[Item], at: datetime) -> None:
    """A work item for each line that was not found, or found with other data. Needs the caller's transaction."""
    WorkItem.objects.bulk_create(
        WorkItem(
            notice=acknowledgement.notice,
            line=item.line,
            kind=item.outcome,
            theirs=dict(item.theirs),
            acknowledgement=acknowledgement,
            opened_at=at,
        )
        for item in items
        if item.outcome in WorkItem.Kind
    )


def close_done(*, by: str, notice: Notice, at: datetime) -> None:
    """Settle the open items of lines that are done after all. Needs the caller's transaction, with its event."""
    done = Line.objects.filter(notice=notice, outcome=Line.Outcome.DONE)
    WorkItem.objects.open().filter(notice=notice, line__in=done.values("number")).update(
        resolution=WorkItem.Resolution.DONE, reason="The agency answered: done.", resolved_by=by, resolved_at=at
    )


def close_reversed(*, by: str, clearance: Clearance, at: datetime) -> None:
    """Settle the open items of a clearance that was reversed. Needs the caller's transaction, with its event."""
    for line in Line.objects.filter(clearance=clearance):
        WorkItem.objects.open().filter(notice=line.notice_id, line=line.number).update(
            resolution=WorkItem.Resolution.REVERSED,
            reason="The clearance was reversed.",
            resolved_by=by,
            resolved_at=at,
        )


@transaction.atomic
def look(*, by: str, item: WorkItem) -> list[Side]:
    """The two sides of a work item. Whoever looks is written down with the person whose record it is."""
    line = item.its_line()
    detail = {"work_item": item.pk}
    audit.record(by=by, action="work_item.viewed", subject=f"person:{line.clearance.person_id}", detail=detail)
    now = data_of(line.clearance, line.payload)
    return [Side(point, line.payload[point], now[point], item.theirs.get(point)) for point in line.notice.data]


@transaction.atomic
def send_again(*, by: str, item: WorkItem, reason: str, at: datetime) -> Notice:
    """After a correction on either side: the line goes out once more, with what the records hold now.

    Raises Refused for one that is settled, whose clearance was reversed, or whose agency is closed.
    """
    line = _lock(item).its_line()
    agency, kind = line.notice.agency, line.notice.kind
    if kind == Notice.Kind.CLEAR and not Clearance.objects.standing().filter(pk=line.clearance_id).exists():
        raise Refused("The clearance was reversed, so it is not sent again. Accept the answer instead.")
    if agency.closed_at:
        raise Refused(f"{agency} is closed and is told nothing. Accept the answer instead.")
    points = [point for point in line.notice.data if point in (agency.data or line.notice.data)]
    payload = data_of(line.clearance, points)
    origin = f"again:{item.pk}"
    notice = follow(by=by, earlier=line, kind=kind, origin=origin, payload=payload, at=at)
    _settle(by, item, WorkItem.Resolution.CORRECTED, reason, at, {"notice": str(notice.pk)})
    return notice


@transaction.atomic
def accept(*, by: str, item: WorkItem, reason: str, at: datetime) -> None:
    """The agency's answer stands: it has no such record, say. Raises Refused for one that is settled."""
    _lock(item)
    _settle(by, item, WorkItem.Resolution.ACCEPTED, reason, at, {})


def _lock(item: WorkItem) -> WorkItem:
    item.refresh_from_db(from_queryset=WorkItem.objects.select_for_update())
    if item.resolved_at:
        raise Refused(f"Work item {item.pk} is settled: {item.get_resolution_display()}. Nothing is left to do.")
    return item


def _settle(by: str, item: WorkItem, resolution: str, reason: str, at: datetime, detail: Mapping[str, Any]) -> None:
    if not reason.strip():
        raise Refused("Say why, in a sentence without names.")
    item.resolution, item.reason, item.resolved_by, item.resolved_at = resolution, reason, by, at
    item.save(update_fields=["resolution", "reason", "resolved_by", "resolved_at"])
    action = f"work_item.{resolution}"
    audit.record(by=by, action=action, subject=item.reference, detail={"notice": str(item.notice_id), **detail})
