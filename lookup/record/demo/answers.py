"""What the invented agencies answered: one all and soon, one half and then no more, one did not find everything."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from clearance.days import state_day
from clearance.notices.acknowledgements.actions import take_in
from clearance.notices.deadlines.actions import make_reminders, send
from clearance.notices.delivery.actions import delivered
from clearance.notices.messages import Item, acknowledgement, signed
from clearance.notices.models import Notice
from clearance.notices.outbox.sealing import seal_due
from lookup.record.demo.agencies import BUREAU, FIRST, PROSECUTORS, SECOND, key_of

WORKER = "worker"
DAY = timedelta(days=1)
#: The slow one is reminded so long after the day on which its answers were due.
REMINDED = 8 * DAY


def seal_and_fetch(*, at: datetime) -> None:
    """The notices of a stage are sealed, and every agency has fetched its own on the day after."""
    seal_due(by=WORKER, at=at)
    for notice in Notice.objects.undelivered().select_related("agency"):
        delivered(by=f"agency:{notice.agency.code}", notice=notice, at=at + DAY)


def answer_all(*, now: datetime) -> None:
    """As each agency does; then whoever is late is reminded."""
    for notice in Notice.objects.sealed().select_related("agency").order_by("sealed_at", "agency__code"):
        if notice.agency.code in ANSWERS:
            after, items = ANSWERS[notice.agency.code]
            _answer(notice, list(items(range(1, notice.lines + 1))), notice.sealed_at + after)
    late = Notice.objects.overdue(state_day(now)).order_by("due_on").last()
    if late:
        at = now - (state_day(now) - late.due_on) + REMINDED
        for reminder in make_reminders(by=WORKER, on=state_day(at), at=at):
            send(by=WORKER, reminder=reminder, at=at)


def _answer(notice: Notice, items: list[Item], at: datetime) -> None:
    code = notice.agency.code
    content = acknowledgement(
        agency=code, notice=str(notice.pk), manifest_sha256=notice.manifest_sha256, number=1, items=items
    )
    take_in(by=f"agency:{code}", agency=notice.agency, body=signed("acknowledgement", content, key_of(code)), at=at)


def _all_done(lines: range) -> Iterable[Item]:
    return (Item(line, "done") for line in lines)


def _half_done(lines: range) -> Iterable[Item]:
    return (Item(line, "done") for line in lines[: (len(lines) + 1) // 2])


def _mostly_found(lines: range) -> Iterable[Item]:
    """One in twelve is not found, one in sixty is found with another number of the case, one is refused."""
    for line in lines:
        if line % 60 == 7:
            yield Item(line, "conflict", theirs={"case_number": "unknown"})
        elif line % 12 == 5:
            yield Item(line, "not_found")
        elif line == 30:
            yield Item(line, "refused", "under_litigation")
        else:
            yield Item(line, "done")


#: How long after it was sent each answers, and what. The police need not, and do not.
ANSWERS: dict[str, tuple[timedelta, Callable[[range], Iterable[Item]]]] = {
    BUREAU: (4 * DAY, _all_done),
    FIRST: (20 * DAY, _half_done),
    SECOND: (17 * DAY, _mostly_found),
    PROSECUTORS: (9 * DAY, _all_done),
}
