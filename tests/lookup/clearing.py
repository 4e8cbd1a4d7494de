"""Agencies of Franklin, charges that a run cleared, and how agencies answered, for the pages to show."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from clearance.agencies.models import Agency, Area
from clearance.days import state_day
from clearance.notices.models import Notice
from clearance.notices.outbox.sealing import seal_due
from clearance.records.models import Charge, Person
from clearance.runs.laws import law_of
from clearance.runs.ledger.actions import ask_reversal, grant_reversal
from clearance.runs.models import Approval, Clearance, Policy, Reversal, Run
from clearance.runs.signals import clearances_made
from tests.lookup import people
from tests.notices.deadlines.sent import KEYS, answer
from tests.notices.told import key_of
from tests.runs import computed

#: The day on which charges are cleared in these tests, and noon in the state on it.
CLEARED = people.TODAY - timedelta(days=60)


def noon(day=CLEARED) -> datetime:
    return datetime.combine(day, time(17), UTC)


def franklin_agencies() -> None:
    """Those that the Franklin law names: the Bureau and the courts must hide a charge, the police are told."""
    for code, name, kind, data, court in (
        ("bureau", "Franklin Bureau of Criminal Records", "repository", ["statute"], None),
        ("greene-court", "Greene County District Court", "court", ["case_number"], "Greene County District Court"),
        ("superior-court", "Franklin Superior Court", "court", ["case_number"], "Franklin Superior Court"),
        ("greene-police", "Greene Police", "police", ["arrest_date"], None),
    ):
        one = Agency.objects.create(
            code=code, name=name, kind=kind, data=data, statewide=court is None, registered_at=noon()
        )
        if court:
            Area.objects.create(agency=one, kind="court", name=court)
        KEYS[code] = key_of(one)


def clear(*charge_ids: str, day=CLEARED, sealed: bool = True) -> dict[str, Notice]:
    """A run that two people approved clears these charges on that day. The notices of it, by agency."""
    policy = Policy.objects.in_force().get()
    run = _being_applied(computed.run_of(policy))
    with transaction.atomic():
        Clearance.objects.bulk_create(_clearance(run, charge_id, day) for charge_id in charge_ids)
        clearances_made.send(Run, run=run, batch=1, at=noon(day))
    Run.objects.filter(pk=run.pk).update(state="applied", applied_at=noon(day))
    if sealed:
        seal_due(by="worker", at=noon(day))
    return {one.agency.code: one for one in Notice.objects.filter(origin=run.stage_reference).select_related("agency")}


def someone_with_cleared_charges() -> Person:
    """Of five charges one is cleared and confirmed by all, one is not by a late court nor found by the Bureau, and one
    was put back.
    """
    franklin_agencies()
    someone = people.person(
        (
            {**people.SUPERIOR, "case_number": "20-CR-0912", "filed_date": date(2020, 1, 8)},
            [
                people.ended(people.THEFT, "convicted", date(2020, 5, 3)),
                people.ended(people.TRESPASS, "dismissed", date(2020, 5, 3)),
            ],
        ),
        (
            {**people.DISTRICT, "case_number": "16-CR-2203", "filed_date": date(2016, 7, 5)},
            [
                people.ended(people.CANNABIS, "convicted", date(2016, 10, 1)),
                people.ended(people.TRESPASS, "dismissed", date(2016, 10, 1)),
            ],
        ),
        (
            {**people.DISTRICT, "case_number": "11-CR-7730", "filed_date": date(2011, 3, 2)},
            [people.ended(people.ASSAULT, "convicted", date(2011, 9, 9))],
        ),
        person_id="P1",
    )
    answered = (CLEARED + timedelta(days=9)).isoformat()
    confirmed = clear("P1-C2-1", day=CLEARED - timedelta(days=200))
    for code in ("bureau", "greene-court"):
        answer(confirmed[code], answered, done=1)
    answer(clear("P1-C1-2")["bureau"], answered, not_found=1)
    clear("P1-C2-2", day=CLEARED - timedelta(days=100))
    undo("P1-C2-2")
    return someone


def undo(charge_id: str, ground: str = "error", day=CLEARED + timedelta(days=30)) -> Reversal:
    """The clearance of the charge is undone, as two people do it."""
    last = Clearance.objects.filter(charge__charge_id=charge_id).latest("nth")
    asked = ask_reversal(
        by="staff:4", clearance=last, ground=ground, legal_basis="F.S. 12-34(15)", note="", at=noon(day)
    )
    return grant_reversal(by="staff:5", request=asked, signed_in_at=noon(day), on=day, at=noon(day))


def _being_applied(run: Run) -> Run:
    now = computed.AT
    Run.objects.filter(pk=run.pk).update(state="ready", settled_at=now)
    for by in ("staff:2", "staff:3"):
        Approval.objects.create(run=run, by=by, digest=run.digest, signed_in_at=now, at=now)
    Run.objects.filter(pk=run.pk).update(state="approved", approved_at=now)
    Run.objects.filter(pk=run.pk).update(state="applying", applying_since=now)
    return run


def _clearance(run: Run, charge_id: str, day) -> Clearance:
    charge = Charge.objects.get(charge_id=charge_id)
    track = run.decisions.get(charge=charge).track
    relief = next(one.relief for one in law_of(run.policy).tracks if one.id == track)
    assert state_day(noon(day)) == day
    return Clearance(
        run=run,
        batch=1,
        charge=charge,
        person_id=charge.person_id,
        track=track,
        relief=relief,
        nth=charge.clearances.count() + 1,
        on=day,
        at=noon(day),
    )
