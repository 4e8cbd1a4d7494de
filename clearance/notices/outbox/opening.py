"""Notices that are open: finding the ones with room, and opening more."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db.models import Max

from clearance.database import statement
from clearance.notices.json_rows import rows_parameter, rows_sql
from clearance.notices.outbox.models import NAMESPACE, Notice
from clearance.notices.outbox.recipients import Recipient
from clearance.runs.models import Policy


class Room(NamedTuple):
    """The lines of an agency from `first` to `last`, counted within a batch, stand in `notice`, `shift` further on."""

    agency: int
    notice: UUID
    first: int
    last: int
    shift: int


def new_notice(
    *, recipient: Recipient, kind: str, origin: str, part: int, policy: Policy, lines: int, at: datetime
) -> Notice:
    """A notice that is not saved yet, with room for so many lines."""
    return Notice(
        id=uuid5(NAMESPACE, f"{recipient.agency.code} {origin} {part}"),
        agency=recipient.agency,
        kind=kind,
        origin=origin,
        part=part,
        policy=policy,
        data=list(recipient.data),
        lines=lines,
        opened_at=at,
    )


def make_room(*, wanted: Mapping[Recipient, int], origin: str, policy: Policy, at: datetime) -> list[Room]:
    """Room for so many more lines to each, in notices that were open or are opened now. Their counts are raised."""
    of_origin = Notice.objects.filter(agency__in=[one.agency for one in wanted], origin=origin)
    last_part = dict(of_origin.order_by().values_list("agency").annotate(Max("part")))
    # Locked, so that none is sealed meanwhile; in one order, so that two who lock do not wait for each other.
    with_room = of_origin.unsealed().filter(lines__lt=Notice.MOST_LINES).order_by("id").select_for_update()
    begun = {(notice.agency_id, tuple(notice.data)): notice for notice in with_room.only("agency", "data", "lines")}
    grown, opened, rooms = [], [], []
    for recipient, count in wanted.items():
        taken = 0
        if notice := begun.get((recipient.agency.pk, recipient.data)):
            taken = min(count, Notice.MOST_LINES - notice.lines)
            rooms.append(Room(recipient.agency.pk, notice.pk, 1, taken, notice.lines))
            grown.append((notice.pk, notice.lines + taken))
        part = last_part.get(recipient.agency.pk, 0) + 1
        for part, before, lines in _parts(part, taken, count):
            notice = new_notice(
                recipient=recipient, kind="clear", origin=origin, part=part, policy=policy, lines=lines, at=at
            )
            rooms.append(Room(recipient.agency.pk, notice.pk, before + 1, before + lines, -before))
            opened.append(notice)
    _grow(grown)
    Notice.objects.bulk_create(opened)
    return rooms


def _parts(part: int, taken: int, count: int) -> Iterator[tuple[int, int, int]]:
    """New parts for what is left: the number of each, how many lines stand before it, and its own."""
    for nth, before in enumerate(range(taken, count, Notice.MOST_LINES), part):
        yield nth, before, min(count - before, Notice.MOST_LINES)


def _grow(grown: list[tuple[UUID, int]]) -> None:
    """Set how many lines these notices have."""
    rows = rows_sql("id uuid, lines integer")
    sql = f"UPDATE notices_notice SET lines = grown.lines FROM ({rows}) AS grown WHERE notices_notice.id = grown.id"
    statement(sql, [rows_parameter(grown)])
