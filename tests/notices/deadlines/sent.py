"""Notices that were sent on given days, and how agencies answered them."""

from datetime import UTC, datetime

from django.db.models import F

from clearance.agencies.models import Agency, Contact
from clearance.notices.models import Acknowledgement, Notice
from clearance.notices.outbox.sealing import seal_due
from clearance.runs.models import Policy
from tests.notices.told import agency, charges, clear, finish, key_of, run_of


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T17:00:00").replace(tzinfo=UTC)


def three_agencies() -> tuple[Agency, Agency, Agency]:
    """The bureau, which must answer within 30 days, a court, within a month, and the police, whenever they like."""
    court = agency("greene-court", "court", ("court", "Greene District Court"), data=["court", "case_number"])
    made = agency("bureau", "repository", data=["statute"]), court, agency("police", "police", data=["arrest_date"])
    for one in made:
        key_of(one)
        Contact.objects.create(agency=one, name="Pat Canary", email=f"desk@{one.code}.example")
    return made


def tell(law: Policy, records: int, day: str) -> dict[str, Notice]:
    """A run clears so many records, and each agency is sent a notice of them, on that day. The notices by agency."""
    of = charges(records)
    run = run_of(law, of)
    clear(run, of, at=noon(day))
    finish(run)
    seal_due(by="worker", at=noon(day))
    return {one.agency.code: one for one in Notice.objects.filter(origin=run.reference).select_related("agency")}


def answer(notice: Notice, day: str, **counts: int) -> None:
    """The agency answers so many more of its records: done=3, not_found=1."""
    moved = {outcome: F(outcome) + count for outcome, count in counts.items()}
    at = noon(day)
    one = Notice.objects.filter(pk=notice.pk)
    if notice.waiting == sum(counts.values()):
        moved["acknowledged_at"] = at
    one.update(**moved)
    notice.refresh_from_db()
    Acknowledgement.objects.create(
        notice=notice,
        number=notice.acknowledgements.count() + 1,
        sha256="0" * 64,
        message="{}",
        signature="x",
        key=notice.agency.keys.first(),
        counts=counts,
        moved=sum(counts.values()),
        confirmed=counts.get("done", 0),
        taken_at=at,
        taken_by="staff:1",
    )
