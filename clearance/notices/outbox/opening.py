"""Notices that are open: finding the ones with room, and opening more."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count
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
    begun = {(one.agency_id, tuple(one.data)): one for one in with_room.only("agency", "data", "lines")}
    rooms, grown, opened = [], [], []
    for recipient, lines in wanted.items():
        agency, before = recipient.agency.pk, 0
        parts = _new_parts(recipient, origin, last_part.get(agency, 0), policy, at)
        while before < lines:
            if notice := begun.pop((agency, recipient.data), None):
                grown.append(notice)
            else:
                opened.append(notice := next(parts))
            added = min(lines - before, Notice.MOST_LINES - notice.lines)
            rooms.append(Room(agency, notice.pk, before + 1, before + added, notice.lines - before))
            notice.lines += added
            before += added
    Notice.objects.bulk_create(opened)
    _grow(grown)
    return rooms


def _new_parts(recipient: Recipient, origin: str, last: int, policy: Policy, at: datetime) -> Iterator[Notice]:
    for part in count(last + 1):
        yield new_notice(recipient=recipient, kind="clear", origin=origin, part=part, policy=policy, lines=0, at=at)


def _grow(notices: Iterable[Notice]) -> None:
    """Set how many lines these have, in one statement."""
    rows = rows_sql("id uuid, lines integer")
    sql = f"UPDATE notices_notice SET lines = grown.lines FROM ({rows}) AS grown WHERE notices_notice.id = grown.id"
    statement(sql, [rows_parameter([(notice.pk, notice.lines) for notice in notices])])
