"""Notices that were sent on given days, and how agencies answered them."""

from datetime import UTC, datetime

from clearance.agencies.models import Agency, Contact
from clearance.notices.acknowledgements.actions import take_in
from clearance.notices.messages import Item, acknowledgement, signed
from clearance.notices.models import Notice
from clearance.notices.outbox.sealing import seal_due
from clearance.runs.models import Policy
from clearance.signing import PrivateKey
from tests.notices.told import agency, charges, clear, finish, key_of, run_of

#: With what each agency signs.
KEYS: dict[str, PrivateKey] = {}


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T17:00:00").replace(tzinfo=UTC)


def three_agencies() -> tuple[Agency, Agency, Agency]:
    """The bureau, which must answer within 30 days, a court, within a month, and the police, whenever they like."""
    court = agency("greene-court", "court", ("court", "Greene District Court"), data=["court", "case_number"])
    made = agency("bureau", "repository", data=["statute"]), court, agency("police", "police", data=["arrest_date"])
    for one in made:
        KEYS[one.code] = key_of(one)
        Contact.objects.create(agency=one, name="Pat Canary", email=f"desk@{one.code}.example")
    return made


def tell(law: Policy, records: int, day: str) -> dict[str, Notice]:
    """A run clears so many records, and each agency is sent a notice of them, on that day. The notices by agency."""
    of = charges(records)
    run = run_of(law, of)
    clear(run, of, at=noon(day))
    finish(run)
    seal_due(by="worker", at=noon(day))
    return {one.agency.code: one for one in Notice.objects.filter(origin=run.stage_reference).select_related("agency")}


def answer(notice: Notice, day: str, code: str = "other", **counts: int) -> None:
    """The agency answers so many of its records that wait, signed: done=3, not_found=1. `code`: why it refuses."""
    waiting = iter(notice.all_lines.filter(outcome="").order_by("number").values_list("number", flat=True))
    items = [
        Item(next(waiting), outcome, code if outcome == "refused" else "")
        for outcome, count in counts.items()
        for _ in range(count)
    ]
    content = acknowledgement(
        agency=notice.agency.code,
        notice=str(notice.pk),
        manifest_sha256=notice.manifest_sha256,
        number=notice.acknowledgements.count() + 1,
        items=items,
    )
    body = signed("acknowledgement", content, KEYS[notice.agency.code])
    take_in(by="worker", agency=notice.agency, body=body, at=noon(day))
