"""Notices of one line that follow an earlier one: what restores a record, and what is sent once more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clearance.notices.outbox.models import Line, Notice
from clearance.notices.outbox.opening import new_notice
from clearance.notices.outbox.recipients import Recipient
from clearance.notices.outbox.sealing import seal


def follow(*, by: str, earlier: Line, kind: str, origin: str, payload: Mapping[str, Any], at: datetime) -> Notice:
    """A sealed notice of one line that names the earlier one. Needs the caller's transaction."""
    before = earlier.notice
    notice = new_notice(
        recipient=Recipient(before.agency, tuple(payload)),
        kind=kind,
        origin=origin,
        part=1,
        policy=before.policy,
        lines=1,
        at=at,
    )
    notice.save(force_insert=True)
    Line.objects.create(
        notice=notice,
        number=1,
        clearance_id=earlier.clearance_id,
        payload=dict(payload),
        earlier_notice=before,
        earlier_line=earlier.number,
    )
    seal(by=by, notice=notice, at=at)
    return notice
