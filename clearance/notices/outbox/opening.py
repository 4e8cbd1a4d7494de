"""Notices that are open: finding the ones with room, and opening more."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db.models import Max

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


def open_notice(
    *, recipient: Recipient, kind: str, origin: str, part: int, policy: Policy, lines: int, at: datetime
) -> Notice:
    """A notice that is not saved yet, with room for its lines."""
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
    agencies = [recipient.agency for recipient in wanted]
    of_origin = Notice.objects.filter(agency__in=agencies, origin=origin)
    last_part = dict(of_origin.order_by().values_list("agency").annotate(Max("part")))
    # Locked, so that none is sealed meanwhile; in one order, so that two who lock do not wait for each other.
    with_room = of_origin.unsealed().filter(lines__lt=Notice.MOST_LINES).order_by("id").select_for_update()
    open_now = {(notice.agency_id, tuple(notice.data)): notice for notice in with_room}
    grown, opened, rooms = [], [], []
    for recipient, count in wanted.items():
        agency = recipient.agency.pk
        begun = open_now.get((agency, recipient.data))
        taken = min(count, Notice.MOST_LINES - begun.lines) if begun else 0
        if begun:
            rooms.append(Room(agency, begun.pk, 1, taken, begun.lines))
            begun.lines += taken
            grown.append(begun)
        for nth, before in enumerate(range(taken, count, Notice.MOST_LINES), last_part.get(agency, 0) + 1):
            lines = min(count - before, Notice.MOST_LINES)
            notice = open_notice(
                recipient=recipient, kind="clear", origin=origin, part=nth, policy=policy, lines=lines, at=at
            )
            rooms.append(Room(agency, notice.pk, before + 1, before + lines, -before))
            opened.append(notice)
    Notice.objects.bulk_update(grown, ["lines"])
    Notice.objects.bulk_create(opened)
    return rooms
