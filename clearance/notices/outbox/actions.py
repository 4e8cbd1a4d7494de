"""Everything that fills notices: batches of a run, reversals, and lines that are sent again."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from clearance.agencies.models import Agency
from clearance.notices.outbox.following import follow
from clearance.notices.outbox.lines import Place, add_lines, count_places
from clearance.notices.outbox.models import Line, Notice, ToldBatch
from clearance.notices.outbox.opening import make_room
from clearance.notices.outbox.recipients import Directory, Recipient
from clearance.notices.outbox.sealing import seal
from clearance.runs.laws import law_of
from clearance.runs.models import Reversal, Run


@transaction.atomic
def tell(*, run: Run, batch: int, at: datetime) -> int:
    """Put the clearances of a batch into the open notices of the agencies that the law has told of them.

    How many lines. It belongs into the transaction that makes them, whose event tells of both and which holds the run,
    so that its batches come one by one. Raises IntegrityError for a batch that was told before.
    """
    ToldBatch.objects.create(run=run, batch=batch, at=at)
    directory = Directory(law_of(run.policy))
    wanted: Counter[Recipient] = Counter()
    payloads: dict[tuple[str, ...], int] = {}
    places = []
    for (court, county), clearances in count_places(run, batch).items():
        for recipient in directory.of_case(court, county):
            wanted[recipient] += clearances
            payload = payloads.setdefault(recipient.data, len(payloads))
            places.append(Place(court, county, recipient.agency.pk, payload))
    if not places:
        return 0
    rooms = make_room(wanted=wanted, origin=run.stage_reference, policy=run.policy, at=at)
    return add_lines(run, batch, places, rooms, list(payloads))


@transaction.atomic
def restore(*, by: str, reversal: Reversal, at: datetime) -> list[Notice]:
    """Tell every agency that was told of a clearance that it is undone, in a sealed notice of its own. Each names the
    last line that told of it. It belongs into the transaction of the reversal.
    """
    told = Line.objects.filter(clearance=reversal.clearance_id, notice__kind=Notice.Kind.CLEAR)
    told = told.filter(notice__agency__in=Agency.objects.open()).select_related("notice__agency", "notice__policy")
    last = {line.notice.agency_id: line for line in reversed(told.newest_first())}
    return [_restore(by, line, reversal, at) for _, line in sorted(last.items())]


def _restore(by: str, line: Line, reversal: Reversal, at: datetime) -> Notice:
    """With the data by which the agency found it, as far as it still declares them."""
    if not line.notice.sealed_at:
        # It must leave first: an agency works its notices in order.
        seal(by=by, notice=line.notice, at=at)
    declared = line.notice.agency.data or line.notice.data
    payload = {point: line.payload[point] for point in line.notice.data if point in declared}
    kind = Notice.Kind.RESTORE
    return follow(by=by, earlier=line, kind=kind, origin=str(reversal), payload=payload, at=at)
