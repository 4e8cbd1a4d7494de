"""Records, agencies, and clearances that took effect, for tests of what agencies are told."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import transaction

from clearance.agencies.models import Agency, Area, Key
from clearance.notices.messages import Item, acknowledgement, signed
from clearance.notices.models import Notice
from clearance.notices.outbox.sealing import seal_due
from clearance.records.models import Case, Charge, Import, Person, Source
from clearance.runs.actions import put_in_force
from clearance.runs.models import Approval, Clearance, Decision, Part, Policy, Reversal, ReversalRequest, Run
from clearance.runs.signals import clearance_reversed, clearances_made
from clearance.signing import PrivateKey, load_private_key, new_private_key, public_key

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
ON = date(2026, 3, 2)
LAW = """
[policy]
id = "example"
title = "Example Clean Slate Act"
jurisdiction = "US-XX"
citation = "X.S. 12-34"

[[track]]
id = "dismissed"
relief = "seal"
citation = "X.S. 12-34(1)"
says = "Dismissed charges are sealed."
covers = { disposition = "dismissed" }

[[process.agency]]
id = "bureau"
name = "The Bureau"
kind = "repository"
role = "must_shield"
within = { days = 30 }
data = ["tracking_number", "statute"]

[[process.agency]]
id = "courts"
name = "The courts"
kind = "court"
role = "must_shield"
within = { months = 1 }
data = ["court", "case_number", "sequence"]

[[process.agency]]
id = "police"
name = "The police"
kind = "police"
role = "notified_only"
data = ["tracking_number", "arrest_date"]
"""


def policy(folder, text: str = LAW) -> Policy:
    path = folder / "law.toml"
    path.write_text(text)
    return put_in_force(by="staff:1", policy=path, at=AT)


def agency(code: str, kind: str, *areas: tuple[str, str], data: list[str] = (), **more) -> Agency:
    """An agency of these areas; statewide without any."""
    made = Agency.objects.create(
        code=code, name=code.title(), kind=kind, statewide=not areas, data=list(data), registered_at=AT, **more
    )
    Area.objects.bulk_create(Area(agency=made, kind=area, name=name) for area, name in areas)
    return made


def key_of(agency: Agency) -> PrivateKey:
    """A new key with which the agency signs."""
    private = load_private_key(new_private_key())
    Key.objects.create(agency=agency, public_key=public_key(private), added_at=AT, added_by="staff:1")
    return private


def charges(count: int, **cells) -> list[Charge]:
    """So many new charges, each of a person and a case of its own. Cells may be given by column of any of the three."""
    feed, _ = Source.objects.get_or_create(name="courts", defaults={"created_at": AT})
    landed = Import.objects.filter(source=feed).first() or Import.objects.create(
        source=feed, file="sent", started_at=AT, finished_at=AT, by="staff:1", outcome="landed"
    )
    came = {"source": feed, "last_import": landed}
    first = Charge.objects.count() + 1

    def of(model, defaults):
        names = {field.name for field in model._meta.get_fields()}
        return {**came, **defaults, **{name: value for name, value in cells.items() if name in names}}

    made = []
    for number in range(first, first + count):
        person = Person.objects.create(**of(Person, {"person_id": f"P{number}", "birth_date": date(1980, 2, 29)}))
        place = {"court": "Greene District Court", "county": "Greene"}
        numbers = {"case_number": f"11-CR-{number:04}", "tracking_number": f"T{number:06}"}
        case = Case.objects.create(**of(Case, {"case_id": f"C{number}", "person": person, **place, **numbers}))
        facts = {"sequence": 1, "statute": "18-4-503", "arrest_date": date(2011, 3, 1), "disposition": "dismissed"}
        made.append(
            Charge.objects.create(**of(Charge, {"charge_id": f"X{number}", "case": case, "person": person, **facts}))
        )
    return made


def run_of(law: Policy, charges: list[Charge]) -> Run:
    """A run that two people approved, which is being applied, and would clear these charges."""
    run = Run.objects.create(policy=law, policy_sha256=law.sha256, as_of=ON, prepared_by="staff:1", prepared_at=AT)
    Part.objects.create(run=run, number=1, decisions=len(charges), clears=len(charges), sha256="0" * 64)
    Decision.objects.bulk_create(
        Decision(
            run=run,
            part=1,
            charge=charge,
            person_id=charge.person_id,
            outcome="eligible",
            eligible_on=ON,
            track="dismissed",
            effect="clear",
        )
        for charge in charges
    )
    frozen = {"digest": "1" * 64, "computed_at": AT, "settled_at": AT}
    Run.objects.filter(pk=run.pk).update(state="ready", **frozen)
    for by in ("staff:2", "staff:3"):
        Approval.objects.create(run=run, by=by, digest="1" * 64, signed_in_at=AT, at=AT)
    Run.objects.filter(pk=run.pk).update(state="approved", approved_at=AT)
    Run.objects.filter(pk=run.pk).update(state="applying", applying_since=AT)
    run.refresh_from_db()
    return run


def clear(run: Run, charges: list[Charge], batch: int = 1, at: datetime = AT) -> list[Clearance]:
    """The charges' clearances take effect, in one transaction with what listens."""
    before = Counter(Clearance.objects.filter(charge__in=charges).values_list("charge", flat=True))
    with transaction.atomic():
        made = Clearance.objects.bulk_create(
            Clearance(
                run=run,
                batch=batch,
                charge=charge,
                person_id=charge.person_id,
                track="dismissed",
                relief="seal",
                nth=before[charge.pk] + 1,
                on=ON,
                at=at,
            )
            for charge in charges
        )
        clearances_made.send(Run, run=run, batch=batch, at=at)
    return made


def finish(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(state="applied", applied_at=AT)


def undo(clearance: Clearance, at: datetime = AT) -> Reversal:
    """The clearance is reversed, in one transaction with what listens."""
    with transaction.atomic():
        request = ReversalRequest.objects.create(
            clearance=clearance, ground="error", legal_basis="X.S. 12-34(9)", asked_by="staff:4", asked_at=at
        )
        decided = {"decided_by": "staff:5", "decided_at": at, "granted": True}
        ReversalRequest.objects.filter(pk=request.pk).update(**decided)
        request.refresh_from_db()
        reversal = Reversal.objects.create(clearance=clearance, request=request, on=ON, at=at)
        clearance_reversed.send(Reversal, reversal=reversal, at=at)
    return reversal


def sealed(*agencies: Agency, folder, count: int = 3) -> list[Notice]:
    """A notice of so many lines to each, from a run that was applied."""
    of = charges(count)
    run = run_of(policy(folder), of)
    clear(run, of)
    finish(run)
    seal_due(by="worker", at=AT)
    return [Notice.objects.get(agency=one) for one in agencies]


def answer(to: Notice, private: PrivateKey, number: int = 1, items: Iterable[Item] = (), **content) -> bytes:
    """An acknowledgement as the agency would send it, or with other content; all lines done, unless told otherwise."""
    items = list(items) or [Item(line, "done") for line in range(1, to.lines + 1)]
    right = acknowledgement(
        agency=to.agency.code,
        notice=str(to.pk),
        manifest_sha256=to.manifest_sha256,
        number=number,
        items=items,
    )
    return signed("acknowledgement", {**right, **content}, private)
